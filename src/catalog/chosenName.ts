/** The name that PostgreSQL chooses for a constraint or index without one: said, it can be looked for. */
import { byteLength } from '../platform/bytes.js';

/** The longest identifier in bytes. https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export const LONGEST = 63;

/** Cuts characters from the end until the text has at most so many bytes. */
export function cut(text: string, bytes: number): string {
  let out = text;
  while (byteLength(out) > bytes) out = [...out].slice(0, -1).join('');
  return out;
}

/** `visits`, `patient_id`, `fkey` → `visits_patient_id_fkey`; the longer of the two names is shortened first. */
export function chosenName(table: string, columns: string, label: string): string {
  let [first, second] = [byteLength(table), byteLength(columns)];
  const room = LONGEST - label.length - 1 - (columns === '' ? 0 : 1);
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  return [cut(table, first), cut(columns, second), label].filter((part) => part !== '').join('_');
}
