/**
 * ALTER TABLE ONLY core.visits ALTER COLUMN no SET DEFAULT …, repeatable as it stands.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { onTable, ranks, relationKey, tableAction } from './alterTable.js';
import { describe, type Kind } from './kind.js';
import { key } from '../catalog/object.js';

export const columnDefault: Kind = {
  name: 'columnDefault',
  label: 'default',
  nodes: ['AT_ColumnDefault'],
  read(statement) {
    const found = tableAction(statement);
    if (!found?.command.def) return undefined;
    const { table, command } = found;
    return describe(this, statement, {
      name: { schema: table.schema, name: command.name ?? '' },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.columnDefault,
      order: command.name ?? '',
      // ALTER TABLE ONLY sets it on the parent alone: partitions that come later would inherit it.
      alsoNeeds: [{ keys: [key('partitions', table)] }],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
