/**
 * ALTER TABLE … ADD CONSTRAINT x EXCLUDE USING gist (…)  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { alterKey } from './alterConstraint.js';
import { constraintKind } from './constraint.js';
import { afterPartitions } from '../base/alterTable.js';

export const exclusion = constraintKind({
  name: 'exclusion',
  label: 'exclusion constraint',
  headings: ['CONSTRAINT'],
  unique: true,
  expressions: { label: 'exclusion constraint', run: 'build' },
  stored: true,
  type: 'CONSTR_EXCLUSION',
  section: 'Tables',
  needs: afterPartitions,
  alter: alterKey,
});
