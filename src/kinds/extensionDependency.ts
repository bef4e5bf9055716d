/**
 * ALTER FUNCTION core.f() DEPENDS ON EXTENSION citext, repeatable as it stands.
 * https://www.postgresql.org/docs/current/sql-alterfunction.html
 */
import type { AlterObjectDependsStmt } from '../grammar.js';
import { strings } from '../catalog/names.js';
import { placedName } from '../catalog/object.js';
import { placed } from '../catalog/object.js';
import { relationName } from '../catalog/names.js';
import { needKey } from '../catalog/references.js';
import { key, type Key } from '../catalog/object.js';
import { relationKey, within } from './alterTable.js';
import { describe, type Kind } from './kind.js';
import { targetOf } from './target.js';

export const extensionDependency: Kind = {
  name: 'extensionDependency',
  label: 'extension dependency of',
  nodes: ['AlterObjectDependsStmt'],
  read(statement) {
    const { objectType, relation, object, extname } = statement.tree!.node as AlterObjectDependsStmt;
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
  guard: ({ sql }) => ({ sql }),
};
