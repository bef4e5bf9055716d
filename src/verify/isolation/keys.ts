/**
 * Two ways across that no policy closes, since the server itself looks past policies: a foreign key that takes another
 * tenant's key, and a unique key that tells whether another tenant has a value. A superuser tries both on a row of A,
 * with the triggers of people off, so that nothing else is in the way.
 */
import { attempt, type Attempt, type Outcome, shown } from './attempt.js';
import type { Ground } from './ground.js';
import type { ForeignKey, Relation, Schema } from './relations.js';
import { literal, quoted } from './values.js';

interface Try extends Attempt {
  readonly relation: Relation;
  readonly name: string;
}

export async function tryKeys(ground: Ground): Promise<void> {
  await ground.aside('SELECT baseline_verify.disable_triggers();', async () => {
    const open = await tryForeignKeys(ground);
    await tryUniqueKeys(ground, open);
  });
}

const belongs = ({ tenant }: Relation, row: string, id: string): string =>
  tenant === undefined ? 'true' : `${row}.${tenant}::text = ${literal(id)}`;

const firstOf = (relation: Relation, id: string): string =>
  `(SELECT x.tableoid, x.ctid FROM ${relation.name} x WHERE ${belongs(relation, 'x', id)} ORDER BY x.tableoid, x.ctid LIMIT 1)`;

const holdsRowsOfTenants = ({ tenant, open }: Relation): boolean => tenant !== undefined || open === true;

/** Foreign keys that take another tenant's key. */
async function tryForeignKeys(ground: Ground): Promise<ReadonlySet<number>> {
  const { schema, names } = ground;
  // One over the tenant column, beside one that is not, is tried with that.
  const singles = new Set<string>();
  const tries = schema.foreignKeys
    .toSorted((a, b) => a.columns.length - b.columns.length)
    .flatMap((key): (Try & { key: ForeignKey })[] => {
      const [child, parent] = [schema.relations.get(key.table)!, schema.relations.get(key.parent)];
      if (parent === undefined || ![child, parent].every(holdsRowsOfTenants)) return [];
      const pairs = key.columns
        .map((column, at) => [column, key.parentColumns[at]!] as const)
        .filter(([column]) => column !== child.tenant);
      if (pairs.length === 0 || parent.id === schema.tenants?.id) return [];
      const same = `${child.id} ${parent.id} ${pairs.join(' ')}`;
      if (singles.has(same)) return [];
      singles.add(same);
      // Where no column tells, the last row is as much another's as any.
      const last = parent.tenant === undefined ? 'DESC' : '';
      const other = `SELECT ${pairs.map(([, column]) => `y.${column}`).join(', ')} FROM ${parent.name} y WHERE ${belongs(parent, 'y', names.b)} ORDER BY y.tableoid, y.ctid ${last} LIMIT 1`;
      const sql = `UPDATE ${child.name} SET (${pairs.map(([column]) => column).join(', ')}) = (${other}) WHERE (tableoid, ctid) = ${firstOf(child, names.a)} AND EXISTS (${other})`;
      return [
        { key, relation: child, name: key.name, sql, prepared: clearedFor(ground, key, child, parent) },
      ];
    });
  const open = new Set<number>();
  const outcomes = await attempt(ground.database, { settings: ground.settings() }, tries);
  tries.forEach(({ relation, name, sql, key }, at) => {
    const { state, count, message, table } = outcomes[at]!;
    ground.findings.tried(relation.name, 'foreign key');
    if (state === null && count === 1) {
      open.add(key.id);
      ground.findings.leak({
        relation: relation.name,
        attack: 'foreign key',
        name,
        statement: sql,
        shows: 'takes another tenant’s key',
      });
    } else if (state !== '23503' || !isOf(schema, relation, table)) {
      ground.findings.unclear.push({
        relation: relation.name,
        attack: 'foreign key',
        why: `${name}: ${state === null ? 'no row' : `${state} ${message ?? ''}`}`,
      });
    }
  });
  return open;
}

/** A partition may be named in the place of its table. */
const isOf = ({ relations }: Schema, relation: Relation, table: string | null): boolean =>
  [...relations.values()].some(({ root, plain }) => root === relation.root && plain === table);

/** B's own rows go, lest a unique key speaks first; and rows that refer to the row of A by what is changed, and keys that refer elsewhere by it. */
function clearedFor({ schema, names }: Ground, key: ForeignKey, child: Relation, parent: Relation): string {
  const out: string[] = [];
  const isUnique = child.columns.some(
    (column) => column.unique && column.name !== child.tenant && key.columns.includes(column.name),
  );
  if (child.id !== parent.id && isUnique)
    out.push(
      `DELETE FROM ${child.name} c WHERE ${child.tenant === undefined ? `(c.tableoid, c.ctid) <> ${firstOf(child, names.a)}` : belongs(child, 'c', names.b)};`,
    );
  const changes = (columns: readonly string[]): boolean =>
    columns.some((column) => column !== child.tenant && key.columns.includes(column));
  for (const other of schema.foreignKeys) {
    if (other.table !== child.id) {
      if (other.parent === child.id && other.table !== parent.id && changes(other.parentColumns))
        out.push(`DELETE FROM ${schema.relations.get(other.table)!.name};`);
    } else if (
      (other.parent !== parent.id && changes(other.columns)) ||
      (other.parent === child.id && parent.id !== child.id && changes(other.parentColumns))
    ) {
      out.push(`ALTER TABLE ${child.name} DROP CONSTRAINT ${quoted(other.name)};`);
    }
  }
  return out.join(' ') || 'SELECT';
}

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
}

/**
 * Not asked are keys whose values nobody chooses, those that hold the primary key besides, and those with a reference in them
 * that takes no key of another tenant: what belongs to a row of B is not to be had by A in any case.
 */
const UNIQUE_KEYS = `
SELECT i.indrelid::int8::float8 AS table, c.relname AS name, pg_get_expr(i.indpred, i.indrelid) AS condition,
  (SELECT jsonb_agg(x.relname) FROM pg_class x WHERE x.oid = i.indexrelid OR x.oid IN (SELECT relid FROM pg_partition_tree(i.indexrelid))) AS names,
  (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = i.indrelid AND a.attgenerated = '' AND (a.attnum = ANY (i.indkey) OR a.attnum IN
      (SELECT d.refobjsubid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid))) AS columns,
  (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid, n, false)) FROM generate_series(1, i.indnkeyatts) n) AS compared
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_index p ON p.indrelid = i.indrelid AND p.indisprimary
WHERE i.indisunique AND NOT c.relispartition AND i.indrelid = ANY ($1::oid[])
  AND (i.indisprimary OR NOT coalesce(p.indkey::int2[] <@ i.indkey::int2[], false))
  AND NOT (i.indisprimary AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    AND (a.attidentity <> '' OR a.atttypid = 'uuid'::regtype OR a.atthasdef AND pg_get_serial_sequence(i.indrelid::regclass::text, a.attname) IS NOT NULL)))
ORDER BY i.indrelid, c.relname`;

interface TryUnique extends Try {
  readonly indexes: readonly string[];
}

async function tryUniqueKeys(ground: Ground, open: ReadonlySet<number>): Promise<void> {
  const { schema, names, database } = ground;
  const tables = [...schema.relations.values()].filter(
    ({ tenant, kind }) => tenant !== undefined && 'rp'.includes(kind),
  );
  const keys = await database.query(UNIQUE_KEYS, [`{${tables.map(({ id }) => id).join(',')}}`]);
  const tries = (keys as unknown as UniqueKey[]).flatMap(
    ({ table, name, names: indexes, columns, compared, condition }): TryUnique[] => {
      const relation = schema.relations.get(table)!;
      if (columns === null || (columns.includes(relation.tenant!) && schema.tenants?.id !== table)) return [];
      const closed = schema.foreignKeys.some(
        (key) =>
          key.table === table &&
          !open.has(key.id) &&
          schema.relations.get(key.parent)?.tenant !== undefined &&
          key.columns.some((column) => columns.includes(column)) &&
          key.parent !== schema.tenants?.id,
      );
      if (closed) return [];
      const filled = compared.map((column) => `AND (${column}) IS NOT NULL`).join(' ');
      const other = `SELECT ${columns.map((column) => `y.${column}`).join(', ')} FROM ${relation.name} y WHERE y.${relation.tenant!}::text = ${literal(names.b)} ${filled} ${condition === null ? '' : `AND (${condition})`} ORDER BY y.tableoid, y.ctid LIMIT 1`;
      return [
        {
          relation,
          name,
          indexes,
          sql: `UPDATE ${relation.name} SET (${columns.join(', ')}) = (${other}) WHERE (tableoid, ctid) = ${firstOf(relation, names.a)} AND EXISTS (${other})`,
        },
      ];
    },
  );
  const outcomes = await attempt(database, { settings: ground.settings() }, tries);
  tries.forEach((one, at) => judgeUnique(ground, one, outcomes[at]!));
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
