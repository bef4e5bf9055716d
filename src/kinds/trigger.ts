/**
 * CREATE TRIGGER x …             →  CREATE OR REPLACE TRIGGER x … (14), before that DROP and CREATE in one block
 * CREATE CONSTRAINT TRIGGER x …  →  DO … IF NOT EXISTS (its row of pg_trigger), for it has no OR REPLACE
 * https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import type { CreateTrigStmt } from '../grammar.js';
import { quoteIdentifier, quoteLiteral, quoteName, relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import { onTable, within } from './alterTable.js';
import { orReplace, regclass, without } from './edit.js';
import { describe, type Kind, unless } from './kind.js';

/** CREATE OR REPLACE TRIGGER came with this version. */
const OR_REPLACE_SINCE = 14;

const triggered = (statement: Statement) =>
  placed(relationName((statement.tree!.node as CreateTrigStmt).relation), statement);

export const trigger: Kind = {
  name: 'trigger',
  label: 'trigger',
  nodes: ['CreateTrigStmt'],
  read(statement) {
    const { trigname = '' } = statement.tree!.node as CreateTrigStmt;
    const table = triggered(statement);
    return describe(this, statement, {
      name: { schema: table.schema, name: trigname },
      suffix: onTable(table),
      order: table.name,
      section: 'Triggers and rules',
      provides: [
        key('trigger', within(table, trigname)),
        key('triggerName', { schema: undefined, name: trigname }),
      ],
    });
  },
  guard({ sql, statement, name }, target) {
    const { isconstraint } = statement.tree!.node as CreateTrigStmt;
    const table = triggered(statement);
    if (isconstraint) {
      return {
        sql,
        when: unless(
          'pg_trigger',
          `tgrelid = ${regclass(table)}`,
          `tgname = ${quoteLiteral(name.name)}`,
          'NOT tgisinternal',
        ),
      };
    }
    if (target.version >= OR_REPLACE_SINCE) return { sql: orReplace(sql) };
    return {
      sql: `DROP TRIGGER IF EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(table)};\n${without(sql, 'OR', 'REPLACE')}`,
    };
  },
};
