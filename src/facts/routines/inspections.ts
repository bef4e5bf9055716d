/** Routines that read constraints from the catalogs: their behaviour depends on these. */
import type { Catalog } from '../../catalog/catalog.js';
import { namesIn } from './levels.js';
import { hasBody } from '../../kinds/is.js';

/** https://www.postgresql.org/docs/current/information-schema.html */
const CATALOGS = [
  'pg_constraint',
  'pg_get_constraintdef',
  'table_constraints',
  'referential_constraints',
  'key_column_usage',
  'constraint_column_usage',
  'constraint_table_usage',
];

/** Id of the first such routine; undefined without one. */
export const inspecting = ({ objects }: Catalog): string | undefined =>
  objects
    .filter((object) => {
      const { text } = object.statement;
      if (!hasBody(object)) return false;
      if (!CATALOGS.some((name) => text.toLowerCase().includes(name))) return false;
      const names = namesIn(text);
      return CATALOGS.some((name) => names.has(name));
    })
    .map(({ id }) => id)
    .toSorted()[0];
