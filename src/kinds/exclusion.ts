/**
 * ALTER TABLE … ADD CONSTRAINT x EXCLUDE USING gist (…)  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { afterPartitions, constraintKind } from './constraint.js';

export const exclusion = constraintKind({
  name: 'exclusion',
  label: 'exclusion constraint',
  type: 'CONSTR_EXCLUSION',
  section: 'Tables',
  needs: afterPartitions,
});
