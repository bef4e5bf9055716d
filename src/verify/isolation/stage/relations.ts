/**
 * The relations to attack, from the catalog: tables, partitions, views, materialized views and foreign tables
 * outside system schemas and extensions, with the column of each that names the tenant.
 */
import type { Database } from '../../engine/engine.js';
import { unquoted } from '../../sql/names.js';
import type { Known } from './leaks.js';

export interface Column {
  /** Quoted if necessary. */
  readonly name: string;
  /** As in the catalog, unquoted. */
  readonly plain: string;
  readonly type: number;
  readonly typmod: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly identity: boolean;
  readonly generated: boolean;
  /** The one column that it is generated from, quoted. */
  readonly from: string | null;
  /** In a unique index. */
  readonly unique: boolean;
}

export interface Relation {
  readonly id: number;
  /** Qualified, quoted if necessary. */
  readonly name: string;
  /** Without its schema, unquoted. */
  readonly plain: string;
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  /** The topmost partitioned table that it is a partition of; otherwise itself. */
  readonly root: number;
  readonly columns: readonly Column[];
  /** Columns of its own partition key, quoted. */
  readonly partitionedBy: readonly string[];
  /** The column that names the tenant, quoted; absent if rows are everybody's. */
  readonly tenant?: string;
  /** No column names the tenant, and the conversion declares the table open: with rows of tenants, or everybody's. */
  readonly open?: 'tenants' | 'everybody';
}

export interface ForeignKey {
  readonly id: number;
  readonly name: string;
  readonly table: number;
  readonly columns: readonly string[];
  readonly parent: number;
  readonly parentColumns: readonly string[];
  /** Codes of pg_constraint: a, r, c, n or d. */
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  /** Quoted if necessary. */
  readonly schema: string;
}

export interface Schema {
  readonly relations: ReadonlyMap<number, Relation>;
  readonly foreignKeys: readonly ForeignKey[];
  /** The table that has one row for each tenant. */
  readonly tenants?: Relation;
}

/** User schemas: neither the system's nor verify's own. */
export const OURS = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'baseline_verify')`;
export const NOT_OF_EXTENSION = (catalog: string): string =>
  `NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.${catalog}'::regclass AND e.objid = c.oid AND e.deptype = 'e')`;

const GENERATED_FROM = `(SELECT quote_ident(min(f.attname)) FROM pg_attrdef v
        JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = v.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
        JOIN pg_attribute f ON f.attrelid = c.oid AND f.attnum = d.refobjsubid AND f.attnum NOT IN (0, a.attnum)
        WHERE a.attgenerated <> '' AND v.adrelid = c.oid AND v.adnum = a.attnum HAVING count(DISTINCT f.attnum) = 1)`;

/** Oids as float8: some drivers return bigint as text. */
const RELATIONS = `
SELECT c.oid::int8::float8 AS id, format('%I.%I', n.nspname, c.relname) AS name, c.relname AS plain, c.relkind AS kind,
  (CASE WHEN c.relispartition THEN pg_partition_root(c.oid) ELSE c.oid END)::oid::int8::float8 AS root,
  (SELECT jsonb_agg(jsonb_build_object('name', quote_ident(a.attname), 'plain', a.attname, 'type', a.atttypid::int8::float8,
      'typmod', a.atttypmod, 'notNull', a.attnotnull, 'hasDefault', a.atthasdef, 'identity', a.attidentity <> '',
      'generated', a.attgenerated <> '', 'from', ${GENERATED_FROM}, 'unique', EXISTS (SELECT FROM pg_index i LEFT JOIN pg_depend d
        ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = c.oid AND d.refobjsubid = a.attnum
        WHERE i.indrelid = c.oid AND i.indisunique AND (a.attnum = ANY (i.indkey)
          OR (d.objid IS NOT NULL AND i.indexprs IS NOT NULL AND i.indpred IS NULL))))
    ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  (SELECT coalesce(jsonb_agg(quote_ident(a.attname)), '[]') FROM pg_partitioned_table k
    JOIN pg_attribute a ON a.attrelid = k.partrelid AND a.attnum = ANY (k.partattrs::int2[]) WHERE k.partrelid = c.oid) AS "partitionedBy",
  (SELECT quote_ident(min(a.attname)) FROM pg_policy p
    JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE p.polrelid = c.oid AND p.polname = $1 AND NOT p.polpermissive AND d.refclassid = 'pg_class'::regclass) AS policy
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OURS} AND ${NOT_OF_EXTENSION('pg_class')}
ORDER BY n.nspname, c.relname`;

const COLUMNS_OF = (relation: string, keys: string): string =>
  `(SELECT jsonb_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(${keys}) WITH ORDINALITY k(at, n)
    JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.at)`;

/** A key that is NOT ENFORCED (version 18 and later) checks nothing. */
const FOREIGN_KEYS = `
SELECT o.oid::int8::float8 AS id, o.conname AS name, o.conrelid::int8::float8 AS table, ${COLUMNS_OF('o.conrelid', 'o.conkey')} AS columns,
  o.confrelid::int8::float8 AS parent, ${COLUMNS_OF('o.confrelid', 'o.confkey')} AS "parentColumns",
  o.confdeltype AS "onDelete", o.confupdtype AS "onUpdate", o.condeferrable AS deferrable, quote_ident(n.nspname) AS schema
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE o.contype = 'f' AND o.conparentid = 0 AND to_jsonb(o) ->> 'conenforced' IS DISTINCT FROM 'false' AND ${OURS} ORDER BY n.nspname, c.relname, o.conname`;

type Read = Omit<Relation, 'tenant'> & { readonly policy: string | null };

export async function readSchema(
  database: Database,
  policy: string,
  known: readonly Known[],
): Promise<Schema> {
  const read = (await database.query(RELATIONS, [policy])) as unknown as Read[];
  const foreignKeys = (await database.query(FOREIGN_KEYS)) as unknown as ForeignKey[];
  const tenants = tenantsTable(read, foreignKeys);
  const columns = tenantColumns(read, foreignKeys, tenants);
  const declared = new Map<string, NonNullable<Relation['open']>>(
    known
      .filter(({ relation, name }) => relation === name)
      .map(({ relation, rows }) => [unquoted(relation), rows ?? ('tenants' as const)] as const),
  );
  const relations = new Map(
    read.map(({ policy: _policy, ...relation }) => {
      const tenant = columns.get(relation.root);
      if (tenant !== undefined) return [relation.id, { ...relation, tenant }] as const;
      const open = 'rpf'.includes(relation.kind) ? declared.get(unquoted(relation.name)) : undefined;
      return [relation.id, open === undefined ? relation : { ...relation, open }] as const;
    }),
  );
  return { relations, foreignKeys, ...(tenants && { tenants: relations.get(tenants.id)! }) };
}

/** The table that the columns of most policies refer to. */
function tenantsTable(read: readonly Read[], foreignKeys: readonly ForeignKey[]): Read | undefined {
  const policies = new Map(read.map(({ id, policy }) => [id, policy]));
  const votes = new Map<number, number>();
  for (const { table, columns, parent } of foreignKeys)
    if (columns.length === 1 && columns[0] === policies.get(table))
      votes.set(parent, (votes.get(parent) ?? 0) + 1);
  const [first] = [...votes].toSorted((a, b) => b[1] - a[1]);
  return first ? read.find(({ id }) => id === first[0]) : withKeyOfItsOwn(read);
}

/** If no column refers to it: the only table whose policy compares a unique key of its own, unlike any other policy. */
function withKeyOfItsOwn(read: readonly Read[]): Read | undefined {
  const [found, another] = read.filter(
    ({ policy, columns }) =>
      policy !== null &&
      read.filter((one) => one.policy === policy).length === 1 &&
      columns.some(({ name, unique }) => name === policy && unique),
  );
  return another ? undefined : found;
}

/**
 * Tenant columns by relation. A table whose policy is missing must not escape the attacks: it is a tenant's if it
 * has a column of that name and type, or one that refers to the tenants table.
 */
function tenantColumns(
  read: readonly Read[],
  foreignKeys: readonly ForeignKey[],
  tenants: Read | undefined,
): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  const known = new Set<string>();
  for (const { id, policy, columns } of read) {
    if (policy === null) continue;
    out.set(id, policy);
    if (id !== tenants?.id) known.add(`${policy} ${columns.find(({ name }) => name === policy)!.type}`);
  }
  const toTenants = foreignKeys.filter(
    ({ parent, columns }) => parent === tenants?.id && columns.length === 1,
  );
  for (const { id, kind, columns } of read) {
    if (out.has(id) || kind === 'v' || kind === 'm') continue;
    const named = columns.find(({ name, type }) => known.has(`${name} ${type}`))?.name;
    const referring = toTenants.find(({ table }) => table === id)?.columns[0];
    const referred = id === tenants?.id ? toTenants[0]?.parentColumns[0] : undefined;
    const column = named ?? referring ?? referred;
    if (column !== undefined) out.set(id, column);
  }
  return out;
}
