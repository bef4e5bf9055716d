/**
 * The baseline in the hands of Flyway, for which it is made. The role that migrates owns the database and is no superuser; what
 * only a superuser may do is done by psql before and after, as the files for an administrator say.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.js';
import { type Hands, OWNER, startHands, type Outcome } from './hands.js';
import { BASELINE, createProject, type Preset, type Project } from './project.js';

const CONF = `${BASELINE}.conf`;
const [BEFORE, AFTER] = ['db/admin/before_V001.sql', 'db/admin/after_V001.sql'];

/** Relies on the session that it runs in being as at its start, and keeps what it found. */
const V002 = `
CREATE TABLE ward_rounds (id integer);
CREATE TABLE found AS SELECT name, setting, reset_val FROM pg_settings;
`;

let hands: Hands;
beforeAll(async () => {
  hands = await startHands();
});
afterAll(() => hands?.stop());

/** Settings of the session that V002 found changed, of those that a baseline sets for its transaction. */
async function changedSettings(database: Database, names: readonly string[]): Promise<unknown> {
  const found = await database.query(
    `SELECT name, setting, setting <> reset_val AS changed FROM public.found WHERE name = ANY ('{${names}}')`,
  );
  expect(found).toHaveLength(names.length);
  return Object.fromEntries(
    found.filter(({ changed }) => changed).map(({ name, setting }) => [name, setting]),
  );
}

/** Flyway puts its own schema in front, at each migration. */
const FLYWAYS = { search_path: '"public","$user", public' };

describe.each<Preset>(['plain', 'hims'])('%s', (preset) => {
  let project: Project;
  let said: string;
  let database: Database;
  let [withoutConf, migrated]: Outcome[] = [];
  // The export holds the history that Flyway kept in the design database. The preset plain leaves nothing out, and says so.
  const settings = preset === 'plain' ? { table: 'flyway_history' } : {};
  beforeAll(async () => {
    project = createProject(preset);
    said = await project.convert();
    project.write('db/migration/V002__ward_rounds.sql', V002);
    database = await hands.emptyDatabase();
    await hands.byHand(database, project.read(BEFORE));

    const conf = project.read(CONF);
    project.remove(CONF);
    withoutConf = await hands.flyway('migrate', database, project, settings);
    project.write(CONF, conf);
    migrated = await hands.flyway('migrate', database, project, settings);
  });
  afterAll(() => project?.delete());

  it('is refused without the file beside it, for ${…} stands in its functions', () => {
    expect(said).toContain('[flyway/placeholders]');
    expect(withoutConf).toEqual({ error: expect.stringContaining('No value provided for placeholder') });
  });

  it('migrates an empty database as its owner, who is no superuser', async () => {
    expect(said.includes('[migrationTools/kept]')).toBe(preset === 'plain');
    expect(migrated).toMatchObject({
      history: [
        { version: '001', type: 'SQL', state: 'Success', by: OWNER },
        { version: '002', type: 'SQL', state: 'Success', by: OWNER },
      ],
    });
    const [found] = await database.query(`
      SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = '${OWNER}') AS superuser,
             count(*) FILTER (WHERE relowner <> '${OWNER}'::regrole) AS others, count(*) >= 147 AS whole
      FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema$)'`);
    expect(found).toEqual({ superuser: false, others: 0, whole: true });
  });

  it('leaves nothing of its session to the next migration', async () => {
    const [place] = await database.query(
      `SELECT relnamespace::regnamespace::text AS schema FROM pg_class WHERE relname = 'ward_rounds'`,
    );
    expect(place).toEqual({ schema: 'public' });
    const all = [...project.read(BASELINE).matchAll(/^SET LOCAL (\w+) =/gm)].map(([, name]) => name!);
    const names = [...new Set(all)];
    expect(names).toEqual(
      expect.arrayContaining(['search_path', 'row_security', 'check_function_bodies', 'lock_timeout']),
    );
    expect(await changedSettings(database, names)).toEqual(FLYWAYS);
  });

  it('takes what an administrator does after it', async () => {
    await hands.byHand(database, project.read(AFTER));
    const [found] = await database.query(`SELECT count(*) AS triggers FROM pg_event_trigger`);
    expect(found).toEqual({ triggers: 1 });
  });

  it('has the same checksum when it is made again', async () => {
    project.remove(BASELINE);
    project.exportAgain();
    expect(await project.convert()).toContain(`${BASELINE}: written\n${CONF}: unchanged\n`);
    expect(await hands.flyway('validate', database, project, settings)).toEqual(migrated);
    const whole = project.read(BASELINE);
    project.write(BASELINE, `${whole}-- by hand\n`);
    const changed = await hands.flyway('validate', database, project, settings);
    project.write(BASELINE, whole);
    expect(changed).toEqual({ error: expect.stringMatching(/checksum mismatch for migration version 001/i) });
  });

  it('runs over what was made by hand, in a history that begins at 0', async () => {
    const made = await hands.emptyDatabase();
    await hands.byHand(made, project.read(BEFORE));
    await hands.byHand(made, project.read(BASELINE), OWNER);
    await hands.byHand(made, 'CREATE TABLE public.by_hand ();', OWNER);
    const schema = (): Promise<string> => made.pgDump(['--exclude-table=public.flyway*', '--restrict-key=x']);
    const before = await schema();

    const first = { ...settings, target: '001' };
    const refused = await hands.flyway('migrate', made, project, first);
    expect(refused).toEqual({ error: expect.stringContaining('non-empty schema') });
    const beginning = { ...first, baselineOnMigrate: 'true', baselineVersion: '0' };
    expect(await hands.flyway('migrate', made, project, beginning)).toMatchObject({
      history: [
        { version: '0', type: 'BASELINE' },
        { version: '001', type: 'SQL', state: 'Success' },
        { version: '002', state: 'Above Target' },
      ],
    });
    expect(await schema()).toBe(before);
  });
});

it('is a baseline migration where its name begins with B', async () => {
  const project = createProject('hims');
  const B001 = 'db/migration/B001__complete_hims_schema.sql';
  try {
    expect(await project.convert('--output', B001)).toContain(`${B001}.conf: written\n`);
    project.write('db/migration/V002__ward_rounds.sql', V002);
    const database = await hands.emptyDatabase();
    await hands.byHand(database, project.read(BEFORE));
    expect(await hands.flyway('migrate', database, project)).toMatchObject({
      history: [
        { version: '001', type: 'SQL_BASELINE', state: 'Baseline', by: OWNER },
        { version: '002', type: 'SQL', state: 'Success', by: OWNER },
      ],
    });
  } finally {
    project.delete();
  }
});

it('what pg_dump sets at its session would be found by the next migration', async () => {
  const project = createProject('hims');
  try {
    project.write(
      BASELINE,
      `SELECT pg_catalog.set_config('search_path', '', false);\nSET check_function_bodies = false;\nSET row_security = off;\n`,
    );
    project.write('db/migration/V002__ward_rounds.sql', V002);
    const database = await hands.emptyDatabase();
    expect(await hands.flyway('migrate', database, project)).toMatchObject({ history: [{}, {}] });
    const names = ['search_path', 'check_function_bodies', 'row_security'];
    const left = { check_function_bodies: 'off', row_security: 'off' };
    expect(await changedSettings(database, names)).toEqual({ ...FLYWAYS, ...left });
  } finally {
    project.delete();
  }
});
