/** Expressions that PostgreSQL plans when it makes an object, and not only when a row is written. */
import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, IndexStmt, Node } from '../../grammar.js';

const constraintsOf = ({ constraints = [] }: ColumnDef, wanted: (type: string) => boolean): Constraint[] =>
  constraints.flatMap((one) =>
    'Constraint' in one && wanted(one.Constraint.contype ?? '') ? [one.Constraint] : [],
  );

/** Generated columns, and what rows are distributed by; a CHECK or DEFAULT of a new table is read with its first row. */
const ofTable = ({ tableElts = [], partspec }: CreateStmt): unknown[] => [
  ...tableElts.flatMap((one) =>
    'ColumnDef' in one ? constraintsOf(one.ColumnDef, (type) => type === 'CONSTR_GENERATED') : [],
  ),
  partspec,
];

/** A constraint is checked, a new column filled, in the rows that are there, even where there are none. */
function ofAction({ def }: AlterTableCmd): unknown[] {
  if (!def) return [];
  if ('Constraint' in def) return def.Constraint.skip_validation ? [] : [def.Constraint];
  return 'ColumnDef' in def ? constraintsOf(def.ColumnDef, () => true) : [];
}

/** @param node a statement of libpg-query, and its type */
export function plannedIn(type: string, node: object): unknown[] {
  switch (type) {
    case 'CreateStmt':
      return ofTable(node as CreateStmt);
    case 'IndexStmt': {
      const { indexParams, whereClause } = node as IndexStmt;
      return [indexParams, whereClause];
    }
    case 'AlterTableStmt': {
      const { cmds = [] } = node as { cmds?: Node[] };
      return cmds.flatMap((one) => ('AlterTableCmd' in one ? ofAction(one.AlterTableCmd) : []));
    }
    default:
      return [];
  }
}
