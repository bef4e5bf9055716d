/** What the configuration says and the dump does not bear out, at the line of the file that says it. */
import { type ErrorCode, InputError, type Place, placeAt } from '../diagnostics/diagnostics.js';
import type { ConfigurationPath, Settings } from './settings.js';

/** A value of the configuration; `key`: what is wrong is the key itself. */
export interface Said {
  readonly path: ConfigurationPath;
  readonly key?: boolean;
}

/** Where it stands, and the text around it; nothing for settings that no file gave. */
export function placeOf(
  { source }: Pick<Settings, 'source'>,
  { path, key = false }: Said,
): { readonly place: Place; readonly text: string } | undefined {
  if (!source) return undefined;
  const offset = key ? source.offsetOfKey(path) : source.offsetOf(path);
  return { place: placeAt(source.text, offset, source.file), text: source.text };
}

export function refused(
  settings: Pick<Settings, 'source'>,
  said: Said,
  code: ErrorCode,
  message: string,
  help: string | undefined,
): InputError {
  return new InputError(code, message, {
    ...placeOf(settings, said),
    ...(help === undefined ? {} : { help }),
  });
}

/** `tenancy.referenceTables`, as messages name the setting: without the place in a list. */
export const settingOf = ({ path, key }: Said): string =>
  (key ? path.slice(0, -1) : path).filter((step) => typeof step === 'string').join('.');
