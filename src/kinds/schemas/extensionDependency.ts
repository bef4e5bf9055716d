/**
 * ALTER FUNCTION core.f() DEPENDS ON EXTENSION citext: repeatable unchanged
 * ALTER INDEX core.i DEPENDS ON EXTENSION citext  →  DO … IF NOT EXISTS (its row of pg_depend): it locks the index
 * https://www.postgresql.org/docs/current/sql-alterfunction.html
 */
import { quoteLiteral, relationName, strings } from '../../catalog/names.js';
import { key, type Key, placed, placedName } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { relationKey, within } from '../base/alterTable.js';
import { foundClass } from '../base/dropped.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, type RowCondition, unless, where } from '../base/kind.js';
import { targetOf } from '../base/target.js';
import { type AlterObjectDependsStmt, nodeOf } from '../../grammar.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Statement } from '../../catalog/statement.js';
import { describedRow } from './described.js';

/** The row of what depends on the extension. */
function dependent(stmt: AlterObjectDependsStmt, statement: Statement): RowCondition | undefined {
  const { objectType, relation, object } = stmt;
  if (!relation) return describedRow(objectType, object, statement);
  const oid = foundClass(placed(relationName(relation), statement));
  const own = object ? strings([object]).at(-1) : undefined;
  return own === undefined
    ? where('pg_class', `oid = ${oid}`)
    : where('pg_trigger', `tgrelid = ${oid}`, `tgname = ${quoteLiteral(own)}`);
}

/** `ALTER FUNCTION core.f() NO DEPENDS ON EXTENSION citext` */
function undone(text: string): string {
  const depends = tokens(text).findLast((token) => keyword(text, token) === 'DEPENDS')!;
  return `${text.slice(0, depends.start)}NO ${text.slice(depends.start)}`;
}

export const extensionDependency: Kind<'extensionDependency', 'AlterObjectDependsStmt'> = {
  name: 'extensionDependency',
  label: 'extension dependency of',
  family: 'none',
  headings: [],
  unique: false,
  about: true,
  nodes: ['AlterObjectDependsStmt'],
  read(statement) {
    const { objectType, relation, object, extname } = statement.tree.node;
    const extension = extname?.sval ?? '';
    let parent: Key;
    let name;
    if (relation) {
      name = placed(relationName(relation), statement);
      const own = object ? strings([object]).at(-1) : undefined;
      parent =
        objectType === 'OBJECT_TRIGGER' && own !== undefined
          ? key('trigger', within(name, own))
          : relationKey(name);
    } else {
      const target = targetOf(objectType, object, statement);
      name = target?.name ?? placedName([], statement);
      parent = target?.key ?? key('extension', { schema: undefined, name: extension });
    }
    return describe(this, statement, {
      name,
      suffix: ` on ${extension}`,
      section: 'Others',
      parent,
      rank: 1,
      order: `${extension}\0${statement.text}`,
      alsoNeeds: [needKey('extension', extension), { keys: [parent] }],
    });
  },
  guard({ sql, statement }) {
    const { relation, object, extname } = nodeOf(statement, 'AlterObjectDependsStmt');
    if (!relation || object) return { sql };
    const extension = quoteLiteral(extname?.sval ?? '');
    return {
      sql,
      when: unless(
        'pg_depend',
        `objid = ${regclass(placed(relationName(relation), statement))}`,
        `deptype = 'x'`,
        `refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = ${extension})`,
      ),
    };
  },
  drop({ statement }) {
    const stmt = nodeOf(statement, 'AlterObjectDependsStmt');
    const row = dependent(stmt, statement);
    if (!row) return [];
    const extension = `refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = ${quoteLiteral(stmt.extname?.sval ?? '')})`;
    const depends = `EXISTS (SELECT FROM pg_catalog.pg_depend WHERE objid = ${row.from}.oid AND deptype = 'x' AND ${extension})`;
    return [{ sql: undone(statement.text), when: { ...row, where: [...row.where, depends] } }];
  },
};
