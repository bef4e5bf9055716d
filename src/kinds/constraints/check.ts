/**
 * ALTER TABLE … ADD CONSTRAINT x CHECK (…) NOT VALID  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * Stays outside its table: pg_dump separates a CHECK only if it is not valid, not enforced, or in a cycle.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { alterCheck } from './alterConstraint.js';
import { constraintKind } from './constraint.js';
import { afterPartitions } from '../base/alterTable.js';

export const check = constraintKind({
  name: 'check',
  label: 'check constraint',
  headings: ['CHECK CONSTRAINT'],
  unique: true,
  expressions: { label: 'check', run: 'build' },
  spellsRows: true,
  type: 'CONSTR_CHECK',
  section: 'Tables',
  needs: afterPartitions,
  alter: alterCheck,
});
