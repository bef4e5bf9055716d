/** What the sample's baseline keeps of the dump, word for word, and what stands where in it. */
import { describe, expect, it, test } from 'vitest';
import { type SchemaObject, sections } from '../../src/catalog/object.js';
import { quoteName } from '../../src/catalog/names.js';
import { convertedWith, converted } from './sample.js';
import { folded, schemaOf } from './schema.js';

const before = schemaOf(convertedWith({ preset: 'plain' }).sql);
const { sql, report } = converted();
const after = schemaOf(sql);

const there = new Map(after.objects.map((object) => [object.id, object]));
const texts = new Set(after.objects.map(({ statement }) => folded(statement.text)));

/** Objects of the dump of these kinds; what belongs to a migration tool is left to it, and said. */
const ofDump = (...kinds: readonly string[]): SchemaObject[] =>
  before.objects.filter(({ kind, id }) => kinds.includes(kind) && !id.includes('flyway'));

const isReplaced = (kind: string, table: string, name: string): boolean =>
  report.replaced.some((one) => one.kind === kind && (one.table ?? one.name) === table && one.name === name);

describe('the text of the dump', () => {
  it.each([
    ['functions', ['function', 'procedure', 'aggregate']],
    ['triggers', ['trigger', 'firingState', 'eventTrigger', 'eventTriggerState']],
    ['policies', ['policy']],
    ['rules', ['rule']],
    ['materialized views', ['materializedView']],
    ['types and domains', ['enumType', 'compositeType', 'rangeType', 'domain', 'cast', 'operator']],
    ['foreign keys', ['foreignKey']],
    ['CHECKs that call routines', ['check']],
    ['sequences', ['sequence', 'identity', 'sequenceOwner']],
    ['foreign tables', ['foreignTable', 'server']],
    ['publications', ['publication', 'publicationMember']],
    ['schemas, extensions, roles', ['schema', 'extension', 'role']],
    ['defaults and storage', ['columnDefault', 'tableMark', 'statistics', 'statisticsTarget']],
  ])('of %s is as it was', (_, kinds) => {
    const objects = ofDump(...kinds);
    expect(objects.length).toBeGreaterThan(0);
    const differ = objects.filter(({ id, statement }) => there.get(id)?.statement.text !== statement.text);
    // Routines that run with the owner's rights get pg_temp at the end of their path, which is declared.
    const paths = report.changed
      .filter(({ what }) => what.startsWith('SET search_path'))
      .map(({ kind, name }) => `${kind} ${name}`);
    expect(differ.map(({ id }) => id).filter((id) => !paths.includes(id))).toEqual([]);
  });

  test('of the views’ queries is as it was, and each other difference is declared', () => {
    const query = (text: string): string => text.slice(/\bAS\n/.exec(text)!.index);
    const views = ofDump('view', 'dummyView');
    expect(views.length).toBeGreaterThanOrEqual(26);
    for (const { id, statement } of views)
      expect(query(there.get(id)!.statement.text), id).toBe(query(statement.text));
    const differ = views.filter(({ id, statement }) => there.get(id)!.statement.text !== statement.text);
    const declared = report.changed.filter(({ kind }) => kind === 'view').map(({ name }) => name);
    expect(differ.map(({ name }) => quoteName(name)).filter((name) => !declared.includes(name))).toEqual([]);
  });

  test('of the indexes is as it was, or another is declared to stand for it', () => {
    const differ = ofDump('index', 'indexAttach').filter(
      ({ id, statement }) => there.get(id)?.statement.text !== statement.text,
    );
    const undeclared = differ.filter(
      ({ name }) => !report.replaced.some((one) => one.kind === 'index' && one.name === quoteName(name)),
    );
    expect(undeclared.map(({ id }) => id)).toEqual([]);
  });

  test('of the comments is as it was, but on constraints that others stand for', () => {
    const differ = ofDump('comment').filter(
      ({ id, statement }) => there.get(id)?.statement.text !== statement.text,
    );
    const replaced = report.replaced.filter(({ kind }) => kind === 'comment');
    expect(differ).toHaveLength(replaced.length);
  });

  const taken = report.changed.filter(({ kind }) => kind === 'privilege').map(({ name }) => name);
  const isTaken = ({ id }: SchemaObject): boolean =>
    taken.some((name) => name.endsWith(id.replace(/^grant( on)?/, 'on').replace(/ #\d+$/, '')));

  test('of privileges is in it, but for those that are declared to be taken away', () => {
    const missing = ofDump('grant').filter(({ statement }) => !texts.has(folded(statement.text)));
    expect(missing.filter((object) => !isTaken(object)).map(({ id }) => id)).toEqual([]);
  });

  test('and each REVOKE that is added is declared', () => {
    const given = new Set(ofDump('grant').map(({ statement }) => folded(statement.text)));
    const added = after.objects.filter(
      ({ kind, statement }) =>
        kind === 'grant' &&
        /^REVOKE .*(?<! FROM baseline_view_owner)$/.test(folded(statement.text)) &&
        !given.has(folded(statement.text)),
    );
    expect(added.length).toBeGreaterThan(4);
    expect(added.filter((object) => !isTaken(object)).map(({ id }) => id)).toEqual([]);
  });

  test('of default privileges is in it, for whoever runs it', () => {
    const bare = (text: string): string => folded(text).replace(/ FOR ROLE \w+/, '');
    for (const { id, statement } of ofDump('defaultPrivileges')) {
      expect(texts).toContain(bare(statement.text));
      expect(report.changed).toContainEqual(expect.objectContaining({ kind: 'defaultPrivileges', name: id }));
    }
  });
});

describe('the tables of the dump', () => {
  it.each(
    before.tables.filter(({ name }) => !name.name.includes('flyway')).map((table) => [table.shown, table]),
  )('%s: every column and constraint, in its order, before what is added', (shown, table) => {
    const now = after.tables.find((one) => one.shown === shown)!;
    const added = report.replaced.map(({ by }) => by);
    const defaults = new Map(
      report.changed
        .filter(({ kind, name }) => kind === 'default' && name.startsWith(`${shown}.`))
        .map(({ name, what }) => [name.slice(shown.length + 1), what.replace(/ added$/, '')]),
    );
    const list = (now.table.elements ?? [])
      .filter(({ constraint }) => !added.includes(constraint?.conname ?? ''))
      .map(({ text }) => folded(text.replace(/^--.*\n/, '')));
    const kept = (table.table.elements ?? []).filter(
      ({ constraint }) =>
        !constraint ||
        !isReplaced('constraint', `${table.name.schema}.${table.name.name}`, constraint.conname!),
    );
    kept.forEach(({ text, column }, at) => {
      const own = folded(text);
      // A tenant column gets its default behind what it has.
      const filled = column && /^(.*) DEFAULT \(?core\.current_tenant_id\(\)\)?(?:::text)?$/.exec(list[at]!);
      // So does what says who made a row, and the report declares it.
      const given = defaults.get(column?.colname ?? '');
      const expected = given === undefined ? own : `${own} ${given}`;
      expect(filled?.[1] === own ? own : list[at]).toBe(expected);
    });
    expect(now.table.head).toBe(table.table.head);
    expect(now.table.tail).toBe(table.table.tail);
  });

  it.each(after.tables.map(({ shown, table }) => [shown, table] as const))(
    '%s: tenancy, audit, compliance',
    (_, table) => {
      const marks = (table.elements ?? []).flatMap(
        ({ text }) => /^-- (tenancy|audit|compliance)\n/.exec(text)?.[1] ?? [],
      );
      expect(marks).toEqual(['tenancy', 'audit', 'compliance'].filter((mark) => marks.includes(mark)));
    },
  );

  test('most gain something of each', () => {
    const count = (mark: string): number => sql.split(`\n  -- ${mark}\n`).length - 1;
    expect(count('tenancy')).toBeGreaterThanOrEqual(63);
    expect(count('audit')).toBeGreaterThan(63);
    expect(count('compliance')).toBeGreaterThan(63);
  });
});

describe('a baseline is for a new database', () => {
  test('no column is added to a table that is there, and no row is changed', () => {
    expect(after.ids('column')).toEqual([]);
    const types = new Set(after.objects.map(({ statement }) => statement.tree?.type));
    for (const type of ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'TruncateStmt'])
      expect(types).not.toContain(type);
  });

  test('nothing of it is unknown', () => {
    expect(after.ids('opaque')).toEqual([]);
  });
});

describe('order', () => {
  const at = (wanted: (object: SchemaObject) => boolean): number => after.objects.findIndex(wanted);
  const lastAt = (wanted: (object: SchemaObject) => boolean): number => after.objects.findLastIndex(wanted);
  const isForce = ({ kind, statement }: SchemaObject): boolean =>
    kind === 'rowSecurity' && / (?<!NO )FORCE ROW/.test(folded(statement.text));
  const isEnable = ({ kind, statement }: SchemaObject): boolean =>
    kind === 'rowSecurity' && / ENABLE ROW/.test(folded(statement.text));

  test('policies, then ENABLE, then FORCE, behind everything that reads rows', () => {
    const first = at(isForce);
    expect(first).toBeGreaterThan(lastAt(isEnable));
    for (const kind of [
      'foreignKey',
      'policy',
      'trigger',
      'index',
      'grant',
      'materializedView',
      'refresh',
      'check',
    ])
      expect(first, kind).toBeGreaterThan(lastAt((object) => object.kind === kind));
  });

  test('event triggers behind all that they would fire for', () => {
    expect(at(({ kind }) => kind === 'eventTrigger')).toBeGreaterThan(lastAt(isForce));
  });

  test('every table that is enabled is forced', () => {
    const tables = (wanted: (object: SchemaObject) => boolean): string[] =>
      after.objects
        .filter(wanted)
        .map(({ statement }) => /TABLE (?:ONLY )?(\S+) /.exec(statement.text)![1]!)
        .toSorted();
    expect(tables(isForce)).toEqual(tables(isEnable));
    expect(tables(isForce).length).toBeGreaterThan(130);
  });

  test('the self-check is the last statement', () => {
    expect(folded(after.objects.at(-1)!.statement.text)).toBe('SELECT core.assert_tenant_isolation()');
    expect(sql.trimEnd()).toMatch(/;$/);
    expect(sections.at(-1)).toBe('Self-check');
  });
});
