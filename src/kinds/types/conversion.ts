/**
 * CREATE CONVERSION core.u8_l1 …  →  DO … IF NOT EXISTS (its row of pg_conversion)
 * https://www.postgresql.org/docs/current/sql-createconversion.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { dropping } from '../base/dropped.js';
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
};
