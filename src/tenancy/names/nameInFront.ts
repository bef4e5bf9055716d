/**
 * A name that sorts before another one. PostgreSQL checks the older of two foreign keys first; pg_dump and later
 * partitions create them in byte order of their names. https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import { cut, LONGEST } from '../../catalog/chosenName.js';
import { byBytes } from '../../platform/bytes.js';

/** An underscore sorts before lower-case letters only; the others before capitals, digits, and all but controls. */
const SEPARATORS = ['_', '$', ' ', '\t', '\u0001'];

/** Positions for the word: after the table's name, the first underscore, at the start, after any character. */
function placesIn(name: string, table: string): number[] {
  const ends = [...name].map((_, at, all) => all.slice(0, at).join('').length);
  return [...(name.startsWith(`${table}_`) ? [table.length + 1] : []), name.indexOf('_') + 1, ...ends];
}

/**
 * `visits_patient_id_fkey` → `visits__tenant_patient_id_fkey`: inserts a separator and the word; the separator sorts
 * before the character that was there.
 * @param isTaken gets a name, and whether PostgreSQL's limit truncates it
 * @returns undefined where all names that sort before it are taken, or none exists, as for a control character
 */
export function nameInFront(
  name: string,
  table: string,
  word: string,
  isTaken: (name: string, isCut: boolean) => boolean,
): string | undefined {
  for (const separator of SEPARATORS)
    for (const at of placesIn(name, table)) {
      const [head, tail] = [name.slice(0, at), name.slice(at)];
      if (byBytes(separator, tail.slice(0, 1)) >= 0) continue;
      for (let number = 1; number <= MOST; number++) {
        const start = `${head}${separator}${word}${number === 1 ? '' : number}_`;
        const whole = `${start}${tail}`;
        const found = cut(whole, LONGEST);
        if (found.length > start.length && !isTaken(found, found !== whole)) return found;
      }
    }
  return undefined;
}

/** Limit: no table has more foreign keys with the same truncated name. */
const MOST = 1000;
