/**
 * ALTER TABLE … ADD CONSTRAINT x FOREIGN KEY …  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * A separate section after all tables allows tables to be in alphabetical order.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { alterForeignKey } from './alterConstraint.js';
import { constraintKind } from './constraint.js';

export const foreignKey = constraintKind({
  name: 'foreignKey',
  label: 'foreign key',
  plural: 'foreign keys',
  headings: ['FK CONSTRAINT'],
  unique: true,
  type: 'CONSTR_FOREIGN',
  section: 'Foreign keys',
  alter: alterForeignKey,
});
