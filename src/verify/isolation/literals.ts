/** What columns are compared with in views, functions, policies, checks and indexes, by the name of the column. */
import type { Database } from '../engine.js';
import { OURS } from './relations.js';

/** Views first: what they show is asked for. */
const TEXTS = `
SELECT text FROM (
  SELECT 1 AS place, pg_get_viewdef(c.oid) AS text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND ${OURS}
  UNION ALL SELECT 2, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.polqual IS NOT NULL
  UNION ALL SELECT 3, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i WHERE i.indpred IS NOT NULL
  UNION ALL SELECT 4, c.prosrc FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace WHERE ${OURS}
  UNION ALL SELECT 5, pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
    WHERE o.contype = 'c' AND ${OURS}
) all_texts ORDER BY place, text COLLATE "C"`;

const COMPARED =
  /([a-z_]\w*)"?\)*(?:::[a-z ]+)?\)*\s*(?:=|\bIN\b)\s*(?:ANY\b\s*)?[(\s]*(?:ARRAY\[)?\s*('[^']*'(?:::[\w. "]+)?(?:\s*,\s*'[^']*'(?:::[\w. "]+)?)*)/gi;

export type Literals = ReadonlyMap<string, readonly string[]>;

export async function readLiterals(database: Database): Promise<Literals> {
  const out = new Map<string, Set<string>>();
  for (const { text } of await database.query<{ text: string }>(TEXTS))
    for (const [, column, list] of text.matchAll(COMPARED))
      for (const [, one] of list!.matchAll(/'([^']*)'/g)) {
        if (!out.has(column!)) out.set(column!, new Set());
        out.get(column!)!.add(one!);
      }
  return new Map([...out].map(([column, all]) => [column, [...all]]));
}
