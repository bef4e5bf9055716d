/** Projects on the command line, without a database: init, a released baseline, templates and their mistakes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptionText } from '../src/cli/project/initProject.js';
import { list, scalar } from '../src/cli/project/yaml.js';
import { PLACEHOLDERS } from '../src/cli/project/templates/placeholders.js';
import { adoptions } from '../src/runners/adoption.js';
import { flyway } from '../src/runners/flyway.js';
import { compareVersions, nextVersion } from '../src/runners/versions.js';
import { projectFolder, type ProjectFolder, uncommented } from './projectFolder.js';

const ROOT = join(import.meta.dirname, '..');
const CONFIG = 'pg-baseline.config.yaml';
const V001 = 'db/migration/V001__baseline.sql';

const DUMP = `
CREATE SCHEMA core;
CREATE TABLE core.rooms (id integer NOT NULL, name text, CONSTRAINT rooms_pkey PRIMARY KEY (id));
CREATE TABLE core."it's ""odd""" (id integer NOT NULL, name text);
`;

let project: ProjectFolder;
beforeEach(() => {
  project = projectFolder();
  project.put('schema.sql', DUMP);
});
afterEach(() => project.remove());

describe('init', () => {
  it.each([
    ['the hospital', 'samples/hims/schema_export_from_docker_20251222_110429.sql', 14],
    ['a shop', 'fixtures/classification-applicationShop/input.sql', 2],
    ['Supabase', 'fixtures/classification-applicationSupabase/input.sql', 0],
    ['a tracker without tenants', 'fixtures/classification-applicationTracker/input.sql', 0],
  ])('of %s writes decisions that convert once their # is gone', async (_, dump, undecided) => {
    project.put('schema.sql', readFileSync(join(ROOT, dump), 'utf8'));
    const { exit, out } = await project.cli(['init', 'schema.sql']);
    expect({ exit, out }).toEqual({ exit: 0, out: '' });
    const text = project.read(CONFIG);
    expect(parse(text)).toMatchObject({ dump: 'schema.sql', preset: 'hims', released: false });
    project.put(CONFIG, uncommented(text));
    const { tenancy } = parse(project.read(CONFIG)) as {
      tenancy: { table: string; tenantTables?: string[] };
    };
    expect(tenancy.table).toMatch(/^\w+\.\w+$/);
    expect(tenancy.tenantTables ?? []).toHaveLength(undecided);
    const converted = await project.cli(['convert']);
    expect(converted.exit).toBe(0);
    expect(converted.err).not.toContain('tenant/undecided');
    expect(project.has(V001)).toBe(true);
  });

  it('lists candidates where convert would stop, and changes nothing that exists', async () => {
    project.put('.gitattributes', '* text=auto\n');
    project.put('db/migration/templates/V001__create_schema.sql.template', 'mine\n');
    const first = await project.cli(['init', 'schema.sql']);
    expect(first.err).toMatchInlineSnapshot(`
      "pg-baseline.config.yaml: written
      db/migration/templates/V002__add_compliance_fields.sql.template: written
      db/migration/templates/V001__create_schema.sql.template: left alone, because it exists
      .gitattributes: left alone, because it exists; add the line: db/migration/** text eol=lf
      2 decisions are open: look for "decide:" in pg-baseline.config.yaml
      In CI: npx pg-baseline check; --ci github writes .github/workflows/pg-baseline.yml
      "
    `);
    const text = project.read(CONFIG);
    expect(text).toMatchSnapshot();
    expect(parse(uncommented(text))).toMatchObject({
      tenancy: { create: true, tenantTables: [`core."it's ""odd"""`, 'core.rooms'] },
    });
    const again = await project.cli(['init', 'schema.sql', '--ci', 'github']);
    expect(again.err).toContain(`${CONFIG}: left alone`);
    expect(project.read(CONFIG)).toBe(text);
    expect(project.read('db/migration/templates/V001__create_schema.sql.template')).toBe('mine\n');
    expect(parse(project.read('.github/workflows/pg-baseline.yml'))).toMatchObject({ name: 'pg-baseline' });
  });

  it('asks on a terminal, and writes the answers', async () => {
    const { err } = await project.cli(['init', 'schema.sql'], 'x\nc\nr\nnonsense\nm\n');
    expect(err).toContain('Which table holds the tenants?');
    expect(parse(project.read(CONFIG))).toMatchObject({
      tenancy: { create: true, referenceTables: [`core."it's ""odd"""`], mixedTables: ['core.rooms'] },
    });
    expect(project.read(CONFIG)).not.toContain('# decide:');
    expect((await project.cli(['convert', '-q'])).exit).toBe(0);
  });

  it('leaves open what q leaves open', async () => {
    await project.cli(['init', 'schema.sql'], 'n\nt\nq\n');
    const text = project.read(CONFIG);
    expect(parse(text)).toMatchObject({ tenancy: { table: 'none', tenantTables: [`core."it's ""odd"""`] } });
    expect(parse(uncommented(text))).toMatchObject({
      tenancy: { table: 'none', tenantTables: [`core."it's ""odd"""`, 'core.rooms'] },
    });
  });

  it('writes names of strangers as text', async () => {
    project.put(
      'schema.sql',
      'CREATE TABLE public."x\n- y: z #" (id integer);\nCREATE TABLE public."yes" (id int);',
    );
    expect((await project.cli(['init', 'schema.sql'])).exit).toBe(0);
    const { tenancy } = parse(uncommented(project.read(CONFIG))) as { tenancy: object };
    expect(tenancy).toEqual({ create: true, tenantTables: ['public."x\n- y: z #"', 'public.yes'] });
  });

  it('with plain has nothing to decide', async () => {
    await project.cli(['init', 'schema.sql', '--preset', 'plain', '-o', 'sql/V001__shop.sql']);
    expect(parse(project.read(CONFIG))).toEqual({
      dump: 'schema.sql',
      output: 'sql/V001__shop.sql',
      report: ['report.html', 'report.json'],
      preset: 'plain',
      released: false,
    });
    expect(project.files()).toContain('sql/templates/V001__create_schema.sql.template');
  });

  it('refuses what is no dump', async () => {
    project.put('schema.sql', 'this is no SQL');
    const { exit } = await project.cli(['init', 'schema.sql']);
    expect(exit).toBe(2);
    expect(project.files()).toEqual(['schema.sql']);
  });
});

describe('init --runner', () => {
  it.each(adoptions)('$runner: only prints, and docs/strategy.md has the same command', async (adoption) => {
    const { exit, out, err } = await project.cli(['init', '--runner', adoption.runner]);
    expect({ exit, out, err }).toEqual({ exit: 0, out: adoptionText(adoption), err: '' });
    const strategy = readFileSync(join(ROOT, 'docs/strategy.md'), 'utf8');
    for (const text of [adoption.name, adoption.changed, adoption.command ?? adoption.note!])
      expect(strategy).toContain(text);
    expect(project.files()).toEqual(['schema.sql']);
  });

  it('of an unknown runner names the known ones', async () => {
    expect(await project.cli(['init', '--runner', 'flywya'])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('Did you mean flyway?') as string,
    });
  });
});

describe('a released baseline', () => {
  beforeEach(async () => {
    project.put(CONFIG, `preset: plain\ndump: schema.sql\noutput: ${V001}\nreleased: true\n`);
    expect((await project.cli(['convert', '-q'])).exit).toBe(0);
  });

  it('is left as it is while nothing changes', async () => {
    expect((await project.cli(['convert', '-q'])).exit).toBe(0);
    expect((await project.cli(['convert', '--check', '-q'])).exit).toBe(0);
  });

  it('is not rewritten', async () => {
    const before = project.read(V001);
    project.put('schema.sql', `${DUMP}CREATE TABLE core.beds (id integer);`);
    const { exit, err } = await project.cli(['convert', '-q']);
    expect(exit).toBe(3);
    expect(err).toMatchInlineSnapshot(`
      "error: db/migration/V001__baseline.sql would change, but databases have run it (released: true). [project/released]
        help: For databases that exist, write the change as a migration: pg-baseline diff OLD NEW
              For new databases only: --new-baseline
      "
    `);
    expect(project.read(V001)).toBe(before);
    expect((await project.cli(['convert', '--check', '-q'])).err).toContain('pg-baseline diff');
  });

  it('--new-baseline writes one for new databases, after the last version', async () => {
    const before = project.read(V001);
    project.put('db/migration/V002__more.sql', 'SELECT 1;');
    project.put('db/migration/V010__most.sql', 'SELECT 1;');
    project.put('schema.sql', `${DUMP}CREATE TABLE core.beds (id integer);`);
    expect((await project.cli(['convert', '-q', '--new-baseline'])).exit).toBe(0);
    expect(project.read(V001)).toBe(before);
    expect(project.read('db/migration/B010__baseline.sql')).toContain('core.beds');
    expect((await project.cli(['convert', '-q', '--new-baseline'])).exit).toBe(0);
    project.put('schema.sql', `${DUMP}CREATE TABLE core.desks (id integer);`);
    const { exit, err } = await project.cli(['convert', '-q', '--new-baseline']);
    expect({ exit, err }).toEqual({
      exit: 3,
      err: expect.stringContaining('B010__baseline.sql would change') as string,
    });
  });
});

describe('versions', () => {
  it('are compared part by part', () => {
    const sorted = ['10', '2', '1.10', '1.9', '1', '002.0.1'].toSorted(compareVersions);
    expect(sorted).toEqual(['1', '1.9', '1.10', '2', '002.0.1', '10']);
    expect(compareVersions('1.0', '001')).toBe(0);
  });

  it('continue with the same width', () => {
    const next = (...names: string[]): string =>
      nextVersion(names.flatMap((name) => flyway.names.migrationOf(name) ?? []));
    expect([
      next(),
      next('V009__x.sql'),
      next('V1__x.sql', 'V2.3__y.sql', 'R__z.sql'),
      next('B20250101__x.sql'),
    ]).toEqual(['001', '010', '3', '20250102']);
  });

  it('are in names that the runner reads back', () => {
    const name = flyway.names.fileName('versioned', '002', ' visits & beds / 2 ');
    expect(name).toBe('V002__visits_beds_2.sql');
    expect(flyway.names.migrationOf(name)).toEqual({
      type: 'versioned',
      version: '002',
      description: 'visits_beds_2',
    });
    expect(flyway.names.migrationOf('V2_x.sql')).toBeUndefined();
  });
});

describe('new refuses', () => {
  beforeEach(() => {
    project.put(CONFIG, `preset: plain\noutput: ${V001}\n`);
    project.put('db/migration/templates/mine.sql.template', '-- {{description}}\n\nSELECT {{tabel}};\n');
    project.put('db/migration/templates/V001__open.sql.template', 'SELECT 1;\nSELECT {{table};\n');
  });

  it.each([
    [['new']],
    [['new', 'x\ny', '-t', 'create-table']],
    [['new', '...', '-t', 'create-table']],
    [['new', 'a']],
    [['new', 'a', '-t', 'create-tabel', '--table', 'a.b']],
    [['new', 'a', '-t', 'create-table']],
    [['new', 'a', '-t', 'mine']],
    [['new', 'a', '-t', 'open']],
    [['new', 'a', '-t', 'create-table', '--table', 'visits']],
    [['new', 'a', '-t', 'create-table', '--table', 'a.b; DROP TABLE c']],
    [['new', 'a', '-t', 'create-table', '--table', `a."it's"`]],
    [['new', 'a', '-t', 'create-table', '--table', `a."\${b}"`]],
    [['new', 'a', '-t', 'create-table', '--table', `a.${'b'.repeat(64)}`]],
    [['new', 'a', '-t', 'create-schema', '--schema', 'pg_mine']],
    [['new', 'a', '-t', 'create-table', '--table', 'a.b', '--column', 'c int, d int']],
    [['new', 'a', '-t', 'add-columns', '--table', 'a.b', '--column', 'c int', '--references', 'd=a.e']],
    [['new', 'a', '-t', 'compliance-fields', '--table', 'a.b', '--profile', 'ph']],
  ])('%j', async (args) => {
    const { exit, out, err } = await project.cli(args);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatchSnapshot();
  });
});

describe('texts', () => {
  it('docs/templates.md explains every placeholder', () => {
    const page = readFileSync(join(ROOT, 'docs/templates.md'), 'utf8').replace(/ +\|/g, ' |');
    for (const [name, what] of Object.entries(PLACEHOLDERS))
      expect(page).toContain(`| \`{{${name}}}\` | ${what}. |`);
  });

  it.each(['a', 'no', '1', 'a b', "it's", '- x', 'x: y', '#x', 'a\nb', '"q"', 'ü', '*', '', '~', 'db/x.sql'])(
    '%j stays the same text in YAML',
    (text) => {
      expect(parse(`key: ${scalar(text)}`)).toEqual({ key: text });
      expect(parse(list([text, text]))).toEqual([text, text]);
    },
  );
});
