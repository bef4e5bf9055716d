/**
 * What the dump had, the result has: nothing is missing but what the report calls replaced, nothing differs but what it
 * calls changed, and it calls nothing so that is as it was. Tables may gain lines, and there may be more of everything.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '../database.js';
import { readPgDump } from '../pgDump.js';
import { differences, type Schema } from '../schema.js';
import { makeBaseline, OWNER, startHospital, type Hospital } from './databases.js';
import { headingOf, lostLines, speaksOf } from './headings.js';

let hospital: Hospital;
let original: Schema;
let result: Schema;
beforeAll(async () => {
  hospital = await startHospital();
  original = await read(hospital.raw);
  result = await read(hospital.baseline);
});
afterAll(() => hospital?.stop());

/**
 * With owners and privileges. The dump belongs to a superuser, the result to its owner and an administrator; what the
 * administrator had to make the owner may use, but does not own. Whose later objects default privileges are about is no
 * matter of who owns what is there. What a role of the tool's own may do is no change.
 */
async function read(database: Database): Promise<Schema> {
  const [row] = await database.query('SELECT current_user AS administrator');
  const owners = new RegExp(`(?<!FOR ROLE )\\b(${OWNER}|${String(row?.['administrator'])})\\b`, 'g');
  const text = (await database.pgDump([])).replace(owners, 'hims_admin');
  const owned = text
    .replace(/^GRANT ALL ON FOREIGN SERVER \S+ TO hims_admin;\n/gm, '')
    .replace(/^GRANT .* TO baseline_view_owner;\n/gm, '');
  return readPgDump(owned);
}

const missing = (): string[] => [...original.keys()].filter((key) => !result.has(key));
const differing = (): string[] =>
  [...original].flatMap(([key, text]) => (result.has(key) && result.get(key) !== text ? [key] : []));
const isTable = (key: string): boolean => headingOf(key).type === 'TABLE';

describe('nothing of the dump', () => {
  test('is missing but what the report calls replaced', () => {
    const { replaced, changed } = hospital.conversion.report;
    // Where all privileges on an object were taken away, there is nothing of them left.
    const revoked = changed.filter(({ kind }) => kind === 'privilege');
    const declared = [...replaced, ...revoked];
    expect(missing().filter((key) => !declared.some((entry) => speaksOf(entry, key)))).toEqual([]);
  });

  test('differs but what the report calls changed, or replaced for all rows but those without a tenant', () => {
    const { changed } = hospital.conversion.report;
    const undeclared = differing().filter(
      (key) => !isTable(key) && ![...changed, ...remaining()].some((entry) => speaksOf(entry, key)),
    );
    expect(differences(only(original, undeclared), only(result, undeclared))).toBe('');
  });

  test('has lost a line of a table', () => {
    const { changed } = hospital.conversion.report;
    const defaults = changed.filter(({ kind }) => kind === 'default');
    const others = changed.filter(({ kind }) => kind !== 'default');
    const gained = (key: string): Map<string, string> =>
      new Map(
        defaults
          .filter((entry) => speaksOf(entry, key))
          .map(({ name, what }) => [
            name.slice(name.lastIndexOf('.') + 1),
            ` ${what.replace(/ added$/, '')}`,
          ]),
      );
    const lost = differing()
      .filter((key) => isTable(key) && !others.some((entry) => speaksOf(entry, key)))
      .flatMap((key) =>
        lostLines(original.get(key)!, result.get(key)!, gained(key)).map((line) => `${key}: ${line}`),
      );
    expect(lost).toEqual([]);
  });
});

/** Exclusion constraints of the author, who has them for rows without a tenant from now on. */
const remaining = () =>
  hospital.conversion.report.replaced.filter(({ why }) =>
    /original constraint remains for rows without a tenant/.test(why),
  );

const only = (schema: Schema, keys: readonly string[]): Schema =>
  new Map(keys.map((key) => [key, schema.get(key)!]));

describe('the report', () => {
  test('calls nothing replaced that is there as it was', () => {
    const gone = [...missing(), ...differing()];
    const { replaced } = hospital.conversion.report;
    expect(replaced.filter((entry) => !gone.some((key) => speaksOf(entry, key)))).toEqual([]);
  });

  test('calls nothing changed that is as it was', () => {
    const other = [...differing(), ...missing()];
    const { changed } = hospital.conversion.report;
    expect(changed.filter((entry) => !other.some((key) => speaksOf(entry, key)))).toEqual([]);
  });
});

test('the second and the third run change nothing', async () => {
  const database = await createDatabase(hospital.server);
  try {
    await makeBaseline(database, hospital.conversion, 1);
    expect(differences(await read(database), result)).toBe('');
  } finally {
    await database.drop();
  }
});
