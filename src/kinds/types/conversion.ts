/**
 * CREATE CONVERSION core.u8_l1 …  →  DO … IF NOT EXISTS (its row of pg_conversion)
 * https://www.postgresql.org/docs/current/sql-createconversion.html
 */
import { nodeOf } from '../../grammar.js';
import { nameOf, quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { dropping, rowOf, selected } from '../base/dropped.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

export const conversion: Kind<'conversion', 'CreateConversionStmt'> = {
  name: 'conversion',
  label: 'conversion',
  family: 'none',
  headings: ['CONVERSION'],
  unique: true,
  noun: 'CONVERSION',
  nodes: ['CreateConversionStmt'],
  read(statement) {
    const { conversion_name, func_name } = statement.tree.node;
    const name = placedName(strings(conversion_name), statement);
    return describe(this, statement, {
      name,
      section: 'Routines that tables need',
      provides: [key('any', name)],
      alsoNeeds: [needOf('routine', strings(func_name), statement)],
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: unless('pg_conversion', inSchema('connamespace', name), `conname = ${quoteLiteral(name.name)}`),
  }),
  drop: dropping('CONVERSION'),
  isDefined({ name, statement }) {
    const stmt = nodeOf(statement, 'CreateConversionStmt');
    const encoding = (said = ''): string => `pg_char_to_encoding(${quoteLiteral(said)})`;
    return rowOf(
      'pg_conversion',
      'con',
      name,
      `conforencoding = ${encoding(stmt.for_encoding_name)}`,
      `contoencoding = ${encoding(stmt.to_encoding_name)}`,
      `conproc IN (${selected(rowOf('pg_proc', 'pro', nameOf(strings(stmt.func_name))))})`,
      `condefault = ${stmt.def ?? false}`,
    );
  },
};
