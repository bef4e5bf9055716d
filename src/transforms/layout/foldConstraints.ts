/**
 * Moves PRIMARY KEY, UNIQUE and EXCLUDE into their table, except in a partition tree (they must follow ATTACH), over
 * an inherited column (it would become the table's own), or for two equal keys (CREATE TABLE keeps one). CHECK
 * constraints stay: pg_dump separates one only if folding would change it.
 */
import { type Merge, mergeObjects } from '../../catalog/catalog.js';
import { withoutCycles } from '../../catalog/graph.js';
import { strings } from '../../catalog/names.js';
import { isOfDump, type Key, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import type { Constraint } from '../../grammar.js';
import { hasIndex } from '../../kinds/is.js';
import { KIND, kinds } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { partitionTrees } from '../../kinds/tables/partition.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';
import { endOfDump, withAdded } from '../base/headings.js';
import type { Transform } from '../base/transform.js';
import { columnsNamed } from '../../facts/queries/columnsNamed.js';
import { groupedBy } from '../../catalog/grouped.js';

/** Constraints follow the columns in the order of the kinds: the primary key first. */
const PLACES: ReadonlyMap<string, number> = new Map(kinds.map(({ name }, at) => [name, at]));

const isColumn = ({ kind }: SchemaObject): boolean => kind === KIND.column;

interface Hosts {
  /** The dump's statements by index. */
  readonly statements: ReadonlyMap<number, Statement>;
  readonly tables: ReadonlyMap<Key, Table>;
  /** Tables of partition trees. */
  readonly trees: ReadonlySet<Key>;
  /** Columns that come with an ALTER TABLE … ADD COLUMN, by table. */
  readonly later: ReadonlyMap<Key, readonly string[]>;
}

interface Fold {
  readonly child: SchemaObject;
  readonly host: Table;
  readonly constraint: Constraint;
  readonly text: string;
  /** The constraint as in the dump; for an added one, the constraint itself. */
  readonly said: Constraint;
  /** Equal for two keys of the dump over the same columns of a table. */
  readonly twin: string;
}

const constraintOf = (statement: Statement): Constraint =>
  (tableAction(statement)!.command.def as { Constraint: Constraint }).Constraint;

/** Equal for two keys over the same columns, under any names. */
const sameKey = ({ keys, including }: Constraint): string =>
  JSON.stringify([strings(keys), strings(including)]);

/** `CONSTRAINT x PRIMARY KEY (id)` of `ALTER TABLE … ADD CONSTRAINT x PRIMARY KEY (id)`. */
function clauseOf(text: string): string | undefined {
  const all = tokens(text, 12);
  const add = all.findIndex(
    (token, at) => keyword(text, token) === 'ADD' && keyword(text, all[at + 1]) === 'CONSTRAINT',
  );
  return add === -1 ? undefined : text.slice(all[add + 1]!.start);
}

function foldOf(child: SchemaObject, { statements, tables, trees, later }: Hosts): Fold | undefined {
  if (!hasIndex(child) || child.section !== 'Tables') return undefined;
  const { table } = tableAction(child.statement)!;
  const host = tables.get(relationKey(table));
  const constraint = constraintOf(child.statement);
  const text = clauseOf(child.sql);
  if (!host?.elements || text === undefined || constraint.indexname !== undefined) return undefined;
  if (host.partitionOf || trees.has(relationKey(table))) return undefined;
  // A constraint that a transform adds to a partitioned table also applies to partitions that are created later.
  if (isOfDump(child) && (host.partitioned || !hasPathOf(child, host))) return undefined;
  const own = new Set(host.elements.map(({ column }) => column?.colname));
  const used = [...strings(constraint.keys), ...strings(constraint.including)];
  if (!used.every((column) => own.has(column))) return undefined;
  // An exclusion constraint may be over inherited columns, which CREATE TABLE has, but not over later ones.
  const named = columnsNamed(constraint.exclusions);
  if (later.get(relationKey(table))?.some((column) => named.has(column))) return undefined;
  const { origin } = child;
  const inDump = 'dump' in origin ? statements.get(origin.dump) : undefined;
  const said = inDump ? constraintOf(inDump) : constraint;
  return { child, host, constraint, text, said, twin: `${host.id}\0${sameKey(said)}` };
}

const hasPathOf = (child: SchemaObject, host: SchemaObject): boolean =>
  child.statement.session.searchPath?.sql === host.statement.session.searchPath?.sql;

/** The dump's constraints by kind and original name, then added ones in the order in which transforms added them. */
function inOrder(folds: readonly Fold[]): Fold[] {
  const place = ({ child }: Fold): number => (isOfDump(child) ? PLACES.get(child.kind)! : PLACES.size);
  const name = ({ child, said: { conname = '' } }: Fold): string => (isOfDump(child) ? conname : '');
  return folds.toSorted(
    (a, b) => place(a) - place(b) || (name(a) === name(b) ? 0 : name(a) < name(b) ? -1 : 1),
  );
}

/** After the columns and keys of the dump; those that transforms added come last, under their heading. */
function withConstraint(table: Table, { child, constraint, text }: Fold, tab: string): Table {
  if (!isOfDump(child)) return withAdded(table, [{ object: child, element: { text, constraint } }], tab);
  const there = table.elements!;
  return {
    ...table,
    elements: there.toSpliced(endOfDump(there), 0, { text, constraint }),
    provides: [...table.provides, ...child.provides],
    needs: [...table.needs, ...child.needs],
  };
}

export const foldConstraints: Transform = {
  name: 'foldConstraints',
  stage: 'layout',
  summary: 'Moves primary keys, UNIQUE and EXCLUDE constraints into their table, if the result is the same.',
  apply(catalog, { tabWidth }) {
    const tab = ' '.repeat(tabWidth);
    const tables = new Map(
      catalog.objects.filter(isTable).map((table): [Key, Table] => [relationKey(table.name), table]),
    );
    const trees = partitionTrees(catalog.objects);
    const statements = new Map(catalog.statements.map((one) => [one.raw.index, one]));
    const columns = groupedBy(catalog.objects.filter(isColumn), ({ parent = '' }) => [parent]);
    const later = new Map(
      [...columns].map(([table, added]) => [table, added.map(({ name }) => name.name)] as const),
    );
    const wanted = catalog.objects.flatMap(
      (child) => foldOf(child, { statements, tables, trees, later }) ?? [],
    );
    const twins = new Map<string, number>();
    for (const { child, twin } of wanted)
      if (child.kind !== KIND.exclusion && isOfDump(child)) twins.set(twin, (twins.get(twin) ?? 0) + 1);
    const possible = withoutCycles(
      catalog.objects,
      wanted.filter(({ child, twin }) => !isOfDump(child) || (twins.get(twin) ?? 1) === 1),
    );
    const folds = inOrder(possible);
    const hosts = new Map<string, Table>();
    for (const fold of folds)
      hosts.set(fold.host.id, withConstraint(hosts.get(fold.host.id) ?? fold.host, fold, tab));
    const merges: Merge[] = folds.map(({ child, host }) => ({
      child,
      into: host.id,
      by: child.statement.by,
    }));
    return mergeObjects(catalog, merges, hosts);
  },
};
