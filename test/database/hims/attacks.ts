/**
 * Ways from tenant A to tenant B's rows, made from the catalog for each relation: whatever a role may do with it, and
 * what it may not do as well, since a refusal costs nothing.
 */
import type { Database, Row } from '../database.js';
import { readable, type Relation } from './relations.js';
import type { Attempt, Outcome } from './session.js';
import { B, type Tenant } from './tenants.js';

export type Kind = 'read' | 'write' | 'foreign key' | 'unique' | 'function' | 'truncate';

export interface Attack extends Attempt {
  readonly relation: string;
  readonly kind: Kind;
  /** Whether the outcome shows that B's rows were within reach. */
  leaked(outcome: Outcome): boolean;
}

/** Rows by where they lie: an update that changes nothing moves them all the same. */
export interface Place {
  readonly table: string;
  readonly place: string;
}

const rowsOfB = (table: string, column: string): string =>
  `SELECT md5(string_agg(t.tableoid::text || t.ctid || t::text, ';' ORDER BY t.tableoid, t.ctid))
    FROM ${table} t WHERE t.${column}::text = '${B}'`;

/** What an administrator sees change when any row of B does, in some tables or in all. */
export const watchOf = (columns: ReadonlyMap<string, string>, tables: readonly string[]): string => {
  const each = tables.map((table) => `(${rowsOfB(table, columns.get(table) ?? 'tenant_id')})`);
  return `SELECT array_to_string(ARRAY[${each.join(', ')}], ';', '-')`;
};

const places = (of: readonly Place[]): string =>
  `(tableoid, ctid) IN (${of.map(({ table, place }) => `('${table}'::regclass, '${place}'::tid)`).join(', ')})`;

/** Where the rows of one tenant lie, and what is in the first of them. */
export interface Rows {
  readonly places: readonly Place[];
  readonly first: Row;
}

/** The rows of one tenant, or of nobody, in each relation that has a tenant column. */
export async function rowsOf(
  database: Database,
  columns: ReadonlyMap<string, string>,
  tenant: Tenant | undefined,
): Promise<ReadonlyMap<string, Rows>> {
  const whose = tenant === undefined ? 'IS NULL' : `= '${tenant}'`;
  const each = [...columns].map(
    ([relation, column]) =>
      `SELECT '${relation}' AS relation, tableoid::regclass::text AS table, ctid::text AS place, to_jsonb(t) AS row
        FROM ${relation} t WHERE t.${column}::text ${whose}`,
  );
  const rows = await database.query(`${each.join(' UNION ALL ')} ORDER BY 1, 2, 3`);
  const found = new Map<string, { places: Place[]; first: Row }>();
  for (const { relation, table, place, row } of rows) {
    const its = found.get(String(relation)) ?? { places: [], first: row as Row };
    its.places.push({ table: String(table), place: String(place) });
    found.set(String(relation), its);
  }
  return found;
}

/** Changing, taking away and truncating, which need no knowledge of the rows. */
export function blindAttacks(relation: Relation, watch: string): Attack[] {
  const target = firstWritable(relation);
  const change = `UPDATE ${relation.name} SET ${target} = ${target}`;
  const changed = { relation: relation.name, watch, undo: true, leaked: bIsTouched };
  return [
    { ...changed, kind: 'write', sql: change },
    { ...changed, kind: 'write', sql: `DELETE FROM ${relation.name}` },
    { ...changed, kind: 'truncate', sql: `TRUNCATE ${relation.name} CASCADE` },
  ];
}

const bIsTouched = ({ state, changed }: Outcome): boolean => state === null && changed === true;
const succeeds = ({ state, rows, count }: Outcome): boolean =>
  state === null && (count ?? rows?.length ?? 0) > 0;

const firstWritable = ({ columns }: Relation): string =>
  (columns.find(({ writable, update }) => writable && update) ?? columns[0]!).name;

/** Attacks of who knows which rows are another's: aimed at them, so that no row of A is in the way. */
export function aimedAttacks(relation: Relation, others: Rows): Attack[] {
  const name = relation.name;
  const attack = { relation: name, kind: 'write', undo: true, leaked: succeeds } as const;
  const columns = relation.columns.filter(({ writable, insert }) => writable && insert);
  const list = columns.map((one) => one.name).join(', ');
  const copied = `SELECT ${list} FROM jsonb_populate_record(NULL::${name}, ${quoted(others.first)})`;
  const target = firstWritable(relation);
  return [
    { ...attack, sql: `UPDATE ${name} SET ${target} = ${target} WHERE ${places(others.places)}` },
    { ...attack, sql: `DELETE FROM ${name} WHERE ${places(others.places)}` },
    {
      ...attack,
      // The policy is asked before the key: a duplicate means that it had nothing against the row.
      leaked: (outcome) => outcome.state === '23505' || succeeds(outcome),
      sql: `INSERT INTO ${name} (${list}) ${copied}`,
    },
  ];
}

/** A's rows given away, to B and to everybody. */
export const moves = (relation: Relation, column: string, own: Rows): Attack[] =>
  [`'${B}'`, 'NULL']
    .flatMap((tenant) => [tenant, `${tenant} WHERE ${places(own.places)}`])
    .map((move) => ({
      relation: relation.name,
      kind: 'write',
      undo: true,
      leaked: succeeds,
      sql: `UPDATE ${relation.name} SET ${column} = ${move}`,
    }));

/** What a view shows of B, put in through the view. */
export function insertions(relation: Relation, rows: readonly Row[], watch: string): Attack[] {
  const list = relation.columns.map(({ name }) => name).join(', ');
  return rows.map((row) => ({
    relation: relation.name,
    kind: 'write',
    undo: true,
    watch,
    leaked: bIsTouched,
    sql: `INSERT INTO ${relation.name} (${list}) SELECT ${list} FROM jsonb_populate_record(NULL::${relation.name}, ${quoted(row)})`,
  }));
}

const quoted = (row: Row): string => `$row$${JSON.stringify(row)}$row$`;

/** What a role may read of a relation, of those columns that the export has too. */
export function reading(relation: Relation, original: Relation | undefined): string | undefined {
  const known = original?.columns.map(({ name }) => name);
  const columns = readable(relation).filter((name) => known?.includes(name) ?? true);
  return columns.length === 0 ? undefined : `SELECT ${columns.join(', ')} FROM ${relation.name}`;
}
