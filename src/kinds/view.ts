/**
 * CREATE VIEW core.open_visits AS …  →  CREATE OR REPLACE VIEW core.open_visits AS …
 * https://www.postgresql.org/docs/current/sql-createview.html
 */
import type { ViewStmt } from '../grammar.js';
import { relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import { relationKey } from './alterTable.js';
import { isDummy } from './dummyView.js';
import { orReplace } from './edit.js';
import { describe, type Kind } from './kind.js';

export const view: Kind = {
  name: 'view',
  label: 'view',
  nodes: ['ViewStmt'],
  read(statement) {
    const stmt = statement.tree!.node as ViewStmt;
    if (isDummy(stmt)) return undefined;
    const name = placed(relationName(stmt.view), statement);
    return describe(this, statement, {
      name,
      section: 'Views',
      provides: [relationKey(name), key('type', name)],
      alsoNeeds: [{ keys: [key('dummy', name)] }],
    });
  },
  guard: ({ sql }) => ({ sql: orReplace(sql) }),
};
