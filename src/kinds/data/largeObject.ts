/**
 * SELECT pg_catalog.lo_create('16384')  →  DO … IF it is missing, and this is one transaction THEN PERFORM lo_create(…)
 * SELECT pg_catalog.lowrite(0, '\x…')   →  DO … IF this is one transaction THEN PERFORM lowrite(0, '\x…')
 * Before PostgreSQL 16 even a read-only transaction can create large objects, so the block checks itself. ALTER LARGE
 * OBJECT and the like stay unchanged. A large object is data; in another database its number may be in use.
 * https://www.postgresql.org/docs/current/lo-funcs.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { tokens } from '../../source/tokens.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { isMarked } from './mark.js';
import { selectedCall } from '../session/setting.js';

export const largeObject: Kind<
  'largeObject',
  'SelectStmt' | 'AlterOwnerStmt' | 'CommentStmt' | 'GrantStmt' | 'SecLabelStmt'
> = {
  name: 'largeObject',
  label: 'large object',
  family: 'none',
  headings: ['ACL', 'BLOB', 'BLOBS', 'BLOB COMMENTS', 'BLOB METADATA', 'COMMENT', 'SECURITY LABEL'],
  unique: false,
  leftOut: { as: 'data', why: 'table data: a large object' },
  nodes: ['SelectStmt', 'AlterOwnerStmt', 'CommentStmt', 'GrantStmt', 'SecLabelStmt'],
  read(statement) {
    const call = selectedCall(statement);
    const { type, node } = statement.tree;
    const isOne =
      call || type === 'SelectStmt'
        ? /^lo_|^lowrite$|^loread$/.test(call?.name ?? '')
        : (type === 'AlterOwnerStmt' ? node.objectType : node.objtype) === 'OBJECT_LARGEOBJECT';
    if (!isOne) return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: call?.args[0] ?? '' },
      section: 'Others',
      // Each write goes into the large object that was opened before it.
      order: String(statement.raw.index).padStart(8, '0'),
      group: 'large objects',
      needs: [],
    });
  },
  guard({ sql, statement }) {
    const call = selectedCall(statement);
    if (!call) return { sql };
    const [oid] = call.args;
    const perform = `PERFORM${sql.slice(tokens(sql, 1)[0]!.end)}`;
    return call.name === 'lo_create' && oid !== undefined
      ? {
          sql: perform,
          when: { ...unless('pg_largeobject_metadata', `oid = ${quoteLiteral(oid)}`), and: isMarked },
        }
      : { sql: perform, when: isMarked };
  },
};
