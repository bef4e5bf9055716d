/** All rows of all tables, and where sequences are: what a migration has to keep. */
import type { Database, Row } from '../../engine/engine.js';
import type { Table } from '../base/tables.js';
import { unforced } from '../base/forced.js';
import { textsOf } from '../base/texts.js';

export interface TableRows {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Sequence extends Row {
  readonly name: string;
  /** The column that owns it. */
  readonly owner: string | null;
  /** The value that nextval gives. */
  readonly next: string;
}

export interface Snapshot {
  readonly tables: ReadonlyMap<string, TableRows>;
  readonly sequences: readonly Sequence[];
  /** Materialized views that can be read. */
  readonly populated: ReadonlySet<string>;
}

export const snapshot = (database: Database, tables: ReadonlyMap<string, Table>): Promise<Snapshot> =>
  unforced(database, () => readAll(database, tables));

async function readAll(database: Database, tables: ReadonlyMap<string, Table>): Promise<Snapshot> {
  const out = new Map<string, TableRows>();
  for (const table of tables.values()) {
    const columns = table.columns.map(({ name }) => name);
    // Rows of a partitioned table are its partitions'.
    const rows = table.partitioned
      ? []
      : await database.query<{ texts: (string | null)[] } & Row>(
          `SELECT ${textsOf(columns)} AS texts FROM ONLY ${table.name} pg_baseline_row`,
        );
    out.set(table.name, { table, columns, rows: rows.map(({ texts }) => texts) });
  }
  const populated = await database.query<{ name: string }>(
    `SELECT name FROM (${MATERIALIZED}) v WHERE populated`,
  );
  return {
    tables: out,
    sequences: await readSequences(database),
    populated: new Set(populated.map(({ name }) => name)),
  };
}

const NAMED = `pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)`;
const OWN = `c.oid >= 16384 AND n.nspname !~ '^pg_(toast_)?temp_'`;

const MATERIALIZED = `SELECT ${NAMED} AS name, c.relispopulated AS populated FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND ${OWN}`;

const SEQUENCES = `SELECT ${NAMED} AS name, s.seqincrement::text AS increment, s.seqcycle AS cycle, (SELECT pg_catalog.quote_ident(m.nspname) || '.' ||
      pg_catalog.quote_ident(r.relname) || '.' || pg_catalog.quote_ident(a.attname)
    FROM pg_depend d JOIN pg_class r ON r.oid = d.refobjid JOIN pg_namespace m ON m.oid = r.relnamespace
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
      AND d.refclassid = 'pg_class'::regclass) AS owner
  FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${OWN} ORDER BY 1`;

interface Named extends Row {
  readonly name: string;
  readonly owner: string | null;
  readonly increment: string;
}

async function readSequences(database: Database): Promise<Sequence[]> {
  const named = await database.query<Named>(SEQUENCES);
  const out: Sequence[] = [];
  for (const { name, owner, increment } of named) {
    const [at] = await database.query<{ next: string }>(
      `SELECT (CASE WHEN is_called THEN last_value::numeric + ${increment} ELSE last_value END)::text AS next FROM ${name}`,
    );
    out.push({ name, owner, next: at!.next });
  }
  return out;
}

/** So that a sequence that is made anew is not where it was. */
export async function advance(database: Database): Promise<void> {
  for (const { name } of await database.query<Named>(SEQUENCES))
    await database
      .query(
        `SELECT pg_catalog.nextval('${name.replaceAll("'", "''")}') FROM pg_catalog.generate_series(1, 7)`,
      )
      .catch(() => []);
}

/** A view whose query fails stays as it is. Those that others need come first. */
export async function populate(database: Database): Promise<void> {
  const views = await database.query<{ name: string }>(`SELECT name FROM (${MATERIALIZED}) v ORDER BY name`);
  // One may read another.
  for (let left = views.map(({ name }) => name), before = -1; left.length > 0 && left.length !== before;) {
    before = left.length;
    const again: string[] = [];
    for (const name of left)
      await database.query(`REFRESH MATERIALIZED VIEW ${name}`).catch(() => again.push(name));
    left = again;
  }
}
