/** Errors for configuration that contradicts the dump, with the line of the file. */
import { type ErrorCode, InputError, type Place, placeAt } from '../diagnostics/diagnostics.js';
import type { ConfigurationPath, Settings } from './settings.js';

/** A value of the configuration; `key`: the key itself is wrong. */
export interface Said {
  readonly path: ConfigurationPath;
  readonly key?: boolean;
}

/** The place and the file's text; undefined for settings without a file. */
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

/** The setting's name in messages, without list positions: `tenancy.referenceTables`. */
export const settingOf = ({ path, key }: Said): string =>
  (key ? path.slice(0, -1) : path).filter((step) => typeof step === 'string').join('.');
