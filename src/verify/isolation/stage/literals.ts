/** Literals that columns are compared with in views, functions, policies, checks and indexes, by column name. */
import type { Database } from '../../engine/engine.js';
import { OURS } from './relations.js';

/** Views first, so that they show rows. */
const TEXTS = `
SELECT text FROM (
  SELECT 1 AS place, pg_get_viewdef(c.oid) AS text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND ${OURS}
  UNION ALL SELECT 2, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.polqual IS NOT NULL
  UNION ALL SELECT 3, pg_get_expr(i.indpred, i.indrelid) FROM pg_index i WHERE i.indpred IS NOT NULL
  UNION ALL SELECT 4, c.prosrc FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace WHERE ${OURS}
  UNION ALL SELECT 5, pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
    WHERE o.contype IN ('c', 'x') AND ${OURS}
) all_texts ORDER BY place, text COLLATE "C"`;

const COMPARED =
  /([a-z_]\w*)"?\)*(?:::[a-z ]+)?\)*\s*(?:=|\bIN\b)\s*(?:ANY\b\s*)?[(\s]*(?:ARRAY\[)?\s*('[^']*'(?:::[\w. "]+)?(?:\s*,\s*'[^']*'(?:::[\w. "]+)?)*)/gi;

/** Unique indexes on expressions: without the JSON keys that they extract, they hold no values. */
const EXTRACTED = `
SELECT pg_get_indexdef(i.indexrelid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE i.indisunique AND i.indexprs IS NOT NULL AND ${OURS} ORDER BY 1`;

export interface Literals {
  /** By column name. */
  readonly compared: ReadonlyMap<string, readonly string[]>;
  /** JSON keys that expressions extract. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

export async function readLiterals(database: Database): Promise<Literals> {
  const [compared, keys] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (to: Map<string, string[]>, column: string, value: string): void => {
    const its = to.get(column) ?? [];
    if (!its.includes(value)) to.set(column, [...its, value]);
  };
  for (const { text } of await database.query<{ text: string }>(TEXTS))
    for (const [, column, list] of text.matchAll(COMPARED))
      for (const [, one] of list!.matchAll(/'([^']*)'/g)) add(compared, column!, one!);
  for (const { text } of await database.query<{ text: string }>(EXTRACTED))
    for (const [, column, key] of text.matchAll(/(\w+)"? ->>? '([^']*)'/g)) add(keys, column!, key!);
  return { compared, keys };
}
