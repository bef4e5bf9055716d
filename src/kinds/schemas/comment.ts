/**
 * COMMENT ON TABLE core.visits IS '…'  →  DO … IF its comment differs: COMMENT blocks VACUUM and others
 * All others are repeatable unchanged; on an extension only if the runner owns it.
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import { type CommentStmt, nodeOf, type ObjectType } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { keyword, tokens } from '../../source/tokens.js';
import { ranks } from '../base/alterTable.js';
import { digests, unlessColumn } from '../base/compared.js';
import { regclass } from '../base/edit.js';
import { type Condition, describe, type Kind, where } from '../base/kind.js';
import { type Target, targetOf } from '../base/target.js';
import { describedRow, saysNothing } from './described.js';

const RELATIONS: ReadonlySet<ObjectType | undefined> = new Set<ObjectType>([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_INDEX',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
]);

/** A comment with more characters, or several lines, is compared by its digest. */
const SHORT = 100;

/** Runs if the relation or its column has another comment, or none. */
function differs({ name, column }: Target, sql: string, { comment: text }: CommentStmt): Condition {
  const is = tokens(sql).find((token) => keyword(sql, token) === 'IS')!;
  const literal = sql.slice(is.end).trim();
  const short = text === undefined || (literal.length <= SHORT && !literal.includes('\n'));
  const pair = (said: string) => (short ? [said, literal] : digests(said, text));
  return column === undefined
    ? pair(`obj_description(${regclass(name)}, 'pg_class')`).join(' IS DISTINCT FROM ')
    : unlessColumn(name, column, pair('col_description(attrelid, attnum)').join(' IS NOT DISTINCT FROM '));
}

export const comment: Kind<'comment', 'CommentStmt'> = {
  name: 'comment',
  label: 'comment on',
  family: 'none',
  headings: ['COMMENT'],
  unique: false,
  about: true,
  prose: true,
  nodes: ['CommentStmt'],
  read(statement) {
    const { objtype, object } = statement.tree.node;
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
    const stmt = nodeOf(statement, 'CommentStmt');
    if (RELATIONS.has(stmt.objtype) || stmt.objtype === 'OBJECT_COLUMN')
      return { sql, when: differs(targetOf(stmt.objtype, stmt.object, statement)!, sql, stmt) };
    if (stmt.objtype !== 'OBJECT_EXTENSION') return { sql };
    // Often an administrator installs extensions, and only the owner can comment on one.
    return {
      sql,
      when: where('pg_extension', `extname = ${quoteLiteral(name.name)}`, `pg_has_role(extowner, 'USAGE')`),
    };
  },
  drop({ statement }) {
    const { objtype, object } = nodeOf(statement, 'CommentStmt');
    const row = describedRow(objtype, object, statement);
    if (!row) return [];
    const said =
      objtype === 'OBJECT_COLUMN'
        ? 'col_description(attrelid, attnum)'
        : `obj_description(oid, ${quoteLiteral(row.from.replace('pg_catalog.', ''))})`;
    const mine = objtype === 'OBJECT_EXTENSION' ? [`pg_has_role(extowner, 'USAGE')`] : [];
    const conditions = [...row.where, ...mine, `${said} IS NOT NULL`];
    return [{ sql: saysNothing(statement.text), when: { ...row, where: conditions } }];
  },
  alter: 'again',
};
