/** Expressions that PostgreSQL plans when it creates an object, not only when a row is written. */
import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, IndexStmt, Node } from '../../grammar.js';

const constraintsOf = ({ constraints = [] }: ColumnDef, wanted: (type: string) => boolean): Constraint[] =>
  constraints.flatMap((one) =>
    'Constraint' in one && wanted(one.Constraint.contype ?? '') ? [one.Constraint] : [],
  );

/** Generated columns and partition keys; the CHECK or DEFAULT of a new table is planned with its first row. */
const ofTable = ({ tableElts = [], partspec }: CreateStmt): unknown[] => [
  ...tableElts.flatMap((one) =>
    'ColumnDef' in one ? constraintsOf(one.ColumnDef, (type) => type === 'CONSTR_GENERATED') : [],
  ),
  partspec,
];

/** Constraints and columns added to a table are planned at once, even where it has no rows. */
function ofAction({ def }: AlterTableCmd): unknown[] {
  if (!def) return [];
  if ('Constraint' in def) return def.Constraint.skip_validation ? [] : [def.Constraint];
  return 'ColumnDef' in def ? constraintsOf(def.ColumnDef, () => true) : [];
}

/** @param node the statement's node in libpg-query's tree */
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
