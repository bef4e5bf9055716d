/** Whether the rows of before are the rows of after, by the columns that both have. */
import type { Database } from '../../engine/engine.js';
import { Casts } from './casts.js';
import { difference, type RowProblem, type Values } from './difference.js';
import { familiesOf, type Family, type Pair } from './families.js';
import { columnNow, type Losses, quotedIf, tableNow } from '../base/losses.js';
import type { Snapshot, TableRows } from './snapshot.js';

export async function lostRows(
  database: Database,
  before: Snapshot,
  after: Snapshot,
  losses: Losses,
): Promise<RowProblem[]> {
  const pairs = [...before.tables.values()].map((old) => ({
    old,
    now: after.tables.get(tableNow(old.table.name, losses.renames)),
  }));
  const out = pairs.flatMap((pair) => lostColumns(pair, before, after, losses));
  const casts = new Casts(database);
  const differing: Pair[] = [];
  for (const pair of pairs) {
    if (pair.old.table.partitioned) continue;
    const isSame = pair.now
      ? !(await problemOf({ pairs: [pair], added: [] }, losses, casts))
      : pair.old.rows.length === 0;
    if (!isSame) differing.push(pair);
  }
  for (const family of familiesOf(differing, before, after, losses)) {
    const problem = await problemOf(family, losses, casts);
    if (problem) out.push(problem);
  }
  return out;
}

/** Columns that are gone, with the values in them. */
function lostColumns({ old, now }: Pair, before: Snapshot, after: Snapshot, losses: Losses): RowProblem[] {
  const { renames } = losses;
  const { name } = old.table;
  if (!now) return [];
  return old.columns.flatMap((column, at) => {
    if (now.columns.includes(columnNow(name, column, renames)) || mayGo(name, column, before, losses))
      return [];
    // A column that is inherited goes with its parent's; what the database computes is not lost.
    const parents = old.table.parents.filter((parent) => before.tables.get(parent)?.columns.includes(column));
    const withParent = parents.some(
      (parent) =>
        !after.tables.get(tableNow(parent, renames))?.columns.includes(columnNow(parent, column, renames)),
    );
    if (withParent || old.table.columns[at]!.filled === 'generated') return [];
    const held = heldIn(name, column, before);
    return held === 0
      ? []
      : [{ table: name, lost: held, unexpected: 0, what: `the values of column ${column}` }];
  });
}

function mayGo(table: string, column: string, before: Snapshot, losses: Losses): boolean {
  const { mayLose } = losses;
  if (
    mayLose.has(table) ||
    mayLose.has(`${table}.${quotedIf(column)}`) ||
    mayLose.has(`${table}."${column}"`)
  )
    return true;
  return (before.tables.get(table)?.table.parents ?? []).some((parent) =>
    mayGo(parent, column, before, losses),
  );
}

/** Values other than NULL in the column, of the table and those under it. */
function heldIn(name: string, column: string, before: Snapshot): number {
  const own = before.tables.get(name);
  const at = own?.columns.indexOf(column) ?? -1;
  const under = [...before.tables.values()].filter(({ table }) => table.parents.includes(name));
  const inOwn = own && at >= 0 ? own.rows.filter((row) => row[at] !== null).length : 0;
  return under.reduce((sum, { table }) => sum + heldIn(table.name, column, before), inOwn);
}

/** The tables' rows of before, against those that are there now. */
async function problemOf(
  { pairs, added }: Family,
  losses: Losses,
  casts: Casts,
): Promise<RowProblem | undefined> {
  const { renames, mayLose } = losses;
  const kept = pairs.filter(({ old }) => !mayLose.has(old.table.name));
  const table = kept.map(({ old }) => old.table.name).join(', ');
  const there = [...pairs.flatMap(({ now }) => now ?? []), ...added];
  const model = there[0];
  if (kept.length === 0) return undefined;
  if (!model) {
    const lost = kept.reduce((sum, { old }) => sum + old.rows.length, 0);
    return { table, lost, unexpected: 0, what: 'the table' };
  }
  const columns = model.columns.filter((name) => pairs.every(({ old }) => isKept(old, model, name, losses)));
  const wanted: Values[] = [];
  for (const { old } of kept)
    wanted.push(...(await converted(old, model, columns, { casts, renames, there })));
  const found = there.flatMap((one) =>
    one.rows.map((row) => columns.map((name) => row[one.columns.indexOf(name)] ?? null)),
  );
  const problem = difference(wanted, found, columns);
  // Rows of a table that may go may also have gone there.
  if (!problem || (kept.length < pairs.length && problem.lost === 0)) return undefined;
  return { table, ...problem };
}

/** The old table has the column, and the database does not compute it. */
function isKept(old: TableRows, now: TableRows, name: string, { renames }: Losses): boolean {
  const at = old.columns.findIndex((column) => columnNow(old.table.name, column, renames) === name);
  const computed = now.table.columns[now.columns.indexOf(name)]?.filled === 'generated';
  return at >= 0 && !(computed && old.table.columns[at]!.filled === 'generated');
}

interface Context {
  readonly casts: Casts;
  readonly renames: Losses['renames'];
  readonly there: readonly TableRows[];
}

/** Rows of before as the types of now show them. */
async function converted(
  old: TableRows,
  now: TableRows,
  columns: readonly string[],
  { casts, renames, there }: Context,
): Promise<Values[]> {
  const out = old.rows.map(() => [] as (string | null)[]);
  for (const name of columns) {
    const at = old.columns.findIndex((column) => columnNow(old.table.name, column, renames) === name);
    const type = now.table.columns[now.columns.indexOf(name)]!.type;
    const found = there.flatMap((one) => one.rows.map((row) => row[one.columns.indexOf(name)] ?? null));
    const texts = old.rows.map((row) => row[at] ?? null);
    const as = await casts.of(texts, old.table.columns[at]!.type, type, found);
    for (const [n, row] of out.entries()) row.push(as[n]!);
  }
  return out;
}
