/**
 * Temporary objects named like built-in types, on PostgreSQL 15: of the routines that run with the owner's rights, those run the code
 * of a role of the application that the report declares, and no others.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, settingsOf } from '../../../src/config/config.js';
import { type Conversion, convert, ready, type Settings } from '../../../src/index.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';

await ready();

const FIXTURES = new URL('../../../fixtures/', import.meta.url);
const TENANT = 'a0000000-0000-4000-8000-000000000001';
const TYPES = ['date', 'int4', 'int8', 'text', 'timestamptz', 'uuid'];

let server: Server;
beforeAll(async () => {
  server = await startServer(15);
});
afterAll(() => server?.stop());

function converted(name: string, other: Partial<Settings> = {}): Conversion {
  const read = (file: string): Buffer => readFileSync(new URL(`${name}/${file}`, FIXTURES));
  const settings = settingsOf(
    readConfig(read('pg-baseline.config.yaml').toString(), 'pg-baseline.config.yaml'),
  );
  return convert(read('input.sql'), { ...settings, ...other });
}

/** Whoever asks sees which routine looked the type up, and only where that runs as somebody else. */
const SHADOWS = `
CREATE TABLE pg_temp.seen (context pg_catalog.text);
GRANT ALL ON pg_temp.seen TO PUBLIC;
CREATE FUNCTION pg_temp.see() RETURNS pg_catalog.bool LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp AS $$
DECLARE
  context text;
BEGIN
  IF current_user <> session_user THEN
    GET DIAGNOSTICS context = PG_CONTEXT;
    INSERT INTO seen VALUES (context);
  END IF;
  RETURN true;
END $$;
${TYPES.map((type) => `CREATE DOMAIN pg_temp.${type} AS pg_catalog.${type} CHECK (pg_temp.see());`).join('\n')}`;

/** An SQL function that was made part of its caller leaves no line. */
const INLINED = 'inlined';

/** The routine on top of the stack, behind the CHECK. */
function routineIn(context: string): string {
  const [top = ''] = context
    .split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('SQL statement'));
  const [, routine] = /^(?:PL\/pgSQL function (?:\w+\.)?|SQL function ")(\w+)/.exec(top) ?? [];
  return routine ?? INLINED;
}

interface Attack {
  readonly fixture: string;
  readonly settings?: Partial<Settings>;
  /** By the owner. */
  readonly rows: string;
  /** By the application, each in a transaction of its own. */
  readonly statements: readonly string[];
}

async function attacked({
  fixture,
  settings = {},
  rows,
  statements,
}: Attack): Promise<{ found: string[]; known: string[] }> {
  const { sql, report } = converted(fixture, settings);
  const database: Database = await createDatabase(server);
  try {
    const error = await database.apply(sql);
    if (error !== undefined) throw new Error(error);
    const set = `SET app.tenant_id = '${TENANT}';`;
    const prepared = await database.apply(`${set} SET row_security = off; ${rows}`);
    if (prepared !== undefined) throw new Error(prepared);
    const tries = statements.map(
      (statement) =>
        `BEGIN; ${statement}; SELECT 'SEEN ' || replace(context, E'\\n', '|') FROM pg_temp.seen; ROLLBACK;`,
    );
    const output = await database.output(
      `\\set ON_ERROR_STOP off\n${set} SET SESSION AUTHORIZATION app; ${SHADOWS}\n${tries.join('\n')}`,
    );
    const found = output
      .split('\n')
      .filter((line) => line.startsWith('SEEN '))
      .map((line) => routineIn(line.slice('SEEN '.length).replaceAll('|', '\n')));
    const known = report.known
      .filter(({ attack }) => attack.startsWith('temporary'))
      .map(({ relation }) => relation.replace(/^\w+\.|\(.*$/g, ''));
    return { found: [...new Set(found)].toSorted(), known: known.toSorted() };
  } finally {
    await database.drop();
  }
}

const CASCADES: Attack = {
  fixture: 'routinePaths-cascades',
  rows: `INSERT INTO s.tenants (id) VALUES ('${TENANT}'); INSERT INTO s.p (id, tenant_id) SELECT i, '${TENANT}' FROM generate_series(1, 3) i;
    INSERT INTO s.c (id, p_id, q_id) VALUES (1, 1, NULL), (2, NULL, 2); INSERT INTO s.parts (id, p_id, region) VALUES (1, 3, 1);`,
  statements: [
    'DELETE FROM s.p WHERE id = 1',
    'DELETE FROM s.p WHERE id = 2',
    'UPDATE s.p SET id = 30 WHERE id = 3',
  ],
};

const CALLS: Attack = {
  fixture: 'routinePaths-basic',
  rows: `INSERT INTO core.tenants (id, name) VALUES ('${TENANT}', 'A'); INSERT INTO core.users (id, tenant_id, born) VALUES ('${TENANT}', '${TENANT}', '2000-01-01');`,
  statements: [
    `SELECT core.is_adult('${TENANT}')`,
    `SELECT core.bound('${TENANT}')`,
    ...['in_the_middle', 'in_front', 'nothing_on_it', 'one_quoted_name', 'closed', 'invoker'].map(
      (name) => `SELECT core.${name}()`,
    ),
    'CALL core.count_them()',
    `SELECT core.internal('${TENANT}')`,
  ],
};

describe('a temporary type is found by what is declared, and by nothing else', () => {
  test('in cascades', async () => {
    const { found, known } = await attacked(CASCADES);
    expect(found).toEqual(['checked', 'deleted', INLINED, 'of_partition']);
    expect(known).toEqual(expect.arrayContaining(['checked', 'deleted', 'label', 'of_partition']));
  });

  test('in calls', async () => {
    const { found, known } = await attacked(CALLS);
    expect(found).toEqual(['is_adult']);
    expect(found.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('where the paths are left as they are', async () => {
    const { found, known } = await attacked({ ...CALLS, settings: { appendPgTemp: false } });
    expect(found).toEqual(['count_them', 'is_adult', 'nothing_on_it', 'one_quoted_name']);
    expect(found.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('where the configuration sets the paths', async () => {
    const searchPaths = {
      's.checked(integer)': [],
      's.deleted()': [],
      's.harmless()': [],
      's.label(integer)': [],
      's.logged()': ['s'],
      's.of_partition()': [],
      's.other_column()': [],
    };
    const { found, known } = await attacked({ ...CASCADES, settings: { searchPaths } });
    expect(found).toEqual([]);
    expect(known).toEqual([]);
  });
});

test('a routine that makes a temporary table writes into it, and not into the real one of that name', async () => {
  const dump = readFileSync(new URL('routinePaths-temporary/input.sql', FIXTURES))
    .toString()
    .replace(/^GRANT .*$/gm, '');
  const calls = [
    'same_name()',
    'other_name()',
    'into_temporary()',
    `put_together('work')`,
    `any_text('CREATE TEMP TABLE work (i int4); INSERT INTO work VALUES (1)')`,
  ];
  const rows = `SET session_replication_role = replica; SET app.tenant_id = '${TENANT}'; INSERT INTO s.work (i) VALUES (42);`;
  const said: string[] = [];
  for (const sql of [dump, converted('routinePaths-temporary').sql]) {
    const database = await createDatabase(server);
    try {
      expect(await database.apply(sql)).toBeUndefined();
      expect(await database.apply(rows)).toBeUndefined();
      const tries = calls.map(
        (call) => `BEGIN; SELECT s.${call}; SELECT 'real', i FROM s.work ORDER BY i; ROLLBACK;`,
      );
      said.push(await database.output(tries.join('\n')));
    } finally {
      await database.drop();
    }
  }
  expect(said[1]).toBe(said[0]);
  expect(said[0]!.match(/^real\|42$/gm)).toHaveLength(calls.length);
  expect(said[0]).not.toMatch(/^real\|1$/m);
});
