/**
 * Finds the key values that lead a row into each partition: asks the server which of many values its constraint
 * accepts, so that keys with expressions or hashes need no rule of their own.
 * https://www.postgresql.org/docs/current/ddl-partitioning.html
 */
import type { Database } from '../../engine/engine.js';
import { OURS, type Relation, type Schema } from './relations.js';
import type { Type, Types } from './types.js';
import { literal, MOST_ROWS, type Seed, type Tenant, valueOf } from './values.js';

/** A partition that holds rows itself. */
export interface Leaf {
  readonly root: number;
  readonly partition: number;
  /** Its partitioned ancestors, from its parent up. */
  readonly within: readonly number[];
  /** Columns of its ancestors' partition keys, quoted. */
  readonly columns: readonly string[];
  /** By tenant: values of these columns, as expressions, that lead into it; empty if none were found. */
  readonly keys: Readonly<Record<Tenant, readonly Key[]>>;
}

export type Key = ReadonlyMap<string, string>;

interface Read {
  readonly root: number;
  readonly partition: number;
  readonly within: readonly number[];
  /** Null for a default partition without siblings. */
  readonly constraint: string | null;
  readonly columns: readonly { readonly name: string; readonly type: number; readonly typmod: number }[];
}

/** A column in a key expression has an internal dependency on its table, so that it cannot be dropped alone. */
const LEAVES = `
SELECT c.oid::int8::float8 AS partition, pg_partition_root(c.oid)::oid::int8::float8 AS root,
  (SELECT jsonb_agg(p.id::oid::int8 ORDER BY p.n) FROM pg_partition_ancestors(c.oid) WITH ORDINALITY p(id, n) WHERE p.n > 1) AS within,
  pg_get_partition_constraintdef(c.oid) AS constraint,
  (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('name', quote_ident(a.attname), 'type', a.atttypid::int8::float8, 'typmod', a.atttypmod)), '[]')
    FROM pg_partition_ancestors(c.oid) p(id) JOIN pg_partitioned_table k ON k.partrelid = p.id
    JOIN pg_attribute a ON a.attrelid = k.partrelid AND (a.attnum = ANY (k.partattrs::int2[]) OR EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = k.partrelid AND d.objsubid = a.attnum AND d.refobjid = k.partrelid AND d.refobjsubid = 0 AND d.deptype = 'i'))
    WHERE a.attnum > 0) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND c.relkind = 'r' AND (${OURS} OR n.nspname = 'baseline_verify') ORDER BY n.nspname, c.relname`;

/** Keys per leaf: some each for two tenants and for rows without one. */
const MOST_KEYS = 24;
const TENANTS = ['A', 'B', 'N'] as const;

/** @param tenantValue the value of a column that holds the tenant; undefined for other columns */
export async function readLeaves(
  database: Database,
  types: Types,
  tenantValue: (root: number, column: string, tenant: Tenant) => string | undefined,
): Promise<readonly Leaf[]> {
  const rows = (await database.query(LEAVES)) as unknown as Read[];
  const leaves: Leaf[] = [];
  for (const { constraint, columns, ...leaf } of rows) {
    const names = columns.map(({ name }) => name);
    const keys: Record<Tenant, readonly Key[]> = { A: [], B: [], N: [] };
    if (constraint !== null && columns.length > 0) {
      const ofTenant = names.some((name) => tenantValue(leaf.root, name, 'A') !== undefined);
      const find = (tenant?: Tenant): Promise<Key[]> =>
        keysOf(
          database,
          constraint,
          columns.map(({ name, type, typmod }) => {
            const told = tenant && tenantValue(leaf.root, name, tenant);
            const values =
              told === undefined ? candidates(types, type, typmod, constraint, columns.length < 3) : [told];
            return { name, type: types.get(type)!.name, values };
          }),
        );
      const all = ofTenant ? [] : await find();
      for (const [at, tenant] of TENANTS.entries()) {
        const own = all.filter((_, n) => n % TENANTS.length === at);
        keys[tenant] = ofTenant ? await find(tenant) : own.length > 0 ? own : all;
      }
    }
    leaves.push({ ...leaf, columns: names, keys });
  }
  return leaves;
}

interface Choice {
  readonly name: string;
  readonly type: string;
  /** SQL expressions. */
  readonly values: readonly string[];
}

async function keysOf(database: Database, constraint: string, choices: readonly Choice[]): Promise<Key[]> {
  const from = choices.map(
    ({ name, type, values }, at) =>
      `unnest(ARRAY[${values.join(', ')}]::${type}[]) WITH ORDINALITY AS choice_${at}(${name}, at_${at})`,
  );
  const shown = choices.map(({ name }) => `${name}::text`).join(', ');
  const order = choices.map((_, at) => `at_${at}`).join(' + ');
  const found = await database.query<{ key: (string | null)[] }>(
    `SELECT ARRAY[${shown}] AS key FROM ${from.join(', ')} WHERE ${constraint} ORDER BY ${order} LIMIT ${MOST_KEYS}`,
  );
  return found.map(
    ({ key }) =>
      new Map(
        choices.map(({ name, type }, at) => {
          const value = key[at] ?? null;
          return [name, value === null ? 'NULL' : `${literal(value)}::${type}`];
        }),
      ),
  );
}

const SEEDS = (['A', 'B'] as const).flatMap((tenant) =>
  Array.from({ length: MOST_ROWS }, (_, row): Seed => ({ tenant, row })),
);
/** Values that a hash spreads over its partitions; `more` adds the lowest and highest ones. */
const MANY = Array.from({ length: 200 }, (_, at) => at);

function more({ plain, category }: Type): string[] {
  if (plain === 'uuid') {
    const ends = ['0', 'f'].map((digit) => literal(digit.repeat(32)));
    return [...ends, ...MANY.map((at) => `md5('${at}')::uuid`)];
  }
  if (category === 'N') return MANY.map((at) => String(100 + at));
  return category === 'S' ? [`''`, ...MANY.map((at) => literal(`k${at}`))] : [];
}

const STEPS = Array.from({ length: 15 }, (_, at) => at - 2);

/** The constraint's literals and values around them; for a year, one of its days; and the values of all other rows. */
function candidates(types: Types, id: number, typmod: number, constraint: string, isWide: boolean): string[] {
  const own = types.get(id)!;
  const type = own.kind === 'd' ? types.get(own.base)! : own;
  const said = [...constraint.matchAll(/'((?:[^']|'')*)'|(?<![\w.'])(-?\d+(?:\.\d+)?)/g)].map(
    ([, quoted, number]) => quoted?.replaceAll("''", "'") ?? number!,
  );
  const out: string[] = [];
  for (const text of said) {
    const isNumber = /^-?\d+(?:\.\d+)?$/.test(text);
    const date = isNumber
      ? /^[12]\d{3}$/.test(text)
        ? `${text}-06-15`
        : undefined
      : /^\d{4,}-\d\d-\d\d/.exec(text) && text;
    if (type.category === 'D' && date)
      for (const step of STEPS)
        out.push(`(${literal(date)}::timestamptz + interval '${step} days')::${type.name}`);
    else if (type.category === 'N' && isNumber)
      for (const step of STEPS) out.push(`(${text} + ${step})::${type.name}`);
    else if (
      type.category === 'S' ||
      type.category === 'E' ||
      (type.plain === 'uuid' && /^[0-9a-f-]{36}$/i.test(text))
    )
      out.push(literal(text));
  }
  if (type.category === 'B') out.push('true', 'false');
  const usual = SEEDS.flatMap((seed) => valueOf(types, id, typmod, seed) ?? []);
  return [...new Set([...out, ...usual, ...(isWide ? more(type) : []), 'NULL'])];
}

/** An ancestor is partitioned by tenant, so that A and B have their rows in another partition. */
export function isOfOneTenant(
  { id, kind, tenant }: Relation,
  leaves: readonly Leaf[],
  schema: Schema,
): boolean {
  if (kind === 'r')
    return leaves.some(({ partition, columns }) => partition === id && columns.includes(tenant!));
  const above = leaves.flatMap(({ within }) =>
    within.includes(id) ? within.slice(within.indexOf(id) + 1) : [],
  );
  return above.some((one) => schema.relations.get(one)?.partitionedBy.includes(tenant!));
}
