/** Rows as lists without an order. */

/** A row's values, as text. */
export type Values = readonly (string | null)[];

export interface RowProblem {
  readonly table: string;
  /** Rows of before that are not there, and rows that were not. */
  readonly lost: number;
  readonly unexpected: number;
  /** `the values of column notes`, `the row {"id":"1"}`. */
  readonly what: string;
}

export function difference(
  wanted: readonly Values[],
  there: readonly Values[],
  columns: readonly string[],
): Omit<RowProblem, 'table'> | undefined {
  const left = new Map<string, number>();
  for (const row of there) left.set(JSON.stringify(row), (left.get(JSON.stringify(row)) ?? 0) + 1);
  const lost = wanted.filter((row) => {
    const key = JSON.stringify(row);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
  const extra = [...left].filter(([, count]) => count > 0);
  const unexpected = extra.reduce((sum, [, count]) => sum + count, 0);
  const shown = lost[0] ?? (extra[0] && (JSON.parse(extra[0][0]) as Values));
  if (!shown) return undefined;
  const row = JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, shown[at]])));
  return { lost: lost.length, unexpected, what: `the row ${row}` };
}
