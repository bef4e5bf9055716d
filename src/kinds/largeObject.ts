/**
 * SELECT pg_catalog.lo_create('16384'), lowrite, ALTER LARGE OBJECT …: a large object is data, and in another database its
 * number may be somebody else's.
 * https://www.postgresql.org/docs/current/lo-funcs.html
 */
import type { AlterOwnerStmt, CommentStmt, GrantStmt, SecLabelStmt } from '../grammar.js';
import { describe, type Kind } from './kind.js';
import { selectedCall } from './setting.js';

export const largeObject: Kind = {
  name: 'largeObject',
  label: 'large object',
  nodes: ['SelectStmt', 'AlterOwnerStmt', 'CommentStmt', 'GrantStmt', 'SecLabelStmt'],
  read(statement) {
    const call = selectedCall(statement);
    const { objtype, objectType } = statement.tree!.node as CommentStmt &
      GrantStmt &
      SecLabelStmt &
      AlterOwnerStmt;
    const isOne = call
      ? /^lo_|^lowrite$|^loread$/.test(call.name)
      : [objtype, objectType].includes('OBJECT_LARGEOBJECT');
    if (!isOne) return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: call?.args[0] ?? '' },
      section: 'Others',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
