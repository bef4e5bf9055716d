/**
 * CREATE COLLATION core.german (…)  →  CREATE COLLATION IF NOT EXISTS core.german (…)
 * https://www.postgresql.org/docs/current/sql-createcollation.html
 */
import { strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { dropping } from '../base/dropped.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

export const collation: Kind<'collation', 'DefineStmt'> = {
  name: 'collation',
  label: 'collation',
  family: 'none',
  headings: ['COLLATION'],
  unique: true,
  noun: 'COLLATION',
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames } = statement.tree.node;
    if (kind !== 'OBJECT_COLLATION') return undefined;
    const name = placedName(strings(defnames), statement);
    return describe(this, statement, { name, section: 'Types', provides: [key('collation', name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'COLLATION') }),
  drop: dropping('COLLATION'),
};
