/**
 * COMMENT ON TABLE core.visits IS '…', repeatable as it stands; on an extension only where the runner owns it.
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import type { CommentStmt } from '../grammar.js';
import { quoteLiteral } from '../catalog/names.js';
import { ranks } from './alterTable.js';
import { describe, type Kind, where } from './kind.js';
import { targetOf } from './target.js';

export const comment: Kind = {
  name: 'comment',
  label: 'comment on',
  nodes: ['CommentStmt'],
  read(statement) {
    const { objtype, object } = statement.tree!.node as CommentStmt;
    const target = targetOf(objtype, object, statement);
    if (!target) return undefined;
    const described = describe(this, statement, {
      name: target.name,
      section: 'Others',
      parent: target.key,
      rank: ranks.comment,
      order: target.column === undefined ? '0' : `1${target.column}`,
      needs: [{ keys: [target.key] }],
    });
    return { ...described, id: `comment on ${target.label}` };
  },
  guard({ sql, statement, name }) {
    const { objtype } = statement.tree!.node as CommentStmt;
    if (objtype !== 'OBJECT_EXTENSION') return { sql };
    // Extensions are often installed by an administrator, and only their owner may comment on them.
    return {
      sql,
      when: where('pg_extension', `extname = ${quoteLiteral(name.name)}`, `pg_has_role(extowner, 'USAGE')`),
    };
  },
};
