/**
 * CREATE FOREIGN TABLE core.rates (…) SERVER x  →  CREATE FOREIGN TABLE IF NOT EXISTS core.rates (…) SERVER x
 * https://www.postgresql.org/docs/current/sql-createforeigntable.html
 */
import { relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { relationKey } from '../base/alterTable.js';
import { dropping } from '../base/dropped.js';
import { ifNotExists } from '../base/edit.js';
import { alterForeignTable } from './columns.js';
import { describe, type Kind } from '../base/kind.js';

export const foreignTable: Kind<'foreignTable', 'CreateForeignTableStmt'> = {
  name: 'foreignTable',
  label: 'foreign table',
  plural: 'foreign tables',
  family: 'table',
  headings: ['FOREIGN TABLE'],
  unique: true,
  noun: 'FOREIGN TABLE',
  unprotected: true,
  credentials: true,
  nodes: ['CreateForeignTableStmt'],
  read(statement) {
    const { base, servername = '' } = statement.tree.node;
    const name = placed(relationName(base?.relation), statement);
    const parents = (base?.inhRelations ?? []).flatMap((n) =>
      'RangeVar' in n ? [placed(relationName(n.RangeVar), statement)] : [],
    );
    return describe(this, statement, {
      name,
      section: 'Tables',
      provides: [
        relationKey(name),
        key('type', name),
        ...(base?.partbound ? parents.map((p) => key('partitions', p)) : []),
      ],
      alsoNeeds: [needKey('server', servername)],
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'TABLE') }),
  drop: dropping('FOREIGN TABLE'),
  alter: alterForeignTable,
};
