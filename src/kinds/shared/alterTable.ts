/** ALTER TABLE with one action, as pg_dump writes it; what stands with a table starts here. */
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
  /** The table, view, index or sequence that is altered. */
  readonly table: Name;
  readonly command: AlterTableCmd;
  readonly action: AlterTableType | undefined;
  readonly objectType: string;
}

/** `AT_AddConstraint`: by what an ALTER TABLE does it finds its kind. */
export function actionOf(tree: Tree): AlterTableType | undefined {
  if (tree.type !== 'AlterTableStmt') return undefined;
  const [first] = tree.node.cmds ?? [];
  return first && 'AlterTableCmd' in first ? first.AlterTableCmd.subtype : undefined;
}

/** The one action of an ALTER TABLE (INDEX, VIEW, SEQUENCE …); statements with several were split before. */
export const tableAction = (statement: Statement): TableAction | undefined =>
  statement.tree?.type === 'AlterTableStmt' ? actionIn(statement) : undefined;

/** Guards, order and facts ask for the same statements. */
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

/** A constraint is known by its table and its own name. */
export const constraintKey = (table: Name, name: string): Key => key('constraint', within(table, name));

/** A name inside a table's: its constraints, triggers, policies and columns. */
export const within = (table: Name, name: string): Name => ({
  schema: table.schema,
  name: `${table.name}\0${name}`,
});

export const relationKey = (name: Name): Key => key('relation', name);

/** Ranks of what stands with a table, in the order of its block. */
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

/** ` on clinical.patients`: for the ids of what a table holds. */
export const onTable = (table: Name): string => ` on ${quoteName(table)}`;

/** What a constraint of a table provides: its name, and the index behind it. */
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
 * What pg_dump gives a partitioned table apart from its CREATE comes after its partitions: ATTACH would build child indexes
 * of its own, and refuse a child that lacks the constraint.
 */
export const afterPartitions = (table: SchemaObject['name']): Need[] => [
  { keys: [key('partitions', table)] },
];
