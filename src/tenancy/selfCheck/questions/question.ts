/**
 * The self-check is one query: facts about the database, then questions, each a part of its own, whose answers are the findings.
 * https://www.postgresql.org/docs/current/queries-with.html
 */
import { quoteLiteral } from '../../../catalog/names.js';

/** A part of WITH: `name AS (query)` under a comment. */
export interface Part {
  /** Its columns too, where they have no names of their own: `exempt (relation, why)`. */
  readonly name: string;
  readonly comment: string;
  readonly query: string;
}

/**
 * A part that selects findings: `subject` (what is open), `problem`, `cure` (what to do) as text, and `fails`, false where nothing
 * is open yet, so that a warning is enough.
 */
export type Question = Part;

/** `'a', 'b'` as an array of text. */
export const textArray = (values: readonly string[]): string =>
  values.length === 0 ? 'ARRAY[]::text[]' : `ARRAY[${values.map(quoteLiteral).join(', ')}]`;

/** A part of literal rows, a row a line; a list without rows is a query that finds none. */
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

/** What stands in a literal of several lines stays as it is. */
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
