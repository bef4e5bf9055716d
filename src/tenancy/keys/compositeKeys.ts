/** Foreign keys over the tenant column, added to those of the dump, and the keys that they refer to. */
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import { key, type Need } from '../../catalog/object.js';
import type { Constraint, IndexStmt, Node } from '../../grammar.js';
import { constraintKey, relationKey } from '../../kinds/base/alterTable.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import type { Pair } from './foreignKeys.js';
import type { ForeignKey, Relation, UniqueKey } from '../../facts/relations/relations.js';

/** The key that a composite foreign key refers to: the dump's own if there is one. */
export interface Referenced {
  readonly columns: readonly string[];
  readonly need: Need;
  /** `CONSTRAINT x UNIQUE (tenant_id, id)`, for a key to be added. */
  readonly text: string | undefined;
}

const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');

/** A foreign key may refer to an index on plain columns and all rows, with the columns' default equality. */
function plainIndex({ indexParams = [], whereClause }: IndexStmt): boolean {
  const isPlain = (node: Node): boolean =>
    'IndexElem' in node && !node.IndexElem.opclass && !node.IndexElem.collation && !node.IndexElem.expr;
  return !whereClause && indexParams.every(isPlain);
}

export const mayBeReferenced = ({ kind, node }: UniqueKey): boolean =>
  kind === 'uniqueIndex'
    ? plainIndex(node as IndexStmt)
    : !(node as Constraint).deferrable && !(node as Constraint).without_overlaps;

const needOf = ({ name: table }: Relation, { kind, name }: UniqueKey): Need => ({
  keys: [
    kind === 'uniqueIndex'
      ? relationKey({ schema: table.schema, name: name! })
      : name === undefined && kind === 'primaryKey'
        ? key('primaryKey', table)
        : constraintKey(table, name ?? ''),
  ],
});

/** The key over these columns in any order; else a new one, the tenant column first. */
export function referencedKey(
  target: Relation,
  columns: readonly string[],
  names: ConstraintNames,
): Referenced {
  const wanted = columns.toSorted().join('\0');
  const there = target.uniqueKeys.find(
    (one) => mayBeReferenced(one) && one.columns.toSorted().join('\0') === wanted,
  );
  if (there) return { columns: there.columns, need: needOf(target, there), text: undefined };
  const name = names.take(target.name, columns, 'key');
  return {
    columns,
    need: { keys: [constraintKey(target.name, name)] },
    text: `CONSTRAINT ${quoteIdentifier(name)} UNIQUE (${list(columns)})`,
  };
}

/** https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES */
const ACTIONS: Readonly<Record<string, string>> = {
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

/** The dump's actions: RESTRICT here would forbid what its CASCADE allows. They never set the tenant column. */
function actionsOf({ columns, node }: ForeignKey): string {
  const { fk_upd_action: update = 'a', fk_del_action: remove = 'a', fk_del_set_cols: named } = node;
  const set = strings(named).length > 0 ? strings(named) : columns;
  const only = remove === 'n' || remove === 'd' ? ` (${list(set)})` : '';
  return [
    ACTIONS[update] ? ` ON UPDATE ${ACTIONS[update]}` : '',
    ACTIONS[remove] ? ` ON DELETE ${ACTIONS[remove]}${only}` : '',
    node.deferrable ? ' DEFERRABLE' : '',
    node.initdeferred ? ' INITIALLY DEFERRED' : '',
    node.skip_validation ? ' NOT VALID' : '',
  ].join('');
}

/**
 * The tenant column first, even if the referenced key has another order: PostgreSQL only requires the same columns.
 * MATCH SIMPLE even next to MATCH FULL, which would require NULL in all columns or none, including the tenant's.
 */
export function foreignKeyText(
  foreignKey: ForeignKey,
  name: string,
  pairs: readonly Pair[],
  partitioned: boolean,
): string {
  const [own, other] = [pairs.map(({ from }) => from), pairs.map(({ to }) => to)];
  return `ALTER TABLE ${partitioned ? '' : 'ONLY '}${quoteName(foreignKey.table)} ADD CONSTRAINT ${quoteIdentifier(name)} FOREIGN KEY (${list(own)}) REFERENCES ${quoteName(foreignKey.to)}(${list(other)})${actionsOf(foreignKey)}`;
}
