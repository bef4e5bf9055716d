/** Table name patterns of the configuration: `audit.*`, `core.tmp_*`, `public."Visit"`. */
import type { Name } from '../../catalog/names.js';
import { quoteName } from '../../catalog/names.js';
import { rememberedText } from '../../catalog/remembered.js';

/** Escapes text for a regular expression. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const compiled = new Map<string, RegExp>();

function patternOf(text: string): RegExp {
  const known = compiled.get(text);
  if (known) return known;
  const bare = text.replace(/"((?:[^"]|"")*)"/g, (_, name: string) => name.replaceAll('""', '"'));
  const made = new RegExp(`^${bare.split('*').map(escaped).join('.*')}$`, 'is');
  compiled.set(text, made);
  return made;
}

/** A pattern without a dot matches the name in any schema. */
export const matches = (patterns: readonly string[], { schema, name }: Name): boolean =>
  patterns.some((text) => patternOf(text).test(text.includes('.') ? `${schema ?? 'public'}.${name}` : name));

/** Parses a configured name such as `core.current_tenant_id`: unquoted parts become lower case, as in SQL. */
export function nameFrom(text: string): Name {
  const parts = [...text.matchAll(/"((?:[^"]|"")+)"|([^."]+)/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare!.toLowerCase(),
  );
  return { schema: parts.at(-2), name: parts.at(-1) ?? '' };
}

/** The name as a user can paste it into the configuration. */
export const pasted = (name: Name): string => quoteName({ schema: name.schema ?? 'public', name: name.name });

/** `PatientMergeLog` and `patient_merge_log` are the same words. */
export const words = rememberedText((name): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== ''),
);
