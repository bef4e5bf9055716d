/**
 * Reads a schema from the system catalogs: each row of each catalog, with names for oids and SQL for expression
 * trees. Needs no program of the server's version, and works in any engine that answers queries.
 */
import type { Database, Row } from '../engine/engine.js';
import { type CatalogTable, FIRST_OID, identity } from './table.js';
import { CATALOG_TABLES, OTHER_CATALOGS } from './tables.js';
import { objectsOf, type RawObject, type Schema } from './schema.js';

interface Column {
  readonly catalog: string;
  readonly name: string;
  /** The catalog whose oids the column holds. */
  readonly target: string | null;
  readonly isArray: boolean | null;
}

/** PostgreSQL 14 and later list which columns hold the oids of which catalog. */
const COLUMNS = `
  SELECT c.relname::text AS catalog, a.attname::text AS name, f.pktable::text AS target, f.is_array AS "isArray"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_get_catalog_foreign_keys() f ON f.fktable = c.oid AND f.fkcols = ARRAY[a.attname::text]
  WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')
  ORDER BY c.relname, a.attnum`;

/**
 * The query that reads everything, the same for all databases of a version. It skips catalogs that only a superuser
 * may read (subscriptions, user mappings): no other role can have made a row there.
 */
export async function catalogQuery(database: Database): Promise<string> {
  const columns = new Map<string, Column[]>();
  for (const column of await database.query<Column & Record<string, unknown>>(COLUMNS)) {
    columns.set(column.catalog, [...(columns.get(column.catalog) ?? []), column]);
  }
  const parts = [...columns].flatMap(([catalog, its]) => {
    if (OTHER_CATALOGS.has(catalog)) return [];
    const table = CATALOG_TABLES[catalog];
    if (table === undefined)
      throw new Error(`${catalog} is new in this version of PostgreSQL; verify does not know it`);
    return [select(catalog, table, its)];
  });
  return parts.join('\nUNION ALL\n');
}

/** Planning the query takes longer than running it, so each session prepares it once, with an empty search_path. */
async function answer<R extends Row>(database: Database, name: string, query: string): Promise<R[]> {
  const [session] = await database.query<{ path: string; prepared: boolean }>(
    `SELECT current_setting('search_path') AS path, EXISTS (SELECT FROM pg_prepared_statements WHERE name = $1) AS prepared`,
    [name],
  );
  await database.query(`SELECT set_config('search_path', '', false)`);
  if (!session!.prepared) await database.run(`PREPARE ${name} AS ${query}`);
  const rows = await database.query<R>(`EXECUTE ${name}`);
  await database.query(`SELECT set_config('search_path', $1, false)`, [session!.path]);
  return rows;
}

/** Reads a schema, with every name qualified. */
export const readSchema = async (database: Database, query: string): Promise<Schema> =>
  objectsOf(await answer<RawObject & Row>(database, 'pg_baseline_schema', query));

/** Two schemas with the same digest are the same: several times faster than reading them. */
export async function digestOf(database: Database, query: string): Promise<string> {
  const digest = `SELECT count(*) || ' ' || sum(hashtextextended(s::text, 0)) AS digest FROM (${query}) s`;
  return (await answer<{ digest: string }>(database, 'pg_baseline_digest', digest))[0]!.digest;
}

function select(catalog: string, table: CatalogTable, columns: readonly Column[]): string {
  const hasOid = columns.some(({ name }) => name === 'oid');
  const [cls, oid, part] = table.object ?? [catalog, 't.oid', '0'];
  const [kind, name] = table.named ?? ['i.type', 'i.identity'];
  const [aclColumn, aclDefault] = table.acl ?? [];
  const drop = ['oid', ...(table.skip ?? []), ...(aclColumn === undefined ? [] : [aclColumn])];
  const named: string[] = Object.entries(table.read ?? {}).map(([key, sql]) => `'${key}', ${sql}`);
  let owner = 'NULL::text';
  for (const { name: column, target, isArray } of columns) {
    if (drop.includes(column) || target === null) continue;
    if (target === 'pg_authid' && isArray !== true) {
      drop.push(column);
      owner = `quote_ident(pg_get_userbyid(t.${column}))`;
    } else named.push(`'${column}', ${nameOf(target, `t.${column}`, isArray === true)}`);
  }
  return `SELECT '${catalog}' AS catalog, ${kind}::text AS kind, ${name}::text AS name,
    ${table.of === undefined ? 'NULL::text' : `${table.of}::regclass::text`} AS "of",
    ${owner} AS owner, ${aclColumn === undefined ? 'NULL::jsonb' : privileges(`coalesce(t.${aclColumn}, ${aclDefault})`)} AS privileges,
    ${table.named ? 'false' : `${oid} < ${FIRST_OID} OR ${memberOf(catalog, table, hasOid)}`} AS system,
    (to_jsonb(t) - ARRAY['${drop.join("', '")}']) || jsonb_build_object(${named.join(', ')}) AS properties
    FROM ${catalog} t${table.named ? '' : `, LATERAL pg_identify_object('${cls}'::regclass, ${oid}, ${part}) i`}
    WHERE ${rowsOf(catalog, table, hasOid, columns)}`;
}

/** Casts that give the same names as pg_identify_object, but faster. */
const CASTS: Readonly<Record<string, string>> = {
  pg_class: 'regclass',
  pg_namespace: 'regnamespace',
  pg_proc: 'regprocedure',
  pg_type: 'regtype',
};

/** Privileges as arrays of grantee, privilege (`*` with grant option) and grantor. */
const privileges = (acl: string): string =>
  `(SELECT jsonb_agg(jsonb_build_array(
      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
      a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END,
      quote_ident(pg_get_userbyid(a.grantor))) ORDER BY a.grantee, a.privilege_type)
    FROM aclexplode(nullif(${acl}, '{}'::aclitem[])) a)`;

function nameOf(catalog: string, value: string, isArray: boolean): string {
  // PUBLIC is not a role.
  if (catalog === 'pg_authid' && isArray) {
    const role = `CASE u.o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u.o)) END`;
    return `(SELECT jsonb_agg(${role} ORDER BY ${role}) FROM unnest(${value}::oid[]) AS u(o))`;
  }
  const cast = CASTS[catalog];
  const one = (oid: string): string =>
    cast === undefined ? identity(catalog, oid) : `${oid}::${cast}::text`;
  if (!isArray) return `CASE WHEN ${value}::oid <> 0 THEN ${one(`${value}::oid`)} END`;
  const each = `unnest(${value}::oid[]) WITH ORDINALITY AS u(o, n)`;
  return `(SELECT jsonb_agg(${one('u.o')} ORDER BY u.n) FROM ${each})`;
}

/**
 * Rows that the SQL made, and rows of the system and of extensions whose privileges it changed. Members of an
 * extension are compared by the extension's name and version.
 */
function rowsOf(catalog: string, table: CatalogTable, hasOid: boolean, columns: readonly Column[]): string {
  const first = columns[0]?.name ?? '';
  const where = table.where ?? `t.${hasOid ? 'oid' : first}::oid >= ${FIRST_OID}`;
  const isMember = memberOf(catalog, table, hasOid);
  const own = isMember === undefined ? where : `(${where}) AND NOT ${isMember}`;
  if (table.acl === undefined || isMember === undefined) return own;
  const [column] = table.acl;
  const [object, part] = catalog === 'pg_attribute' ? ['attrelid', 't.attnum'] : ['oid', '0'];
  return `${own} OR (t.${object} < ${FIRST_OID} OR ${isMember}) AND t.${column} IS NOT NULL AND t.${column} IS DISTINCT FROM (
    SELECT p.initprivs FROM pg_init_privs p
    WHERE p.classoid = '${catalog === 'pg_attribute' ? 'pg_class' : catalog}'::regclass AND p.objoid = t.${object} AND p.objsubid = ${part})`;
}

/** SQL condition: the row belongs to an extension. */
function memberOf(catalog: string, table: CatalogTable, hasOid: boolean): string | undefined {
  const [cls, oid] = table.member ?? (hasOid && !table.named ? [`'${catalog}'::regclass`, 't.oid'] : []);
  if (cls === undefined) return undefined;
  return `EXISTS (SELECT FROM pg_depend e WHERE e.classid = ${cls} AND e.objid = ${oid} AND e.deptype = 'e')`;
}
