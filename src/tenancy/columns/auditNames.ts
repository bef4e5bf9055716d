/** Names of what keeps the audit columns: by what it does, so that a new table renames nothing. */
import { Buffer } from 'node:buffer';
import type { Name } from '../../catalog/names.js';

const FUNCTION = 'baseline_audit_';

/** Triggers fire in the order of their names: after the dump's own. */
const TRIGGER = 'zz_baseline_audit';

export const isOwnRoutine = ({ name }: Name): boolean => name.startsWith(FUNCTION);

/** Identifiers are cut to so many bytes. */
const LONGEST = 63;
/** Digits of the mark at the end. */
const DIGITS = 6;

/** FNV-1a. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').slice(-DIGITS);
}

/** `baseline_audit_created_on_updated_row_version_1f6e02`: the words to be read, the mark to be told apart. */
export function functionName(columns: readonly string[], content: string): string {
  const words = columns
    .join('_')
    .replace('created_at_created_by', 'created')
    .replace('updated_at_updated_by', 'updated')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_');
  const room = LONGEST - FUNCTION.length - DIGITS - 1;
  return `${FUNCTION}${words.slice(0, room).replace(/_$/, '')}_${markOf(content)}`;
}

/** A name behind all others, as far as one more letter helps. */
export function triggerName(others: readonly string[]): string {
  let name = TRIGGER;
  const last = 'z'.repeat(LONGEST);
  while (others.some((other) => other > name && other < last) && name.length < LONGEST) name = `z${name}`;
  return name;
}
