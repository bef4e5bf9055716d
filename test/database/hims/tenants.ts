/**
 * Who owns a row of the sample data, told from the row itself: by its tenant column, by the rows that it refers to, or,
 * where it refers to none, by the letter that its text begins with. This is what the tests know of the schema on their
 * own, so that they can judge what a conversion found out.
 */
import { readFileSync } from 'node:fs';
import type { Database } from '../database.js';

export const A = 'a0000000-0000-4000-8000-000100000001';
export const B = 'b0000000-0000-4000-8000-000100000001';
export type Tenant = typeof A | typeof B;

/** What the application sets for a user of tenant A. */
export const OF_TENANT_A = {
  'app.current_tenant': A,
  'app.current_user': 'a0000000-0000-4000-8000-000500000001',
} as const;

interface Through {
  readonly columns: readonly string[];
  readonly table: string;
  readonly key: readonly string[];
}

interface Ownership {
  readonly column: Readonly<Record<string, string>>;
  readonly letter: Readonly<Record<string, string>>;
  readonly through: Readonly<Record<string, readonly Through[]>>;
  /** Tables in which a row of nobody is taken for a row of tenant A: the baseline has no place for rows of nobody. */
  readonly otherwiseA: readonly string[];
  /** Tables in which the sample data has rows for everybody. */
  readonly shared: readonly string[];
  /** Tables of which nobody can tell from the schema whether each tenant has its own rows. */
  readonly undecided: readonly string[];
}

const OWNERSHIP = JSON.parse(
  readFileSync(new URL('../../dumps/hims/tenants.json', import.meta.url), 'utf8'),
) as Ownership;

/** Tables in the schemas of the dump, partitions apart: `public` has only what belongs to the migration tool. */
export const OWN_SCHEMAS = `nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`;

/** A table that belongs to tenants whatever a configuration says. */
export const isOwned = (table: string): boolean =>
  !OWNERSHIP.undecided.includes(table) && (table in OWNERSHIP.column || table in OWNERSHIP.through);

export const isShared = (table: string): boolean => OWNERSHIP.shared.includes(table);

const knownColumn = (table: string): string | undefined => OWNERSHIP.column[table];

/** An expression for the tenant of a row, as text; NULL: nobody's, or everybody's. */
export function tenantOf(table: string, row = 't', depth = 0): string {
  const otherwise = OWNERSHIP.otherwiseA.includes(table) ? [`'${A}'`] : [];
  return `coalesce(${[...ways(table, row, depth), ...otherwise, 'NULL::text'].join(', ')})`;
}

function ways(table: string, row: string, depth: number): string[] {
  const column = OWNERSHIP.column[table];
  if (column !== undefined) return [`${row}.${column}::text`];
  const letter = OWNERSHIP.letter[table];
  if (letter !== undefined) {
    return [`CASE lower(left(${row}.${letter}::text, 1)) WHEN 'a' THEN '${A}' WHEN 'b' THEN '${B}' END`];
  }
  return (OWNERSHIP.through[table] ?? []).map(({ columns, table: parent, key }) => {
    const other = `p${depth}`;
    const same = columns.map((name, at) => `${other}.${key[at]} = ${row}.${name}`).join(' AND ');
    return `(SELECT ${tenantOf(parent, other, depth + 1)} FROM ${parent} ${other} WHERE ${same})`;
  });
}

/** The tenant column of each table and partition that has one, in a database made by a baseline. */
export async function tenantColumns(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(`
    SELECT c.oid::regclass::text AS relation, r.root::regclass::text AS root,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS has
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
      LATERAL (SELECT coalesce(pg_partition_root(c.oid), c.oid) AS root) r
    WHERE c.relkind IN ('r', 'p') AND ${OWN_SCHEMAS}`);
  return new Map(
    rows.flatMap(({ relation, root, has }) => {
      const column = knownColumn(String(root)) ?? (has === true ? 'tenant_id' : undefined);
      return column === undefined ? [] : [[String(relation), column] as const];
    }),
  );
}
