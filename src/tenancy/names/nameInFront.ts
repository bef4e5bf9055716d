/**
 * A name that sorts before another one. Of two foreign keys PostgreSQL asks the one made first; pg_dump, and a partition made
 * later, make them by name, byte by byte. https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import { cut, LONGEST } from '../../catalog/chosenName.js';
import { byBytes } from '../../platform/bytes.js';

/** An underscore sorts before lower-case letters only; what sorts before capitals, digits, and everything but control characters. */
const SEPARATORS = ['_', '$', ' ', '\t', '\u0001'];

/** Where the word may go: behind the table's name, the first underscore, nothing, any character. */
function placesIn(name: string, table: string): number[] {
  const ends = [...name].map((_, at, all) => all.slice(0, at).join('').length);
  return [...(name.startsWith(`${table}_`) ? [table.length + 1] : []), name.indexOf('_') + 1, ...ends];
}

/**
 * `visits_patient_id_fkey` → `visits__tenant_patient_id_fkey`: the name with a word in it, which is behind a separator that sorts
 * before what stood there.
 * @param isTaken it is asked about a name, and whether that lost its end to the limit of PostgreSQL
 * @returns undefined where every name that sorts before it is taken, or there is none: of one control character
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

/** Tables with more foreign keys whose names are the same up to what is cut off are none. */
const MOST = 1000;
