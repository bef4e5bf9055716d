/** What no policy restricts: what may be created and truncated, foreign tables, and tables that nothing tells the tenant of. */
import { describe, expect, test } from 'vitest';
import type { IsolationResult } from '../../../src/verify/isolation/isolation.js';
import type { Known } from '../../../src/verify/isolation/stage/leaks.js';
import { isolationText } from '../../../src/verify/isolation/text.js';
import { closed, CLOSED, names, openWard, TENANT_ID } from './ward.js';

const ward = openWard();

const why = 'it is meant so';
const ofRole = (relation: string, attack: string, name: string): Known => ({ relation, attack, name, why });
/** As the conversion declares a table that is open. */
const open = (relation: string): Known[] =>
  ['read', 'write'].map((attack) => ({ relation, attack, name: relation, why }));

const shown = ({ shown: all }: IsolationResult): string[] =>
  all.map(({ relation, attack, name }) => `${relation} ${attack} ${name}`).toSorted();

/** A partition may be a foreign table; here one of file_fdw, which PGlite ships, over an empty file. */
const FOREIGN_PARTITION = `
  CREATE EXTENSION file_fdw;
  CREATE SERVER archive FOREIGN DATA WRAPPER file_fdw;
  CREATE TABLE ward.bills (number integer NOT NULL, ${TENANT_ID}) PARTITION BY RANGE (number);
  CREATE TABLE ward.bills_new PARTITION OF ward.bills FOR VALUES FROM (0) TO (1000);
  CREATE FOREIGN TABLE ward.bills_old PARTITION OF ward.bills FOR VALUES FROM (MINVALUE) TO (0)
    SERVER archive OPTIONS (filename '/dev/null');
  ${closed('ward.bills')}
  GRANT SELECT ON ward.bills_old TO ward_app;`;

const BOARD = `
  CREATE TABLE ward.board (line text NOT NULL);
  GRANT SELECT, INSERT ON ward.board TO ward_app;`;

const LEAKS: readonly (readonly [
  what: string,
  plant: string,
  leaks: readonly string[],
  known: readonly Known[],
])[] = [
  [
    'a schema in which the application makes objects',
    'GRANT CREATE ON SCHEMA ward TO ward_app;',
    ['ward create ward_app'],
    [ofRole('ward', 'create', 'ward_app')],
  ],
  [
    'a schema in which two roles do',
    'GRANT CREATE ON SCHEMA ward TO ward_app, ward_reports;',
    ['ward create ward_app', 'ward create ward_reports'],
    [ofRole('ward', 'create', 'ward_app'), ofRole('ward', 'create', 'ward_reports')],
  ],
  [
    'a schema in which everybody does',
    'GRANT CREATE ON SCHEMA ward TO PUBLIC;',
    ['ward create ward_app', 'ward create ward_reports'],
    [],
  ],
  [
    'TRUNCATE',
    'GRANT TRUNCATE ON ward.samples TO ward_reports;',
    ['ward.samples truncate ward_reports'],
    [ofRole('ward.samples', 'truncate', 'ward_reports')],
  ],
  [
    'a foreign table among the partitions',
    FOREIGN_PARTITION,
    ['ward.bills_old read ward.bills_old', 'ward.bills_old write ward.bills_old'],
    open('ward.bills_old'),
  ],
];

describe('what no policy restricts', () => {
  test.each(LEAKS)('%s is found', async (_what, plant, leaks) => {
    const result = await ward.verify(plant);
    expect(names(result)).toEqual(leaks);
    expect(result).toMatchObject({ isolated: false, unfilled: [], unclear: [] });
  });

  test.each(LEAKS.filter(([, , , known]) => known.length > 0))(
    '%s is known where it is declared',
    async (_what, plant, leaks, known) => {
      const result = await ward.verify(plant, known);
      expect(result).toMatchObject(CLOSED);
      expect(shown(result)).toEqual(leaks);
    },
  );

  test('what another role is declared to create is not what this one does', async () => {
    const known = [ofRole('ward', 'create', 'ward_reports')];
    const result = await ward.verify('GRANT CREATE ON SCHEMA ward TO ward_app;', known);
    expect(names(result)).toEqual(['ward create ward_app']);
    expect(result).toMatchObject({ isolated: false, unfounded: known, shown: [] });
    expect(isolationText(result)).toMatch(/Declared but not found:\n {2}ward: create ward_reports/);
  });

  test('what a superuser is declared to create says nothing', async () => {
    const result = await ward.verify('', [ofRole('ward', 'create', 'postgres')]);
    expect(result).toMatchObject({ isolated: true, unfounded: [] });
    expect(result.unclear).toEqual([
      { relation: 'ward', attack: 'create', why: 'postgres bypasses row-level security here' },
    ]);
  });
});

describe('a table of which nothing tells whose a row is', () => {
  test('is shown to be open where it is declared', async () => {
    const result = await ward.verify(BOARD, open('ward.board'));
    expect(result).toMatchObject(CLOSED);
    expect(shown(result)).toEqual(['ward.board read ward.board', 'ward.board write ward.board']);
    expect(result.shown[0]!.leak.shows).toMatch(/^\d+ rows of any tenant$/);
  });

  test('is shown to be open past a policy of its own', async () => {
    const own = `ALTER TABLE ward.board ENABLE ROW LEVEL SECURITY;
      CREATE POLICY short ON ward.board USING (length(line) < 2);`;
    const result = await ward.verify(BOARD + own, open('ward.board'));
    expect(result).toMatchObject(CLOSED);
    expect(result.shown).toHaveLength(2);
  });

  test('is everybody’s where it is not', async () => {
    const result = await ward.verify(BOARD);
    expect(result).toMatchObject({ ...CLOSED, shown: [] });
  });

  test('fails where it is declared and is not there', async () => {
    const known = open('ward.blackboard');
    expect(await ward.verify(BOARD, known)).toMatchObject({ isolated: false, unfounded: known });
  });
});
