/** ALTER TABLE with one action, as pg_dump writes it, and the names and ranks of objects that belong to a table. */
import {
  type AlterTableCmd,
  type AlterTableType,
  type Constraint,
  type ConstrType,
  nodeOf,
  type Tree,
} from '../../grammar.js';
import { type Name, quoteName, relationName } from '../../catalog/names.js';
import { type Key, key, type Need, placed, type SchemaObject } from '../../catalog/object.js';
import { remembered } from '../../catalog/remembered.js';
import type { Statement } from '../../catalog/statement.js';

export interface TableAction {
  /** The altered table, view, index or sequence. */
  readonly table: Name;
  readonly command: AlterTableCmd;
  readonly action: AlterTableType | undefined;
  readonly objectType: string;
}

/** `AT_AddConstraint`: the action of an ALTER TABLE, which determines its kind. */
export function actionOf(tree: Tree): AlterTableType | undefined {
  if (tree.type !== 'AlterTableStmt') return undefined;
  const [first] = tree.node.cmds ?? [];
  return first && 'AlterTableCmd' in first ? first.AlterTableCmd.subtype : undefined;
}

/** The only action of an ALTER TABLE (INDEX, VIEW, SEQUENCE …); those with several actions were split before. */
export const tableAction = (statement: Statement): TableAction | undefined =>
  statement.tree?.type === 'AlterTableStmt' ? actionIn(statement) : undefined;

/** Cached: guards, order and facts read the same statements. */
const actionIn = remembered((statement: Statement): TableAction | undefined => {
  const alter = nodeOf(statement, 'AlterTableStmt');
  const [first, second] = alter.cmds ?? [];
  if (!first || second || !('AlterTableCmd' in first)) return undefined;
  const command = first.AlterTableCmd;
  return {
    table: placed(relationName(alter.relation), statement),
    command,
    action: command.subtype,
    objectType: alter.objtype ?? '',
  };
});

/** The constraint of an ADD CONSTRAINT of this type. */
export function addedConstraint(
  statement: Statement,
  type: ConstrType,
): { table: Name; constraint: Constraint; name: string } | undefined {
  const found = tableAction(statement);
  if (found?.action !== 'AT_AddConstraint' || !found.command.def || !('Constraint' in found.command.def))
    return undefined;
  const constraint = found.command.def.Constraint;
  if (constraint.contype !== type || constraint.conname === undefined) return undefined;
  return { table: found.table, constraint, name: constraint.conname };
}

/** A constraint's key, by its table and name. */
export const constraintKey = (table: Name, name: string): Key => key('constraint', within(table, name));

/** A name that is unique within a table: a constraint, trigger, policy or column. */
export const within = (table: Name, name: string): Name => ({
  schema: table.schema,
  name: `${table.name}\0${name}`,
});

export const relationKey = (name: Name): Key => key('relation', name);

/** Ranks of objects that are printed with their table, in that order. */
export const ranks = {
  ownedSequence: -1,
  partition: 1,
  column: 2,
  columnDefault: 3,
  constraint: 4,
  index: 5,
  indexAttach: 6,
  tableMark: 7,
  comment: 8,
  statistics: 9,
} as const;

/** ` on clinical.patients`, for the ids of a table's objects. */
export const onTable = (table: Name): string => ` on ${quoteName(table)}`;

/** The keys that a table constraint provides: its name, and its index. */
export function constraintProvides(table: Name, constraint: Constraint): Key[] {
  const name =
    constraint.conname ?? (constraint.contype === 'CONSTR_PRIMARY' ? `${table.name}_pkey` : undefined);
  if (name === undefined) return [];
  const indexed = ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION'].includes(constraint.contype ?? '');
  return [
    constraintKey(table, name),
    ...(indexed ? [relationKey({ schema: table.schema, name })] : []),
    ...(constraint.contype === 'CONSTR_PRIMARY' ? [key('primaryKey', table)] : []),
  ];
}

/**
 * Places constraints and indexes that pg_dump adds to a partitioned table after its partitions: otherwise ATTACH would
 * create its own child indexes, and reject a child without the constraint.
 */
export const afterPartitions = (table: SchemaObject['name']): Need[] => [
  { keys: [key('partitions', table)] },
];
