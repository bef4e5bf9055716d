/**
 * ALTER TABLE … ADD CONSTRAINT x PRIMARY KEY (id)  →  DO … IF NOT EXISTS (a primary key of any name)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { alterKey } from './alterConstraint.js';
import { constraintKind } from './constraint.js';
import { unless } from '../base/kind.js';
import { afterPartitions } from '../base/alterTable.js';

export const primaryKey = constraintKind({
  name: 'primaryKey',
  label: 'primary key',
  headings: ['CONSTRAINT'],
  unique: true,
  stored: true,
  type: 'CONSTR_PRIMARY',
  section: 'Tables',
  needs: afterPartitions,
  missing: (table) => unless('pg_constraint', `conrelid = ${table}`, `contype = 'p'`),
  alter: alterKey,
});
