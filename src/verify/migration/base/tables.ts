/** What the generator has to know of a schema: tables with their columns, the rules for their rows, and types. */
import type { Database, Row } from '../../engine/engine.js';

export interface Column {
  readonly name: string;
  /** As SQL writes it: `character varying(20)`. */
  readonly type: string;
  readonly typeId: number;
  readonly notNull: boolean;
  /** The database computes it, or takes it from a sequence. */
  readonly filled: 'generated' | 'identity' | 'sequence' | null;
  readonly hasDefault: boolean;
  /** Longest value of a text or bit type. */
  readonly length: number | null;
  /** It differs from row to row, as a key does. */
  readonly unique: boolean;
}

/** A CHECK, or the bound of a partition. */
export interface Check {
  readonly expression: string;
  readonly columns: readonly string[];
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
}

export interface Table {
  /** Qualified, and quoted where necessary. */
  readonly name: string;
  /** Rows are in its partitions. */
  readonly partitioned: boolean;
  readonly parents: readonly string[];
  readonly columns: readonly Column[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
}

export interface Type {
  readonly id: number;
  readonly name: string;
  /** https://www.postgresql.org/docs/current/catalog-pg-type.html */
  readonly typtype: 'b' | 'c' | 'd' | 'e' | 'p' | 'r' | 'm';
  readonly category: string;
  /** Of a domain. */
  readonly base: number;
  readonly element: number;
  readonly labels: readonly string[] | null;
  /** Of a range, and the range of a multirange. */
  readonly subtype: number | null;
  readonly range: number | null;
  readonly attributes: readonly number[] | null;
  readonly checks: readonly string[] | null;
}

export interface Tables {
  readonly tables: ReadonlyMap<string, Table>;
  readonly types: ReadonlyMap<number, Type>;
}

const NAME = `pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)`;
const OTHER = (oid: string): string =>
  `(SELECT ${NAME} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ${oid})`;
const NAMES = (relation: string, numbers: string): string =>
  `(SELECT jsonb_agg(a.attname ORDER BY u.n) FROM unnest(${numbers}) WITH ORDINALITY u(k, n)
    JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.k)`;

/** The base type's modifier counts for a domain. */
const LENGTH = `CASE WHEN t.category IN ('S', 'V') AND m.modifier > 0
  THEN m.modifier - CASE WHEN t.category = 'S' THEN 4 ELSE 0 END END`;

const COLUMNS = `(SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
    'typeId', a.atttypid::bigint, 'notNull', a.attnotnull OR t.required, 'length', ${LENGTH},
    'filled', CASE WHEN a.attgenerated <> '' THEN 'generated' WHEN a.attidentity <> '' THEN 'identity'
      WHEN pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' THEN 'sequence' END,
    'hasDefault', a.atthasdef, 'unique', EXISTS (SELECT FROM pg_index x WHERE x.indrelid = a.attrelid AND (x.indisunique OR x.indisexclusion)
      AND a.attnum = ANY (x.indkey))) ORDER BY a.attnum)
  FROM pg_attribute a
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  CROSS JOIN LATERAL (WITH RECURSIVE up AS (
      SELECT y.oid, y.typbasetype, y.typtypmod, y.typnotnull, y.typcategory FROM pg_type y WHERE y.oid = a.atttypid
      UNION ALL SELECT y.oid, y.typbasetype, y.typtypmod, y.typnotnull, y.typcategory
        FROM pg_type y JOIN up ON y.oid = up.typbasetype)
    SELECT bool_or(up.typnotnull) AS required, max(up.typtypmod) AS modifier, min(up.typcategory::text) AS category FROM up) t
  CROSS JOIN LATERAL (SELECT greatest(a.atttypmod, t.modifier) AS modifier) m
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

const CHECKS = `(SELECT jsonb_agg(jsonb_build_object('expression', pg_get_expr(k.conbin, k.conrelid),
    'columns', coalesce(${NAMES('k.conrelid', 'k.conkey')}, '[]')) ORDER BY k.conname)
  FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c')`;

const FOREIGN_KEYS = `(SELECT jsonb_agg(jsonb_build_object('columns', ${NAMES('k.conrelid', 'k.conkey')},
    'to', ${OTHER('k.confrelid')}, 'toColumns', ${NAMES('k.confrelid', 'k.confkey')})
    ORDER BY cardinality(k.conkey) DESC, k.conname)
  FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
    AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid))`;

const TABLES = `SELECT ${NAME} AS name, c.relkind = 'p' AS partitioned,
    coalesce((SELECT jsonb_agg(${OTHER('h.inhparent')}) FROM pg_inherits h WHERE h.inhrelid = c.oid), '[]') AS parents,
    coalesce(${COLUMNS}, '[]') AS columns, coalesce(${CHECKS}, '[]') AS checks,
    pg_get_partition_constraintdef(c.oid) AS bound, coalesce(${FOREIGN_KEYS}, '[]') AS "foreignKeys"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  ORDER BY 1`;

const TYPES = `SELECT t.oid::bigint AS id, format_type(t.oid, NULL) AS name, t.typtype, t.typcategory AS category,
    t.typbasetype::bigint AS base, CASE WHEN t.typcategory = 'A' THEN t.typelem::bigint ELSE 0 END AS element,
    (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels,
    (SELECT r.rngsubtype::bigint FROM pg_range r WHERE r.rngtypid = t.oid) AS subtype, NULL::bigint AS range,
    (SELECT jsonb_agg(a.atttypid::bigint ORDER BY a.attnum) FROM pg_attribute a
      WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes,
    (SELECT jsonb_agg(pg_get_expr(k.conbin, 0)) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checks
  FROM pg_type t`;

const MULTIRANGES = `SELECT r.rngmultitypid::bigint AS id, r.rngtypid::bigint AS range FROM pg_range r`;

type Read = Omit<Table, 'checks'> & { readonly checks: Check[]; readonly bound: string | null };

export async function readTables(database: Database, version: number): Promise<Tables> {
  // Names in expressions are qualified only with an empty search_path.
  await database.query(`SELECT set_config('search_path', '', false)`);
  const tables = await database.query<Read & Row>(TABLES);
  const types = await database.query<Type & Row>(TYPES);
  const multi = version < 14 ? [] : await database.query<{ id: number; range: number }>(MULTIRANGES);
  await database.query('RESET search_path');
  const ranges = new Map(multi.map(({ id, range }) => [Number(id), Number(range)]));
  return {
    tables: new Map(tables.map((table) => [table.name, withBound(table)])),
    types: new Map(
      types.map((type) => [Number(type.id), { ...type, range: ranges.get(Number(type.id)) ?? null }]),
    ),
  };
}

/** A partition's bound is a check of the columns that it names. */
function withBound({ bound, ...table }: Read): Table {
  if (bound === null) return table;
  const columns = table.columns.map(({ name }) => name).filter((name) => mentions(bound, name));
  return { ...table, checks: [...table.checks, { expression: bound, columns }] };
}

function mentions(expression: string, name: string): boolean {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(name);
  return plain
    ? new RegExp(`(?<![\\w$])"?${name.replaceAll('$', '\\$')}"?(?![\\w$])`).test(expression)
    : expression.includes(`"${name.replaceAll('"', '""')}"`);
}
