/**
 * ALTER TABLE ONLY core.visits ALTER COLUMN no SET DEFAULT …  →  DO … IF its default differs (its row of pg_attrdef)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { keyword, tokens } from '../../source/tokens.js';
import { onTable, ranks, relationKey, tableAction } from '../base/alterTable.js';
import { alterRelation, step, whereColumn } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { key } from '../../catalog/object.js';

/** The text after SET DEFAULT, which pg_dump gets from pg_get_expr(). */
function expressionOf(sql: string): string {
  const all = tokens(sql);
  const at = all.findIndex(
    (token, index) => keyword(sql, token) === 'SET' && keyword(sql, all[index + 1]) === 'DEFAULT',
  );
  return sql.slice(all[at + 1]!.end).trim();
}

export const columnDefault: Kind<'columnDefault', 'AT_ColumnDefault'> = {
  name: 'columnDefault',
  label: 'default',
  family: 'none',
  headings: ['DEFAULT'],
  unique: false,
  expressions: { label: 'default', run: 'write' },
  spellsRows: true,
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
      // ALTER TABLE ONLY sets it on the parent only: later partitions would inherit it.
      alsoNeeds: [{ keys: [key('partitions', table)] }],
    });
  },
  guard({ sql, statement }) {
    const { table, command } = tableAction(statement)!;
    const column = `SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = adrelid AND attname`;
    const own = [`adrelid = ${regclass(table)}`, `adnum = (${column} = ${quoteLiteral(command.name ?? '')})`];
    const expression = expressionOf(sql);
    // A column with DEFAULT NULL has no row.
    const when = /^NULL$/i.test(expression)
      ? where('pg_attrdef', ...own)
      : unless('pg_attrdef', ...own, `pg_get_expr(adbin, adrelid) = ${quoteLiteral(expression)}`);
    return { sql, when };
  },
  drop({ statement }) {
    const { table, command } = tableAction(statement)!;
    const column = quoteIdentifier(command.name ?? '');
    // The expression of a generated column has a row in pg_attrdef, too.
    return step(
      alterRelation(statement, `ALTER COLUMN ${column} DROP DEFAULT`),
      whereColumn(table, command.name ?? '', 'atthasdef', `attgenerated = ''`),
    );
  },
  alter: 'again',
};
