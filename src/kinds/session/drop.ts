/**
 * DROP TABLE IF EXISTS core.visits, ALTER TABLE … DROP CONSTRAINT x: the drop section of pg_dump --clean.
 * https://www.postgresql.org/docs/current/app-pgdump.html
 */
import type { Key } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { constraintKey, relationKey, tableAction } from '../base/alterTable.js';
import { targetOf } from '../base/target.js';
import { masked } from '../../secrets.js';
import { describe, type Kind } from '../base/kind.js';

const NODES = [
  'DropStmt',
  'DropRoleStmt',
  'DropOwnedStmt',
  'DropUserMappingStmt',
  'DropSubscriptionStmt',
  'TruncateStmt',
] as const;
const ACTIONS = [
  'AT_DropConstraint',
  'AT_ColumnDefault',
  'AT_DropIdentity',
  'AT_DetachPartition',
  'AT_DropInherit',
  'AT_DropColumn',
] as const;

type Node = (typeof NODES)[number] | (typeof ACTIONS)[number] | 'AlterDomainStmt';

/** The keys of the dropped object, or of the constraint or column of a table. */
export function droppedKeys(statement: Statement): Key[] {
  const found = tableAction(statement);
  if (found) {
    const { table, command, action } = found;
    return action === 'AT_DropConstraint' ? [constraintKey(table, command.name ?? '')] : [relationKey(table)];
  }
  if (statement.tree?.type !== 'DropStmt') return [];
  const { objects = [], removeType } = statement.tree.node;
  return objects.flatMap((node) => targetOf(removeType, node, statement)?.key ?? []);
}

export const drop: Kind<'drop', Node> = {
  name: 'drop',
  label: 'drop',
  family: 'none',
  headings: [],
  unique: false,
  nodes: [...NODES, ...ACTIONS, 'AlterDomainStmt'],
  read(statement) {
    const found = tableAction(statement);
    if (found?.action === 'AT_ColumnDefault' && found.command.def) return undefined;
    const { tree } = statement;
    if (tree.type === 'AlterDomainStmt' && tree.node.subtype !== 'X') return undefined;
    if (tree.type === 'AlterTableStmt' && !found) return undefined;
    const what = masked(statement.text).replace(/\s+/g, ' ').slice(0, 80);
    return {
      ...describe(this, statement, { name: { schema: undefined, name: what }, section: 'Others', needs: [] }),
      id: what,
    };
  },
  guard: ({ sql }) => ({ sql }),
};
