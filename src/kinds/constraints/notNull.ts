/**
 * ALTER TABLE … ADD CONSTRAINT x NOT NULL c NOT VALID  →  DO … IF NOT EXISTS (its row of pg_constraint); PostgreSQL 18
 * https://www.postgresql.org/docs/18/sql-altertable.html
 */
import { alterNotNull } from './alterConstraint.js';
import { constraintKind } from './constraint.js';
import { afterPartitions } from '../base/alterTable.js';

export const notNull = constraintKind({
  name: 'notNull',
  label: 'not-null constraint',
  headings: ['CONSTRAINT'],
  unique: false,
  type: 'CONSTR_NOTNULL',
  section: 'Tables',
  needs: afterPartitions,
  alter: alterNotNull,
});
