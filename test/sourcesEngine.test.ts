/** SQL that is loaded into PGlite and read back with its pg_dump. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sourceContext } from '../src/cli/io/sourceContext.js';
import { InputError, render } from '../src/diagnostics/diagnostics.js';
import { ready } from '../src/index.js';
import { convert, read } from '../src/pipeline.js';
import { withDefaults } from '../src/settings/settings.js';
import type { Loaded, SqlText } from '../src/sources/engine/loaded.js';
import { roundTrip } from '../src/sources/engine/roundTrip.js';
import { throughEngine } from '../src/sources/engine/throughEngine.js';
import { readPair } from '../src/sources/pair.js';
import { readSource } from '../src/sources/registry.js';
import type { Read } from '../src/sources/source.js';

const SAMPLE = new URL('../samples/hims/', import.meta.url);
const sample = (name: string): string => readFileSync(new URL(name, SAMPLE), 'utf8');
const EXPORT = 'schema_export_from_docker_20251222_110429.sql';
const LZ4 = 'ALTER TABLE ONLY audit.record_snapshots ALTER COLUMN snapshot SET COMPRESSION lz4';

beforeAll(() => ready());

const dump = (text: string): SqlText => ({ text, form: 'dump', file: 'dump.sql' });
const migration = (text: string, file = 'V002.sql', alone = false): SqlText => ({
  text,
  form: 'migration',
  file,
  alone,
});
const load = (...texts: readonly SqlText[]): Promise<Loaded> => throughEngine(texts);

/** The ids of what a conversion with the preset plain reads. */
function idsOf(text: string): string[] {
  const settings = withDefaults({ preset: 'plain' });
  return convert(read(new TextEncoder().encode(text), 'x.sql'), settings)
    .read.objects.map(({ id }) => id)
    .filter((id) => !/^(?:psql line|setting transaction_timeout)\b/.test(id))
    .toSorted();
}

describe('a dump', () => {
  it('comes back with the same objects, but for what PGlite cannot do', async () => {
    const text = sample(EXPORT);
    const { sql, notRun, owners, data } = await roundTrip(text, {}, EXPORT);
    expect(notRun.map(({ statement, why }) => [statement.text, statement.file, why])).toEqual([
      [LZ4, EXPORT, 'a compression method that is not built in'],
    ]);
    expect([owners, data]).toEqual([true, []]);
    const [before, after] = [idsOf(text), idsOf(sql)];
    expect(before.filter((id) => !after.includes(id))).toEqual([
      'setting audit."snapshot Compression" on audit.record_snapshots',
    ]);
    expect(after.filter((id) => !before.includes(id))).toEqual([]);
  });

  it('is a fixed point once it came back', async () => {
    const text = `CREATE TABLE public.t (a integer DEFAULT 1, b text);\nALTER TABLE public.t OWNER TO nurse;
      CREATE VIEW public.v AS SELECT t.a FROM public.t;\nGRANT SELECT ON TABLE public.v TO PUBLIC;`;
    const once = await roundTrip(text);
    expect(once.roles).toEqual(['nurse']);
    expect(once.sql).toContain('ALTER TABLE public.t OWNER TO nurse;');
    expect((await roundTrip(once.sql)).sql).toBe(once.sql);
  });

  it('may contain messages of programs, which are left out with a warning', async () => {
    const { sql, diagnostics } = await roundTrip(
      '--\n-- PostgreSQL database dump\n--\n\nCREATE SCHEMA clinic;\npg_dump: warning: there are circular foreign-key constraints\n',
    );
    expect(sql).toContain('CREATE SCHEMA clinic;');
    expect(diagnostics).toMatchObject([{ code: 'scan/noise' }]);
  });

  it('that sets search_path to nothing and begins a transaction that only reads comes back', async () => {
    const { sql } = await load(
      dump("SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t ();"),
      migration("SET default_transaction_read_only = on; SET search_path = ''; CREATE TABLE public.u ();"),
    );
    expect(sql).toContain('CREATE TABLE public.t (');
    expect(sql).toContain('CREATE TABLE public.u (');
  });
});

describe('CREATE SUBSCRIPTION', () => {
  it('never runs in PGlite, which goes on without it', async () => {
    const { sql, notRun, failures } = await load(
      dump(`CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p WITH (connect = false, slot_name = 's');
        COMMENT ON SUBSCRIPTION s IS 'x';
        CREATE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
        CREATE EXTENSION pgcrypto;`),
      migration(`CREATE SUBSCRIPTION other CONNECTION 'host=x' PUBLICATION p;
        DO $$ BEGIN PERFORM public.f(); END $$; CREATE EXTENSION citext;`),
    );
    expect(failures).toEqual([]);
    expect(notRun.map(({ statement, why }) => [statement.line, statement.file, why])).toEqual([
      [1, 'dump.sql', 'subscriptions, which need libpq'],
      [2, 'dump.sql', 'it needs s'],
      [1, 'V002.sql', 'subscriptions, which connect to other servers'],
    ]);
    expect(sql).not.toContain('SUBSCRIPTION');
    expect(sql).toMatch(
      /CREATE EXTENSION IF NOT EXISTS pgcrypto[^]*CREATE EXTENSION IF NOT EXISTS citext|citext[^]*pgcrypto/,
    );
    expect(sql).toContain('CREATE FUNCTION public.f()');
  });
});

describe('a migration', () => {
  it('runs as the role that owns the rest, with the roles that it names', async () => {
    const { sql, roles, failures } = await load(
      dump('CREATE TABLE public.a ();\nALTER TABLE public.a OWNER TO "Front Desk";'),
      migration(`CREATE TABLE b (id integer); GRANT SELECT ON b TO reader, writer; CREATE SCHEMA extra;
        CREATE ROLE auditor; ALTER TABLE b ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON b TO other;
        CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION on_ddl();`),
      migration('CREATE ROLE reader; GRANT SELECT ON b TO auditor;', 'V003.sql'),
    );
    expect(failures).toEqual([]);
    expect(roles.toSorted()).toEqual(['Front Desk', 'other', 'reader', 'writer']);
    expect(sql).toContain('ALTER TABLE public.b OWNER TO "Front Desk";');
    expect(sql).toContain('ALTER SCHEMA extra OWNER TO "Front Desk";');
    expect(sql).toContain('GRANT SELECT ON TABLE public.b TO auditor;');
    expect(sql).not.toContain('OWNER TO postgres');
  });

  it('has no owners where nothing names one', async () => {
    const { sql, owners } = await load(migration('CREATE TABLE public.a ();'));
    expect(owners).toBe(false);
    expect(sql).toContain('CREATE TABLE public.a (');
    expect(sql).not.toContain('OWNER TO');
  });

  it('may change rows that are not here; they are listed', async () => {
    const { sql, data, failures } = await load(
      dump(`CREATE TABLE public.a (id integer PRIMARY KEY);
        CREATE TABLE public.b (a integer REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE public.c (a integer REFERENCES public.a);`),
      migration('INSERT INTO public.b VALUES (1); CREATE TABLE public.d (); UPDATE public.b SET a = 2;'),
      migration('INSERT INTO public.c VALUES (1); CREATE TABLE public.e ();', 'V003.sql'),
    );
    expect(failures).toEqual([]);
    expect(data.map(({ text, file }) => [text, file])).toEqual([
      ['INSERT INTO public.b VALUES (1)', 'V002.sql'],
      ['UPDATE public.b SET a = 2', 'V002.sql'],
      ['INSERT INTO public.c VALUES (1)', 'V003.sql'],
    ]);
    expect(sql).toContain('CREATE TABLE public.d (');
    expect(sql).toContain('CREATE TABLE public.e (');
  });

  it('sees the rows of the migrations before it', async () => {
    const { failures } = await load(
      migration(`CREATE TABLE public.seed (id integer); INSERT INTO public.seed VALUES (1);`),
      migration(`DO $$ BEGIN IF NOT EXISTS (SELECT FROM public.seed) THEN RAISE 'no seed'; END IF; END $$;`),
    );
    expect(failures).toEqual([]);
  });

  it('may be one that cannot run in a transaction', async () => {
    const { sql, failures } = await load(
      migration('CREATE TABLE public.t (a integer);'),
      migration('CREATE INDEX CONCURRENTLY t_a ON public.t (a); GRANT SELECT ON public.t TO reader;'),
      migration(
        `CREATE PROCEDURE public.p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'; CALL public.p();
         BEGIN; SET LOCAL search_path = public; CREATE VIEW v AS SELECT a FROM t; COMMIT;`,
        'V004.sql',
        true,
      ),
    );
    expect(failures).toEqual([]);
    expect(sql).toContain('CREATE INDEX t_a');
    expect(sql).toContain('CREATE VIEW public.v');
    expect(sql).toContain('GRANT SELECT ON TABLE public.t TO reader;');
  });

  it('that is wrong is a failure with its place, and not a gap of the engine', async () => {
    const { failures, notRun } = await load(
      migration(
        'CREATE TABLE public.t (a integer);\nALTER TABLE public.t ADD b nosuch;\nCREATE VIEW public.v AS SELECT b FROM public.t;',
      ),
    );
    expect(notRun).toEqual([]);
    expect(failures.map(({ statement, message }) => [statement.line, statement.file, message])).toEqual([
      [2, 'V002.sql', 'type "nosuch" does not exist'],
      [3, 'V002.sql', 'column "b" does not exist'],
    ]);
  });
});

describe('a folder', () => {
  let cwd: string;
  beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'pg-baseline-sources-'))));
  afterEach(() => rmSync(cwd, { recursive: true }));

  const put = (name: string, content: string): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  };
  const context = () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const io = { stdin: Readable.from([]), stdout: stream, stderr: stream, cwd, env: {} };
    return sourceContext(io, { say() {}, end() {} });
  };
  const textOf = ({ bytes }: Read): string => new TextDecoder().decode(bytes);

  it('is what its migrations make, in their order', async () => {
    put('m/V10__c.sql', 'ALTER TABLE app.t ADD c integer;');
    put('m/V2__b.sql', 'ALTER TABLE app.t ADD b integer;');
    put('m/V001__a.sql', 'CREATE SCHEMA app; CREATE TABLE app.t (a integer);');
    put('m/R__v.sql', 'CREATE OR REPLACE VIEW app.v AS SELECT c FROM app.t;');
    put('m/V11__i.sql', 'CREATE TABLE app.u (); BEGIN; SET LOCAL lock_timeout = 1; COMMIT;');
    put('m/V11__i.sql.conf', 'executeInTransaction=false\n');
    put('m/notes.txt', 'x');
    put('m/V12__p.sql', "COMMENT ON TABLE app.t IS 'a ${price}';");
    const found = await readSource('m', context());
    expect(found).toMatchObject({ file: 'm', form: 'dump', isLoaded: true, owners: false, notRun: [] });
    expect(found.diagnostics.map(({ code }) => code)).toEqual([
      'source/not-a-migration',
      'source/placeholder',
    ]);
    expect(textOf(found)).toMatch(/CREATE TABLE app\.t \(\s+a integer,\s+b integer,\s+c integer\s+\)/);
    expect(textOf(found)).toContain('CREATE VIEW app.v AS');
  });

  it('that fails names file, line and reason', async () => {
    put('m/V1__a.sql', 'CREATE SCHEMA app;\n\nCREATE TABLE app.t (a nosuch);\nCREATE SCHEMA app;\n');
    const error = await readSource('m', context()).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(InputError);
    expect(render(error as InputError)).toContain(
      'm/V1__a.sql:3:1: error: The statement fails: type "nosuch" does not exist [source/failed]',
    );
    expect(render(error as InputError)).toContain(
      'm/V1__a.sql:4:1: error: The statement fails: schema "app" already exists',
    );
  });

  it('compared with a dump, both are texts of one version', async () => {
    put(
      'old.sql',
      'CREATE SCHEMA app;\nCREATE TABLE app.t (a integer NOT NULL, b varchar(3));\nALTER TABLE app.t OWNER TO nurse;\n',
    );
    put('m/V1__a.sql', 'CREATE SCHEMA app; CREATE TABLE app.t (a int NOT NULL, b character varying(3));');
    const [old, now] = await readPair('old.sql', 'm', context());
    expect([old.isLoaded, now.isLoaded, old.owners, now.owners]).toEqual([true, true, true, false]);
    expect(idsOf(textOf(now)).filter((id) => !idsOf(textOf(old)).includes(id))).toEqual([]);
  });

  it.each([
    [15, 15, false],
    [15, 18, true],
  ])('dumps of PostgreSQL %i and %i: loaded %s', async (old, now, isLoaded) => {
    const text = (version: number): string =>
      `--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version ${version}.1\n\nCREATE SCHEMA app;\n`;
    put('old.sql', text(old));
    put('now.sql', text(now));
    const pair = await readPair('old.sql', 'now.sql', context());
    expect(pair.map((one) => one.isLoaded)).toEqual([isLoaded, isLoaded]);
    expect(pair.every((one) => textOf(one).includes('CREATE SCHEMA app;'))).toBe(true);
  });

  it('may be a baseline of ours and what came after it', async () => {
    put('db/migration/V001__hims.sql', sample('db/migration/V001__complete_hims_schema.sql'));
    put('db/migration/V002__more.sql', 'CREATE TABLE clinical.more (id uuid PRIMARY KEY);');
    const found = await readSource('db/migration', context());
    expect(found.notRun.map(({ why }) => why)).toEqual(['a compression method that is not built in']);
    expect(textOf(found)).toContain('CREATE TABLE clinical.more (');
    // The role that runs them owns everything, but for what they give away.
    expect(textOf(found)).toContain('OWNER TO baseline_view_owner;');
    expect(textOf(found)).not.toContain('OWNER TO postgres;');
    expect(idsOf(textOf(found))).toContain('table clinical.more');
  });
});
