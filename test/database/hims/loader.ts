/**
 * Copies the rows of the raw export into another database of the same tables, tenant by tenant: what the source does not
 * have, above all an added tenant column, gets its default, and the default asks for the current tenant.
 *
 * By COPY, which takes values for identity columns as they are and needs no text of a value to survive a detour.
 * As a superuser, past row-level security, and without triggers and foreign keys, since rows refer to each other in
 * circles. Whether the foreign keys hold afterwards is a test of its own.
 */
import type { Database } from '../database.js';
import { OWN_SCHEMAS, tenantOf, type Tenant } from './tenants.js';

interface Table {
  readonly name: string;
  readonly partitioned: boolean;
  readonly columns: readonly string[];
}

/** The audit trigger on patients is ENABLE ALWAYS: what it writes while rows are loaded makes way for the copy. */
const WRITTEN_BY_TRIGGERS = 'audit.audit_log';

export async function tablesOf(database: Database): Promise<Table[]> {
  const rows = await database.query(`
    SELECT c.oid::regclass::text AS name, c.relkind = 'p' AS partitioned,
      (SELECT jsonb_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${OWN_SCHEMAS}
    ORDER BY c.oid::regclass::text <> '${WRITTEN_BY_TRIGGERS}' DESC, 1`);
  return rows as unknown as Table[];
}

/** Copies the rows of those tenants that `whose` names for a table, and of nobody where that is one of them. */
export async function copyRows(
  source: Database,
  target: Database,
  whose: (table: string) => readonly (Tenant | undefined)[],
): Promise<void> {
  const tables = await tablesOf(source);
  const parts = tables.flatMap((table) => whose(table.name).map((tenant) => rowsOf(table, tenant)));
  // What psql prints of this is a script that loads: rows between the statements that take them.
  const rows = await source.output(parts.join('\n'));
  const sequences = (await sequencesOf(source)).map(
    ({ name, value, called }) => `SELECT setval('${name}', ${value}, ${called}) \\g /dev/null`,
  );
  const failed = await target.apply(
    `SET LOCAL session_replication_role = replica;\n${rows}\n${sequences.join('\n')}\n`,
  );
  if (failed !== undefined) throw new Error(`The sample rows cannot be loaded: ${failed}`);
}

function rowsOf({ name, partitioned, columns }: Table, tenant: Tenant | undefined): string {
  const from = partitioned ? name : `ONLY ${name}`;
  const list = columns.join(', ');
  const whose = tenant === undefined ? 'IS NULL' : `= '${tenant}'`;
  const lines = [
    `SELECT set_config('app.current_tenant', '${tenant ?? ''}', true) \\g /dev/null`,
    ...(name === WRITTEN_BY_TRIGGERS ? [`DELETE FROM ${name} WHERE event_time = now();`] : []),
    `COPY ${name} (${list}) FROM STDIN;`,
  ];
  return [
    ...lines.map((line) => `\\echo ${quoted(line)}`),
    `COPY (SELECT ${list} FROM ${from} t WHERE ${tenantOf(name)} ${whose}) TO STDOUT;`,
    `\\echo ${quoted('\\.')}`,
  ].join('\n');
}

/** A text as psql's commands take it: they read backslashes, and a quotation mark is doubled. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** How many rows each table has. */
export async function rowCounts(database: Database): Promise<ReadonlyMap<string, number>> {
  const counts = (await tablesOf(database)).map(
    ({ name, partitioned }) =>
      `SELECT '${name}' AS name, count(*) AS rows FROM ${partitioned ? name : `ONLY ${name}`}`,
  );
  const rows = await database.query(counts.join(' UNION ALL '));
  return new Map(rows.map(({ name, rows: count }) => [String(name), Number(count)]));
}

/** Where each sequence stands: pg_sequences does not tell it of one that was set and not asked yet. */
export async function sequencesOf(
  database: Database,
): Promise<readonly { name: string; value: number; called: boolean }[]> {
  const names = await database.query(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND ${OWN_SCHEMAS}`);
  const each = names.map(
    ({ name }) =>
      `SELECT '${String(name)}' AS name, last_value AS value, is_called AS called FROM ${String(name)}`,
  );
  const rows = await database.query(`${each.join(' UNION ALL ')} ORDER BY 1`);
  return rows as unknown as { name: string; value: number; called: boolean }[];
}
