/** Tables, partitions, views, materialized views and foreign tables of the schemas of the dump, as the catalog has them. */
import type { Database } from '../database.js';
import { OWN_SCHEMAS } from './tenants.js';

export interface Relation {
  readonly name: string;
  readonly kind: 'r' | 'p' | 'v' | 'm' | 'f';
  /** The partitioned table that it is a partition of, at the top; else itself. */
  readonly root: string;
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  /** Neither generated nor GENERATED ALWAYS AS IDENTITY. */
  readonly writable: boolean;
  readonly select: boolean;
  readonly insert: boolean;
  readonly update: boolean;
}

/** With what a role may do with each column. */
export async function relationsOf(database: Database, role: string): Promise<Relation[]> {
  const may = (privilege: string): string =>
    `'${privilege.toLowerCase()}', has_column_privilege('${role}', c.oid, a.attnum, '${privilege}')`;
  const rows = await database.query(`
    SELECT c.oid::regclass::text AS name, c.relkind AS kind,
      coalesce(pg_partition_root(c.oid), c.oid)::regclass::text AS root,
      (SELECT jsonb_agg(jsonb_build_object('name', quote_ident(a.attname),
          'writable', a.attgenerated = '' AND a.attidentity <> 'a', ${may('SELECT')}, ${may('INSERT')}, ${may('UPDATE')})
          ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${OWN_SCHEMAS} ORDER BY 1`);
  return rows as unknown as Relation[];
}

export const readable = ({ columns }: Relation): readonly string[] =>
  columns.filter(({ select }) => select).map(({ name }) => name);
