/** A row as texts, by the output functions of its types: casts to text may be anybody's. */
import { quoted } from '../../sql/names.js';

export const textOf = (column: string): string =>
  `CASE WHEN pg_catalog.num_nulls(${quoted(column)}) = 0 THEN pg_catalog.format('%s', ${quoted(column)}) END`;

export const textsOf = (columns: readonly string[]): string =>
  columns.length === 0
    ? `'{}'::pg_catalog.text[]`
    : `ARRAY[${columns.map(textOf).join(', ')}]::pg_catalog.text[]`;
