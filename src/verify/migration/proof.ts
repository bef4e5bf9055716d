/**
 * Proves a migration: it makes NEW of OLD, changes nothing the second time, and keeps the rows. Independent: it takes
 * SQL text, and shares no code with the conversion.
 */
import { catalogQuery, readSchema } from '../catalog/read.js';
import type { Schema } from '../catalog/schema.js';
import { asking, type Database, type Engine, Stopped } from '../engine/engine.js';
import { namesIn } from '../engine/rules.js';
import { limitsOf, lostIn } from '../load/limits.js';
import { baselineStatements, type Failure, loadDump, runWhole, StoppedAt } from '../load/load.js';
import { rolesMadeIn } from '../sql/commands.js';
import { lostRows } from './rows/kept.js';
import type { Losses } from './base/losses.js';
import { lostNumbers } from './rows/numbers.js';
import { advance, populate, type Snapshot, snapshot } from './rows/snapshot.js';
import { type MigrationRun, migrationStatements, runMigration } from './run.js';
import { fill, type Filled, ONE, SEVERAL } from './sample/fill.js';
import { prepareStops, secondRun } from './again.js';
import type { EmptyTable, FailureOf, Found, MigrationProof, MigrationProofInput, Source } from './result.js';
import { readTables, type Tables } from './base/tables.js';
import { otherOrders, schemaDifferences, touchedBy } from './schemas.js';

export async function proveMigration(input: MigrationProofInput): Promise<MigrationProof> {
  const start = performance.now();
  const proof = await asking(() => prove(input)).catch((error: unknown) => stopped(error, input));
  return { ...proof, milliseconds: Math.round(performance.now() - start) };
}

async function prove(input: MigrationProofInput): Promise<Found> {
  const { engine, migration, say = () => {} } = input;
  say('Loading both schemas');
  const database = await engine.create();
  const other = await engine.create();
  // One after the other: on a server, both make roles that are missing.
  const before = await load(engine, database, input.old);
  const after = await load(engine, other, input.new);
  for (const role of after.roles) await engine.makeRole(database, role);
  const catalogs = await catalogQuery(database);
  const [old, wanted] = await Promise.all([readSchema(database, catalogs), readSchema(other, catalogs)]);
  const [tables, tablesAfter] = await Promise.all([
    readTables(database, engine.version),
    readTables(other, engine.version),
  ]);
  const losses: Losses = {
    renames: new Map((input.renames ?? []).map(({ from, to }) => [from, to])),
    mayLose: new Set(input.mayLose),
  };
  say('Making sample rows');
  const accepting = input.related ? await again(input) : { database: other, tables: tablesAfter };
  const filled = await fill(engine, { database, tables }, accepting, {
    renames: losses.renames,
    amount: input.related ? ONE : SEVERAL,
  });
  await other.close();
  if (accepting.database !== other) await accepting.database.close();
  await changed(database, input);
  await advance(database);
  await populate(database);
  const rowsBefore = await snapshot(database, tables.tables);

  const stops = await prepareStops(input, database);
  say('Running the migration');
  const first = await runMigration(engine, database, migration);
  const migrated = await readSchema(database, catalogs);
  const rowsAfter = await snapshot(database, (await readTables(database, engine.version)).tables);
  const limits = limitsOf(
    {
      statements: [...before.statements, ...after.statements],
      failures: [...before.failures, ...after.failures],
    },
    first,
    engine.superuser,
  );
  const differences = schemaDifferences(without(migrated, input), wanted, without(old, input), {
    owners: input.owners ?? engine.superuser,
    privileges: input.privileges ?? true,
    isNamed: namesIn(textOf(input.new)),
    isLost: lostIn([...limits.notRun, ...limits.notRunOfDump]),
  });
  const rows = await lostRows(database, rowsBefore, rowsAfter, losses);
  say('Running the migration again');
  const ran = { first, catalogs, migrated, tables: tables.tables, rowsAfter, losses };
  const notTwice = await secondRun(input, database, ran);
  const afterStops = await stops(ran);
  await database.close();

  const empty = emptyTables(filled, tables, touchedBy(without(old, input), wanted), input);
  const found = {
    engine: engine.name,
    differences,
    failures: failuresOf(limits, before.failures),
    notTwice,
    afterStops,
    rows,
    sequences: lostNumbers(rowsBefore, rowsAfter, losses),
    unpopulated: [...rowsBefore.populated].filter((name) => unpopulated(name, rowsAfter, migrated)),
    counts: { tables: filled.tables, rows: filled.rows },
    empty,
    notRun: once([...limits.notRunOfDump, ...limits.notRun]),
    orders: otherOrders(migrated, wanted),
  };
  return { verdict: isProven(found) ? 'proven' : 'unproven', ...found };
}

/** Another database with OLD. */
async function again({ engine, old }: MigrationProofInput): Promise<{ database: Database; tables: Tables }> {
  const database = await engine.create();
  await load(engine, database, old);
  return { database, tables: await readTables(database, engine.version) };
}

async function changed(database: Database, { related = [], engine }: MigrationProofInput): Promise<void> {
  if (related.length === 0) return;
  const replica = engine.superuser ? ['SET LOCAL session_replication_role = replica'] : [];
  await database.run(['BEGIN', ...replica, ...related, 'COMMIT'].join(';\n'));
}

const without = (schema: Schema, { apart = [] }: MigrationProofInput): Schema =>
  apart.length === 0
    ? schema
    : new Map([...schema].filter(([, { of, name }]) => !apart.includes(of ?? name)));

/** OLD and NEW have most of their statements in common. */
const once = <One extends Failure>(failures: readonly One[]): One[] => [
  ...new Map(failures.map((one) => [`${one.statement.text} ${one.message}`, one])).values(),
];

const isProven = (found: Omit<Found, 'verdict'>): boolean =>
  found.notTwice === undefined &&
  [found.differences, found.failures, found.afterStops, found.rows, found.sequences, found.unpopulated].every(
    (list) => list.length === 0,
  ) &&
  found.empty.every(({ touched, isExcused }) => !touched || isExcused);

interface Loaded extends MigrationRun {
  readonly roles: readonly string[];
}

async function load(engine: Engine, database: Database, source: Source): Promise<Loaded> {
  if ('dump' in source) return loadDump(engine, database, source.dump);
  const statements = source.baseline.map((text) => baselineStatements(text, engine));
  const failures: Failure[] = [];
  for (const one of statements) failures.push(...(await runWhole(database, one)));
  const all = statements.flat();
  return { statements: all, failures, roles: all.flatMap(({ text }) => rolesMadeIn(text)) };
}

const textOf = (source: Source): string => ('dump' in source ? source.dump : source.baseline.join('\n'));

function failuresOf(
  { failures, unjudged }: { readonly failures: readonly Failure[]; readonly unjudged: readonly Failure[] },
  ofOld: readonly Failure[],
): FailureOf[] {
  const wrong = unjudged.map((one): FailureOf => ({ ...one, of: ofOld.includes(one) ? 'old' : 'new' }));
  return [...wrong, ...failures.map((one): FailureOf => ({ ...one, of: 'migration' }))];
}

const unpopulated = (name: string, { populated }: Snapshot, migrated: Schema): boolean =>
  migrated.has(`materialized view ${name}`) && !populated.has(name);

/** A table is touched if it differs, or a type of its columns does. */
function emptyTables(
  { empty }: Filled,
  { tables }: Tables,
  { relations, others }: ReturnType<typeof touchedBy>,
  { touched = [], related }: MigrationProofInput,
): EmptyTable[] {
  return [...empty].map(([table, reason]) => {
    const types = tables.get(table)?.columns.map(({ type }) => type.replace(/\[\]$|\(.*$/, '')) ?? [];
    const its =
      relations.has(table) || relations.has(table.replace(/^public\./, '')) || touched.includes(table);
    const excused = related === undefined ? {} : { isExcused: true };
    return { table, reason, touched: its || types.some((type) => others.has(type)), ...excused };
  });
}

/** The engine did not answer any more: nothing is proven. */
function stopped(error: unknown, { engine, migration }: MigrationProofInput): Found {
  if (!(error instanceof StoppedAt || error instanceof Stopped)) throw error;
  const [statement = { text: '(a query of the proof itself)', line: 0 }] =
    error instanceof StoppedAt
      ? [error.statement]
      : migration.flatMap(({ text }) => migrationStatements(text, engine)).slice(error.at, 0);
  const of = error instanceof StoppedAt && error.of === 'dump' ? 'old' : 'migration';
  return {
    verdict: 'unproven',
    engine: engine.name,
    differences: [],
    failures: [{ of, statement, code: '', message: error.message }],
    notTwice: undefined,
    afterStops: [],
    rows: [],
    sequences: [],
    unpopulated: [],
    counts: { tables: 0, rows: 0 },
    empty: [],
    notRun: [],
    orders: [],
  };
}
