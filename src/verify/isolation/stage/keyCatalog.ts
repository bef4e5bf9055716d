/** Unique keys and exclusion constraints, read from the catalog. */
import type { Database } from '../../engine/engine.js';
import type { Relation } from './relations.js';

export interface Key {
  readonly table: number;
  readonly name: string;
  /** An exclusion constraint; otherwise a unique key. */
  readonly excludes: boolean;
  /** All columns that it uses, also in its condition and expressions; for a generated column, its sources. */
  readonly columns: readonly string[];
  /** Columns and expressions that it compares; a NULL in one disables it. */
  readonly compared: readonly string[];
  /** For an exclusion constraint, the operator of each. */
  readonly operators: readonly string[];
  readonly condition: string | null;
  /** Its name, and those of its partitions. */
  readonly names: readonly string[];
  /** Qualified, quoted if necessary. */
  readonly index: string;
  /** It contains the primary key, which is violated first. */
  readonly holdsPrimary: boolean;
  /** Columns whose values the database generates: numbers, and uuids, except an external one that is its whole key. */
  readonly made: readonly string[];
  /** GENERATED ALWAYS AS IDENTITY: an INSERT may override it. */
  readonly always: readonly string[];
}

const NAMES = (condition: string): string =>
  `(SELECT coalesce(jsonb_agg(quote_ident(a.attname) ORDER BY a.attnum), '[]') FROM pg_attribute a
    WHERE a.attrelid = i.indrelid AND ${condition})`;
const IN_KEY = `a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])`;
const NEXTVAL = `EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) ~ '\\mnextval\\M')`;
const READ_BY_INDEX = `SELECT d.refobjsubid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid`;
const READ_BY_GENERATED = `SELECT d.refobjsubid FROM pg_attrdef f JOIN pg_attribute g ON g.attrelid = f.adrelid AND g.attnum = f.adnum AND g.attgenerated <> ''
  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refobjid = f.adrelid
  WHERE f.adrelid = i.indrelid AND (g.attnum = ANY (i.indkey) OR g.attnum IN (${READ_BY_INDEX}))`;

const KEYS = `
SELECT i.indrelid::int8::float8 AS table, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS index, NOT i.indisunique AS excludes,
  pg_get_expr(i.indpred, i.indrelid) AS condition,
  (SELECT jsonb_agg(x.relname) FROM pg_class x WHERE x.oid = i.indexrelid OR x.oid IN (SELECT relid FROM pg_partition_tree(i.indexrelid))) AS names,
  ${NAMES(`a.attgenerated = '' AND (a.attnum = ANY (i.indkey) OR a.attnum IN (${READ_BY_INDEX}) OR a.attnum IN (${READ_BY_GENERATED}))`)} AS columns,
  (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, n, false)) FROM generate_series(1, i.indnkeyatts) n) AS compared,
  (SELECT coalesce(jsonb_agg(format('OPERATOR(%I.%s)', s.nspname, o.oprname) ORDER BY e.n), '[]') FROM unnest(k.conexclop) WITH ORDINALITY e(op, n)
    JOIN pg_operator o ON o.oid = e.op JOIN pg_namespace s ON s.oid = o.oprnamespace) AS operators,
  NOT i.indisprimary AND coalesce(p.indkey::int2[] <@ i.indkey::int2[], false) AS "holdsPrimary",
  ${NAMES(`${IN_KEY} AND (a.attidentity <> '' OR ${NEXTVAL} OR a.atttypid = 'uuid'::regtype AND (i.indisprimary OR i.indnkeyatts > 1 OR a.atthasdef))`)} AS made,
  ${NAMES(`${IN_KEY} AND a.attidentity = 'a'`)} AS always
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index p ON p.indrelid = i.indrelid AND p.indisprimary
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype = 'x'
WHERE (i.indisunique OR i.indisexclusion) AND NOT c.relispartition AND i.indrelid = ANY ($1::oid[])
ORDER BY i.indrelid, c.relname`;

export async function readKeys(database: Database, tables: readonly Relation[]): Promise<readonly Key[]> {
  const ids = `{${tables.map(({ id }) => id).join(',')}}`;
  return (await database.query(KEYS, [ids])) as unknown as Key[];
}
