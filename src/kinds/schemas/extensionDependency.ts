/**
 * ALTER FUNCTION core.f() DEPENDS ON EXTENSION citext: repeatable unchanged
 * ALTER INDEX core.i DEPENDS ON EXTENSION citext  →  DO … IF NOT EXISTS (its row of pg_depend): it locks the index
 * https://www.postgresql.org/docs/current/sql-alterfunction.html
 */
import { quoteLiteral, relationName, strings } from '../../catalog/names.js';
import { key, type Key, placed, placedName } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { relationKey, within } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { targetOf } from '../base/target.js';
import { nodeOf } from '../../grammar.js';

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
};
