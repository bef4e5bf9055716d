/**
 * CREATE MATERIALIZED VIEW core.m AS … WITH NO DATA  →  CREATE MATERIALIZED VIEW IF NOT EXISTS core.m AS … WITH NO DATA
 * https://www.postgresql.org/docs/current/sql-creatematerializedview.html
 */
import { relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { relationKey } from '../base/alterTable.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

export const materializedView: Kind<'materializedView', 'CreateTableAsStmt'> = {
  name: 'materializedView',
  label: 'materialized view',
  plural: 'materialized views',
  family: 'view',
  headings: ['MATERIALIZED VIEW'],
  unique: true,
  noun: 'MATERIALIZED VIEW',
  spellsRows: true,
  queries: 'read',
  stored: true,
  unprotected: true,
  nodes: ['CreateTableAsStmt'],
  read(statement) {
    const { objtype, into } = statement.tree.node;
    if (objtype !== 'OBJECT_MATVIEW') return undefined;
    const name = placed(relationName(into?.rel), statement);
    return describe(this, statement, {
      name,
      section: 'Views',
      provides: [relationKey(name), key('type', name)],
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'VIEW') }),
};
