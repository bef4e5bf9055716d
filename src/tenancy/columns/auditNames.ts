/** Names of audit functions and triggers: from what they do, so that a new table changes no name. */
import { ownNames } from '../../facts/own/ownNames.js';
import { words } from '../../facts/names/patterns.js';
import { utf8 } from '../../platform/bytes.js';

/** The longest identifier in bytes. */
const LONGEST = 63;
/** Names are short in `\d` and in error contexts; a long prefix still leaves this much for the columns. */
const [SHORT, LEAST] = [40, 12];
/** Digits of the hash that distinguishes two functions of the same columns. */
const DIGITS = 6;

/** FNV-1a. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
export function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of utf8(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').slice(-DIGITS);
}

/** `createdon`, `modifiedby`: two words written as one. */
const JOINED = /^(?<stem>[a-z]+ed)(?<end>at|on|by)$/;

/** `crat` for `created_at`, `lmby` for `last_modified_by`, `cdon` for `createdon`, `vers` for `version`. */
function abbreviated(column: string): string {
  const parts = words(column);
  const [first = '', second = ''] = parts;
  const last = parts.at(-1) ?? '';
  const { stem, end } = JOINED.exec(column.toLowerCase())?.groups ?? {};
  if (parts.length === 1 && stem !== undefined) return `${stem[0]}${stem.at(-1)}${end}`;
  if (parts.length < 2) return first.slice(0, 4);
  return `${parts.length === 2 ? first.slice(0, 2) : `${first[0]}${second[0]}`}${last.slice(0, 2)}`;
}

/**
 * `baseline_audit_crat_crby_upat_upby_rove`: recognizable columns; the function's comment has their full names.
 * @param mark distinguishes it from another function of the same columns
 */
export function functionName(prefix: string, columns: readonly string[], mark?: string): string {
  const start = ownNames(prefix).auditFunction;
  const end = mark === undefined ? '' : `_${mark}`;
  const room = Math.min(Math.max(SHORT - start.length, LEAST), LONGEST - start.length) - end.length;
  const short = columns.map(abbreviated).filter((text) => text !== '');
  return `${start}${short.join('_').slice(0, room).replace(/_$/, '')}${end}`;
}

/** A name that sorts after all others, within the limit of identifiers. */
export function triggerName(own: string, others: readonly string[]): string {
  let name = own;
  const last = 'z'.repeat(LONGEST);
  while (others.some((other) => other > name && other < last) && name.length < LONGEST) name = `z${name}`;
  return name;
}
