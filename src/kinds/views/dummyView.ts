/**
 * CREATE VIEW core.v AS SELECT NULL::integer AS id  →  DO … IF to_regclass('core.v') IS NULL
 * pg_dump writes one for views in a cycle, and replaces it at the end. Created only if missing: a second run must not
 * replace a view in use.
 * https://www.postgresql.org/docs/current/sql-createview.html
 */
import type { Node, SelectStmt, ViewStmt } from '../../grammar.js';
import { relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { relationKey } from '../base/alterTable.js';
import { noRelation } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

/** NULL::type, optionally with a collation. */
function isTypedNull(node: Node | undefined): boolean {
  if (node && 'CollateClause' in node) return isTypedNull(node.CollateClause.arg);
  return (
    node !== undefined &&
    'TypeCast' in node &&
    node.TypeCast.arg !== undefined &&
    'A_Const' in node.TypeCast.arg &&
    node.TypeCast.arg.A_Const.isnull === true
  );
}

/** `SELECT NULL::a AS x, NULL::b AS y` and nothing else. */
export function isDummy({ query }: ViewStmt): boolean {
  if (!query || !('SelectStmt' in query)) return false;
  const { targetList = [], fromClause, whereClause, op, valuesLists } = query.SelectStmt as SelectStmt;
  const plain = !fromClause && !whereClause && !valuesLists && (op === undefined || op === 'SETOP_NONE');
  // A view without columns has a dummy without columns.
  return plain && targetList.every((t) => 'ResTarget' in t && isTypedNull(t.ResTarget.val));
}

export const dummyView: Kind<'dummyView', 'ViewStmt'> = {
  name: 'dummyView',
  label: 'dummy view',
  family: 'none',
  headings: ['VIEW'],
  unique: false,
  spellsRows: true,
  nodes: ['ViewStmt'],
  read(statement) {
    const stmt = statement.tree.node;
    if (!isDummy(stmt)) return undefined;
    const name = placed(relationName(stmt.view), statement);
    return describe(this, statement, {
      name,
      section: 'Views',
      provides: [key('dummy', name), relationKey(name), key('type', name)],
      announces: relationKey(name),
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noRelation(name) }),
  // It exists only until the view replaces it.
  drop: () => [],
  alter: () => ({ steps: [] }),
};
