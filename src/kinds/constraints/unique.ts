/**
 * ALTER TABLE … ADD CONSTRAINT x UNIQUE (code)  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { alterKey } from './alterConstraint.js';
import { constraintKind } from './constraint.js';
import { afterPartitions } from '../base/alterTable.js';

export const unique = constraintKind({
  name: 'unique',
  label: 'unique constraint',
  headings: ['CONSTRAINT'],
  unique: true,
  stored: true,
  type: 'CONSTR_UNIQUE',
  section: 'Tables',
  needs: afterPartitions,
  alter: alterKey,
});
