/** Which values of its key lead a row into which partition. */
import type { Database } from '../engine.js';
import { OURS } from './relations.js';

/** The key of one partition that holds rows; what is not known of it is left to chance. */
export interface Leaf {
  readonly root: number;
  readonly partition: number;
  /** Expressions by quoted column. */
  readonly values: ReadonlyMap<string, string>;
}

interface Bound {
  readonly strategy: 'h' | 'l' | 'r';
  /** Null where the key is an expression. */
  readonly columns: readonly (string | null)[];
  readonly types: readonly (string | null)[];
  readonly bound: string;
}

const LEAVES = `
SELECT c.oid::int8::float8 AS partition, pg_partition_root(c.oid)::oid::int8::float8 AS root,
  (SELECT jsonb_agg(jsonb_build_object('strategy', k.partstrat, 'bound', pg_get_expr(b.relpartbound, b.oid),
      'columns', (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY y.n) FROM unnest(k.partattrs::int2[]) WITH ORDINALITY y(at, n)
        LEFT JOIN pg_attribute a ON a.attrelid = k.partrelid AND a.attnum = y.at),
      'types', (SELECT jsonb_agg(format_type(a.atttypid, NULL) ORDER BY y.n) FROM unnest(k.partattrs::int2[]) WITH ORDINALITY y(at, n)
        LEFT JOIN pg_attribute a ON a.attrelid = k.partrelid AND a.attnum = y.at)))
    FROM pg_partition_ancestors(c.oid) p(id) JOIN pg_class b ON b.oid = p.id
    JOIN pg_inherits i ON i.inhrelid = b.oid JOIN pg_partitioned_table k ON k.partrelid = i.inhparent) AS bounds
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND c.relkind = 'r' AND ${OURS} ORDER BY n.nspname, c.relname`;

export async function readLeaves(database: Database): Promise<readonly Leaf[]> {
  const rows = (await database.query(LEAVES)) as unknown as {
    readonly partition: number;
    readonly root: number;
    readonly bounds: readonly Bound[];
  }[];
  return rows.map(({ partition, root, bounds }) => ({
    root,
    partition,
    values: new Map(bounds.flatMap(valuesIn)),
  }));
}

function valuesIn({ strategy, columns, types, bound }: Bound): [string, string][] {
  const lists = [...bound.matchAll(/\(((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*)\)/g)].map(([, list]) =>
    [...list!.matchAll(/(?:'(?:[^']|'')*'|[^,'])+/g)].map(([one]) => one.trim()),
  );
  if (strategy === 'h' || lists.length === 0) return [];
  return columns.flatMap((column, at): [string, string][] => {
    if (column === null) return [];
    const [from, to] = strategy === 'l' ? [lists[0]![0]] : [lists[0]![at], lists[1]?.[at]];
    if (from !== undefined && from !== 'NULL' && from !== 'MINVALUE') return [[column, from]];
    if (to === undefined || to === 'MAXVALUE' || from === 'NULL') return [];
    const before = /^(?:timestamp|date|time)/.test(types[at]!) ? `interval '1 day'` : '1';
    return [[column, `(${to}::${types[at]!} - ${before})::${types[at]!}`]];
  });
}
