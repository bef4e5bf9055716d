/**
 * CREATE TRIGGER x …             →  DO … IF no trigger has this definition: CREATE OR REPLACE TRIGGER x … (since 14;
 *                                   before that, DROP and CREATE)
 * CREATE CONSTRAINT TRIGGER x …  →  DO … IF NOT EXISTS (its row of pg_trigger): it has no OR REPLACE
 * https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import { quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { onTable, within } from '../base/alterTable.js';
import { existing, step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { orReplace, regclass, without } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** The first version with CREATE OR REPLACE TRIGGER. */
const OR_REPLACE_SINCE = 14;

const triggered = (statement: Statement) =>
  placed(relationName(nodeOf(statement, 'CreateTrigStmt').relation), statement);

export const trigger: Kind<'trigger', 'CreateTrigStmt'> = {
  name: 'trigger',
  label: 'trigger',
  plural: 'triggers',
  family: 'none',
  headings: ['TRIGGER'],
  unique: true,
  ofTable: true,
  nodes: ['CreateTrigStmt'],
  read(statement) {
    const { trigname = '' } = statement.tree.node;
    const table = triggered(statement);
    return describe(this, statement, {
      name: { schema: table.schema, name: trigname },
      suffix: onTable(table),
      order: table.name,
      group: `triggers${onTable(table)}`,
      section: 'Triggers and rules',
      provides: [
        key('trigger', within(table, trigname)),
        key('triggerName', { schema: undefined, name: trigname }),
      ],
    });
  },
  guard({ sql, statement, name }, target, provided) {
    const { isconstraint } = nodeOf(statement, 'CreateTrigStmt');
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
    const plain = without(sql, 'OR', 'REPLACE');
    const when = unless(
      'pg_trigger',
      `tgrelid = ${regclass(table)}`,
      // OR REPLACE enables the trigger; another state in the file is set after it.
      ...(provided?.has(key('firing', within(table, name.name))) ? [] : [`tgenabled = 'O'`]),
      isWritten('pg_get_triggerdef(oid)', plain),
    );
    if (target.version >= OR_REPLACE_SINCE) return { sql: orReplace(sql), when };
    return {
      when,
      sql: `DROP TRIGGER IF EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(table)};\n${plain}`,
    };
  },
  drop({ statement, name }) {
    // IF EXISTS covers the table, too.
    return step(`DROP TRIGGER IF EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(triggered(statement))}`);
  },
  // Without `alter`: OR REPLACE enables a disabled trigger, whose state is an object that has not changed.
  isDefined: ({ sql, statement, name }) =>
    where(
      'pg_trigger',
      `tgrelid = ${existing(triggered(statement))}`,
      `tgname = ${quoteLiteral(name.name)}`,
      'NOT tgisinternal',
      isWritten('pg_get_triggerdef(oid)', without(sql, 'OR', 'REPLACE')),
    ),
};
