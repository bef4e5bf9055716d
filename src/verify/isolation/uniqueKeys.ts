/**
 * A unique key tells whether another tenant has a value, since no policy is asked (23505). A superuser gives a row of A what a
 * row of B has, with nothing else in the way.
 */
import { quoted } from '../names.js';
import { attempt, type Outcome, shown } from './attempt.js';
import type { Ground } from './ground.js';
import { firstOf, type TryKey } from './keyTries.js';
import { literal } from './values.js';

interface UniqueKey {
  readonly table: number;
  readonly name: string;
  /** All that it is about, in its condition and its expressions too. */
  readonly columns: readonly string[];
  /** Columns and expressions, which may not be empty for it to mean anything. */
  readonly compared: readonly string[];
  readonly condition: string | null;
  /** Its name, and those of its partitions. */
  readonly names: readonly string[];
  /** Qualified, quoted where it must be. */
  readonly index: string;
  readonly asked: boolean;
}

/**
 * Not asked are keys that hold the primary key besides, and keys with a value in them that nobody chooses: one that is counted, or
 * a uuid, unless it comes from outside, alone in its key, or refers by a key that takes another tenant's ($2).
 */
const UNIQUE_KEYS = `
SELECT i.indrelid::int8::float8 AS table, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS index, pg_get_expr(i.indpred, i.indrelid) AS condition,
  (SELECT jsonb_agg(x.relname) FROM pg_class x WHERE x.oid = i.indexrelid OR x.oid IN (SELECT relid FROM pg_partition_tree(i.indexrelid))) AS names,
  (SELECT coalesce(jsonb_agg(quote_ident(a.attname) ORDER BY a.attnum), '[]') FROM pg_attribute a
    WHERE a.attrelid = i.indrelid AND a.attgenerated = '' AND (a.attnum = ANY (i.indkey) OR a.attnum IN
      (SELECT d.refobjsubid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid))) AS columns,
  (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, n, false)) FROM generate_series(1, i.indnkeyatts) n) AS compared,
  (i.indisprimary OR NOT coalesce(p.indkey::int2[] <@ i.indkey::int2[], false))
    AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND (
    a.attidentity <> '' OR EXISTS (SELECT FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
      AND pg_get_expr(d.adbin, d.adrelid) ~ '\\mnextval\\M')
    OR a.atttypid = 'uuid'::regtype AND (i.indisprimary OR i.indnkeyatts > 1 OR a.atthasdef)
      AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.oid = ANY ($2::oid[]) AND f.conrelid = a.attrelid AND a.attnum = ANY (f.conkey)))) AS asked
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index p ON p.indrelid = i.indrelid AND p.indisprimary
WHERE i.indisunique AND NOT c.relispartition AND i.indrelid = ANY ($1::oid[])
ORDER BY i.indrelid, c.relname`;

interface TryUnique extends TryKey {
  readonly indexes: readonly string[];
}

export async function tryUniqueKeys(ground: Ground, open: ReadonlySet<number>): Promise<void> {
  const { schema, database } = ground;
  const tables = [...schema.relations.values()].filter(
    ({ tenant, kind }) => tenant !== undefined && 'rp'.includes(kind),
  );
  const ids = `{${tables.map(({ id }) => id).join(',')}}`;
  const keys = (await database.query(UNIQUE_KEYS, [
    ids,
    `{${[...open].join(',')}}`,
  ])) as unknown as UniqueKey[];
  const tries = keys
    .filter((key) => key.asked && key.columns.length > 0 && !isClosed(ground, key, open))
    .map((key) => tryOf(ground, key, keys));
  const outcomes = await attempt(database, { settings: ground.settings() }, tries);
  tries.forEach((one, at) => judgeUnique(ground, one, outcomes[at]!));
}

/** By the tenant in it, or by a reference that takes no key of another tenant. */
function isClosed({ schema }: Ground, { table, columns }: UniqueKey, open: ReadonlySet<number>): boolean {
  const { tenant } = schema.relations.get(table)!;
  if (columns.includes(tenant!) && schema.tenants?.id !== table) return true;
  return schema.foreignKeys.some(
    (key) =>
      key.table === table &&
      !open.has(key.id) &&
      schema.relations.get(key.parent)?.tenant !== undefined &&
      key.columns.some((column) => columns.includes(column)) &&
      key.parent !== schema.tenants?.id,
  );
}

function tryOf({ schema, names }: Ground, key: UniqueKey, keys: readonly UniqueKey[]): TryUnique {
  const { table, name, names: indexes, columns, compared, condition } = key;
  const relation = schema.relations.get(table)!;
  const filled = compared.map((column) => `AND (${column}) IS NOT NULL`).join(' ');
  const other = `SELECT ${columns.map((column) => `y.${column}`).join(', ')} FROM ${relation.name} y WHERE y.${relation.tenant!}::text = ${literal(names.b)} ${filled} ${condition === null ? '' : `AND (${condition})`} ORDER BY y.tableoid, y.ctid LIMIT 1`;
  // Others on the same columns would speak first.
  const gone = keys.filter(
    (one) =>
      one.table === table &&
      one !== key &&
      one.columns.length > 0 &&
      one.columns.every((column) => columns.includes(column)),
  );
  const prepared = gone.map(
    (one) =>
      `ALTER TABLE ${relation.name} DROP CONSTRAINT IF EXISTS ${quoted(one.name)} CASCADE; DROP INDEX IF EXISTS ${one.index};`,
  );
  return {
    relation,
    name,
    indexes,
    ...(prepared.length > 0 && { prepared: prepared.join(' ') }),
    sql: `UPDATE ${relation.name} SET (${columns.join(', ')}) = (${other}) WHERE (tableoid, ctid) = ${firstOf(relation, names.a)} AND EXISTS (${other})`,
  };
}

function judgeUnique({ findings }: Ground, one: TryUnique, outcome: Outcome): void {
  const { relation, name, indexes, sql } = one;
  const { state, message, constraint, count } = outcome;
  findings.tried(relation.name, 'unique');
  // WITHOUT OVERLAPS says 23P01.
  if ((state === '23505' || state === '23P01') && indexes.includes(constraint ?? '')) {
    findings.leak({
      relation: relation.name,
      attack: 'unique',
      name,
      statement: shown({ settings: {} }, sql),
      shows: message ?? state,
    });
  } else if (!(state === null && count === 1) && state !== '23503') {
    findings.unclear.push({
      relation: relation.name,
      attack: 'unique',
      why: `${name}: ${state === null ? 'no row of the other tenant has such values' : `${state} ${message ?? ''}`}`,
    });
  }
}
