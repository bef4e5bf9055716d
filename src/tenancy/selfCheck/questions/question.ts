/**
 * The self-check is one query: CTEs with facts about the database, then questions, whose rows are the findings.
 * https://www.postgresql.org/docs/current/queries-with.html
 */
import { quoteLiteral } from '../../../catalog/names.js';

/** A CTE of WITH: `name AS (query)` with a comment above. */
export interface Part {
  /** Includes the column names if the query has none: `exempt (relation, why)`. */
  readonly name: string;
  readonly comment: string;
  readonly query: string;
}

/**
 * A CTE that selects findings: `subject` (what is open), `problem`, `cure` (what to do) as text, and `fails`, false
 * where nothing is open yet, so that it is only a warning.
 */
export type Question = Part;

/** `'a', 'b'` as an array of text. */
export const textArray = (values: readonly string[]): string =>
  values.length === 0 ? 'ARRAY[]::text[]' : `ARRAY[${values.map(quoteLiteral).join(', ')}]`;

/** A CTE of literal rows, one per line; without rows, a query that returns none. */
export function list(
  name: string,
  columns: readonly string[],
  comment: string,
  rows: readonly (readonly string[])[],
): Part {
  const none = `SELECT ${columns.map(() => 'NULL::text').join(', ')} WHERE false`;
  const lines = rows.map((row) => `(${row.map(quoteLiteral).join(', ')})`);
  const query = rows.length === 0 ? none : `VALUES\n${lines.join(',\n')}`;
  return { name: `${name} (${columns.join(', ')})`, comment, query };
}

/** Lines of a multi-line literal stay unchanged. */
function indented(text: string, by: string): string {
  let inLiteral = false;
  return text
    .split('\n')
    .map((line) => {
      const out = inLiteral ? line : `${by}${line}`;
      if ((line.split("'").length - 1) % 2 === 1) inLiteral = !inLiteral;
      return out;
    })
    .join('\n');
}

export const partText = ({ name, comment, query }: Part): string => {
  const [head, body] = query.startsWith('VALUES\n')
    ? ['VALUES', query.slice('VALUES\n'.length)]
    : ['', query];
  return `  -- ${comment}\n  ${name} AS (${head}\n${indented(body, '    ')}\n  )`;
};
