/**
 * A schema as the system catalogs have it: each row of each catalog, with names for oids and SQL for trees. Needs no
 * pg_dump of the server's version, and works in any engine that answers queries.
 */
import { CATALOG_TABLES, FIRST_OID, OTHER_CATALOGS, PRIVILEGES, type CatalogTable } from './catalogTables.js';
import type { Query } from './database.js';
import type { Schema } from './schema.js';

export interface CatalogOptions {
  /** Compare owners and privileges too. */
  readonly privileges: boolean;
}

interface Column {
  readonly catalog: string;
  readonly name: string;
  readonly type: string;
  /** The catalog whose oids the column holds. */
  readonly target: string | null;
  readonly isArray: boolean | null;
}

const COLUMNS = `
  SELECT c.relname AS catalog, a.attname AS name, format_type(a.atttypid, NULL) AS type,
    f.pktable::text AS target, f.is_array AS "isArray"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  LEFT JOIN pg_get_catalog_foreign_keys() f ON f.fktable = c.oid AND f.fkcols = ARRAY[a.attname::text]
  WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
  ORDER BY c.relname, a.attnum`;

export async function readCatalog(query: Query, options: CatalogOptions): Promise<Schema> {
  const columns = new Map<string, Column[]>();
  for (const column of (await query(COLUMNS)) as unknown as Column[]) {
    columns.set(column.catalog, [...(columns.get(column.catalog) ?? []), column]);
  }
  const parts = [...columns].flatMap(([catalog, its]) => {
    if (OTHER_CATALOGS.has(catalog)) return [];
    const table = CATALOG_TABLES[catalog];
    if (table === undefined) throw new Error(`${catalog} is new: list it in catalogTables.ts`);
    if (catalog === 'pg_default_acl' && !options.privileges) return [];
    return [select(catalog, table, its, options)];
  });
  const rows = await query(parts.join('\nUNION ALL\n'));
  return new Map(rows.map(entry).toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}

function entry(row: Readonly<Record<string, unknown>>): [string, string] {
  const properties = Object.entries(row['properties'] as object);
  return [
    String(row['key']),
    properties.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n'),
  ];
}

function select(catalog: string, table: CatalogTable, columns: Column[], options: CatalogOptions): string {
  const hasOid = columns.some((column) => column.name === 'oid');
  const identity = `(pg_identify_object('${catalog}'::regclass, t.oid, 0)).identity`;
  const drop = ['oid', ...(table.skip ?? [])];
  const named: string[] = Object.entries(table.read ?? {}).map(([name, sql]) => `'${name}', ${sql}`);
  for (const { name, target, isArray } of columns) {
    const meaningOfNull = PRIVILEGES[name];
    if (drop.includes(name)) continue;
    else if (!options.privileges && (meaningOfNull !== undefined || isOwner(name, target))) drop.push(name);
    else if (meaningOfNull !== undefined)
      named.push(`'${name}', ${privileges(`coalesce(t.${name}, ${meaningOfNull})`)}`);
    else if (target !== null) named.push(`'${name}', ${nameOf(target, `t.${name}`, isArray === true)}`);
  }
  return `SELECT '${catalog} ' || ${table.key ?? identity} AS key,
    (to_jsonb(t) - ARRAY['${drop.join("', '")}']) || ${merge(named)} AS properties
    FROM ${catalog} t WHERE ${rowsOf(catalog, table, hasOid, columns, options)}`;
}

/** In their order, in which pg_dump writes GRANTs; what owners have granted themselves comes first there too. */
const privileges = (acl: string): string =>
  `(SELECT jsonb_agg(u.item::text ORDER BY u.item::text !~ '^(.*)=[^=]*/\\1$', u.n)
    FROM unnest(${acl}) WITH ORDINALITY AS u(item, n))`;

/** A function takes 100 arguments at most: 50 pairs, of which pg_type alone has 20. */
const merge = (pairs: string[]): string => `jsonb_build_object(${pairs.join(', ')})`;

const isOwner = (column: string, target: string | null): boolean =>
  target === 'pg_authid' && column.endsWith('owner');

function nameOf(catalog: string, value: string, isArray: boolean): string {
  const one = (oid: string): string => `(pg_identify_object('${catalog}'::regclass, ${oid}, 0)).identity`;
  if (!isArray) return one(`${value}::oid`);
  const each = `unnest(${value}::oid[]) WITH ORDINALITY AS u(o, n)`;
  return `(SELECT jsonb_agg(${one('u.o')} ORDER BY u.n) FROM ${each})`;
}

/** The rows that the dump made, and the system's own whose privileges it changed. */
function rowsOf(
  catalog: string,
  table: CatalogTable,
  hasOid: boolean,
  columns: Column[],
  options: CatalogOptions,
): string {
  const first = columns[0]?.name ?? '';
  const where = table.where ?? `t.${hasOid ? 'oid' : first}::oid >= ${FIRST_OID}`;
  const acl = columns.find((column) => column.name in PRIVILEGES && column.name !== 'defaclacl')?.name;
  if (!options.privileges || acl === undefined) return where;
  const [object, part] = catalog === 'pg_attribute' ? ['attrelid', 't.attnum'] : ['oid', '0'];
  return `(${where}) OR t.${object} < ${FIRST_OID} AND t.${acl} IS DISTINCT FROM (SELECT i.initprivs FROM pg_init_privs i
    WHERE i.classoid = '${catalog}'::regclass AND i.objoid = t.${object} AND i.objsubid = ${part})`;
}
