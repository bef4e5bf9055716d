/**
 * PRIMARY KEY, UNIQUE and EXCLUDE move into their table. Not in a partition tree (they must come after ATTACH), not where a
 * key column is only inherited (it would become the table's own), and not one of two equal keys (CREATE TABLE keeps one).
 * A CHECK never does: pg_dump sets it apart only where folding would change it.
 */
import { type Merge, mergeObjects } from '../catalog/catalog.js';
import { withoutCircles } from '../catalog/graph.js';
import { strings } from '../catalog/names.js';
import { key, type SchemaObject } from '../catalog/object.js';
import type { Constraint } from '../grammar.js';
import { isConstraint, traitsOf } from '../kinds/is.js';
import { KIND, kinds } from '../kinds/registry.js';
import { tableAction } from '../kinds/shared/alterTable.js';
import { partitionTrees } from '../kinds/tables/partition.js';
import { isTable, type Table } from '../kinds/tables/table.js';
import { keyword, tokens } from '../source/tokens.js';
import type { Transform } from './transform.js';

/** A constraint that has an index of its own. */
const isFolded = (object: SchemaObject): boolean => isConstraint(object) && traitsOf(object).stored === true;

/** Behind the columns they follow the order of the kinds: the primary key first. */
const PLACES: ReadonlyMap<string, number> = new Map(kinds.map(({ name }, at) => [name, at]));

interface Fold {
  readonly child: SchemaObject;
  readonly host: Table;
  readonly constraint: Constraint;
  readonly text: string;
  /** The same for two keys over the same columns of a table. */
  readonly twin: string;
}

const constraintOf = (object: SchemaObject): Constraint =>
  (tableAction(object.statement)!.command.def as { Constraint: Constraint }).Constraint;

/** Two keys over the same columns, whatever their names. */
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

function foldOf(child: SchemaObject, tables: ReadonlyMap<string, Table>): Fold | undefined {
  if (!isFolded(child) || child.section !== 'Tables') return undefined;
  const { table } = tableAction(child.statement)!;
  const host = tables.get(key('relation', table));
  const constraint = constraintOf(child);
  const text = clauseOf(child.sql);
  if (!host?.elements || text === undefined || constraint.indexname !== undefined) return undefined;
  if (child.statement.session.searchPath?.sql !== host.statement.session.searchPath?.sql) return undefined;
  const own = new Set(host.elements.map(({ column }) => column?.colname));
  const used = [...strings(constraint.keys), ...strings(constraint.including)];
  if (!used.every((column) => own.has(column))) return undefined;
  return { child, host, constraint, text, twin: `${host.id}\0${sameKey(constraint)}` };
}

export const foldConstraints: Transform = {
  name: 'foldConstraints',
  summary: 'Moves primary keys, UNIQUE and EXCLUDE constraints into their table, if the result is the same.',
  apply(catalog) {
    const tree = partitionTrees(catalog.objects);
    const tables = new Map(
      catalog.objects
        .filter(isTable)
        .filter((t) => !t.partitioned && !t.partitionOf && !tree.has(key('relation', t.name)))
        .map((t) => [key('relation', t.name), t]),
    );
    const wanted = catalog.objects.flatMap((child) => foldOf(child, tables) ?? []);
    const twins = new Map<string, number>();
    for (const { child, twin } of wanted)
      if (child.kind !== KIND.exclusion) twins.set(twin, (twins.get(twin) ?? 0) + 1);
    const folds = withoutCircles(
      catalog.objects,
      wanted.filter(({ twin }) => (twins.get(twin) ?? 1) === 1),
    ).toSorted(
      (a, b) =>
        PLACES.get(a.child.kind)! - PLACES.get(b.child.kind)! ||
        (a.child.name.name < b.child.name.name ? -1 : 1),
    );
    const hosts = new Map<string, Table>();
    for (const { child, host, constraint, text } of folds) {
      const now = hosts.get(host.id) ?? host;
      hosts.set(host.id, {
        ...now,
        elements: [...now.elements!, { text, constraint }],
        provides: [...now.provides, ...child.provides],
        needs: [...now.needs, ...child.needs],
      });
    }
    const merges: Merge[] = folds.map(({ child, host }) => ({ child, into: host.id }));
    return mergeObjects(catalog, merges, hosts);
  },
};
