/**
 * Two ways across that no policy closes, since the server itself looks past policies: a foreign key that accepts
 * another tenant's key, and a unique key that tells whether another tenant has a value. Both are tried by an
 * administrator on A's rows, with the triggers of the dump off, so that nothing else is in the way.
 */
import type { Database } from '../database.js';
import type { Hospital } from './databases.js';
import { keyOf, type Leak } from './leaks.js';
import { attempt, type Outcome } from './session.js';
import { A, B, OF_TENANT_A, OWN_SCHEMAS, tenantColumns } from './tenants.js';

const WITHOUT_TRIGGERS = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${OWN_SCHEMAS}
  LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', name); END LOOP;
END $$;`;

interface UniqueKey extends Key {
  /** Columns that may not be empty for the key to mean anything; the rest are in its condition or its expressions. */
  readonly compared: readonly string[] | null;
}

interface Key {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly key: readonly string[];
}

const firstOfA = (table: string, column: string): string =>
  `SELECT tableoid, ctid FROM ${table} WHERE ${column}::text = '${A}' ORDER BY tableoid, ctid LIMIT 1`;

interface Try {
  readonly table: string;
  readonly name: string;
  readonly sql: string;
}

async function readForeignKeys(raw: Database): Promise<readonly Key[]> {
  const names = (of: string, keys: string): string =>
    `(SELECT jsonb_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(${keys}) WITH ORDINALITY k(at, n)
      JOIN pg_attribute a ON a.attrelid = ${of} AND a.attnum = k.at)`;
  const keys = await raw.query(`
    SELECT conrelid::regclass::text AS table, conname AS name, ${names('conrelid', 'conkey')} AS columns,
      confrelid::regclass::text AS parent, ${names('confrelid', 'confkey')} AS key
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY 1, 2`);
  return keys as unknown as Key[];
}

async function tryAll(
  { baseline }: Hospital,
  tries: readonly Try[],
): Promise<readonly (Try & { readonly outcome: Outcome })[]> {
  const session = { role: 'hims_admin', settings: OF_TENANT_A, prepared: WITHOUT_TRIGGERS };
  const outcomes = await attempt(
    baseline,
    session,
    tries.map(({ sql }) => ({ sql, undo: true })),
  );
  return tries.map((one, at) => ({ ...one, outcome: outcomes[at]! }));
}

export interface Tried {
  readonly tried: number;
  /** What was tried, as the verdict names it. */
  readonly keys: ReadonlySet<string>;
  readonly leaks: readonly Leak[];
  /** Tries that failed for another reason than the one in question. */
  readonly unclear: readonly string[];
}

/**
 * A row of A is given a key of B. B's own rows in that table are out of the way, lest a unique key speaks first; they go
 * without asking anybody, and what is tried is asked again.
 */
export async function tryForeignKeys(hospital: Hospital): Promise<Tried> {
  const columns = await tenantColumns(hospital.baseline);
  const keys = await readForeignKeys(hospital.raw);
  const tries = keys.flatMap(({ table, name, columns: own, parent, key }): Try[] => {
    const [mine, theirs] = [columns.get(table), columns.get(parent)];
    if (mine === undefined || theirs === undefined || own.includes(mine)) return [];
    const cleared =
      table === parent
        ? ''
        : `SET LOCAL session_replication_role = replica;
          DELETE FROM ${table} WHERE ${mine}::text = '${B}';
          SET LOCAL session_replication_role = origin;`;
    const other = `SELECT ${key.join(', ')} FROM ${parent} WHERE ${theirs}::text = '${B}' ORDER BY ctid DESC LIMIT 1`;
    const change = `UPDATE ${table} SET (${own.join(', ')}) = (${other}) WHERE (tableoid, ctid) = (${firstOfA(table, mine)})`;
    return [
      {
        table,
        name,
        sql: `DO $$ BEGIN ${cleared} ${change}; IF NOT FOUND THEN RAISE no_data_found; END IF; END $$`,
      },
    ];
  });
  const tried = await tryAll(hospital, tries);
  return {
    tried: tried.length,
    keys: new Set(tried.map(({ table, name }) => keyOf('foreign key', table, name))),
    leaks: tried.flatMap(({ table, name, outcome }) =>
      outcome.state === null
        ? [{ kind: 'foreign key' as const, relation: table, name, evidence: 'takes a key of B' }]
        : [],
    ),
    unclear: tried.flatMap(({ name, table, outcome: { state, message } }) =>
      state === '23503' || state === null ? [] : [`${table} ${name}: ${message}`],
    ),
  };
}

/**
 * A row of A takes a value of B: only a key that is unique across tenants minds. Not asked are keys whose values nobody
 * chooses, and those with a reference in them that takes no key of another tenant: what belongs to a row of B is not to be
 * had by A in any case.
 */
export async function tryUniqueKeys(hospital: Hospital): Promise<Tried> {
  const columns = await tenantColumns(hospital.baseline);
  const keys = (await hospital.baseline.query(`
    SELECT i.indrelid::regclass::text AS table, c.relname AS name,
      (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attgenerated = '' AND (a.attnum = ANY (i.indkey) OR a.attnum IN
          (SELECT d.refobjsubid FROM pg_depend d WHERE d.objid = i.indexrelid AND d.refobjid = i.indrelid))) AS columns,
      (SELECT jsonb_agg(quote_ident(a.attname)) FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) AS compared
    FROM pg_index i LEFT JOIN pg_index p ON p.indrelid = i.indrelid AND p.indisprimary
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE i.indisunique AND NOT c.relispartition AND ${OWN_SCHEMAS}
      AND (i.indisprimary OR NOT coalesce(p.indkey::smallint[] <@ i.indkey::smallint[], false))
      AND NOT (i.indisprimary AND EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND (a.attidentity <> '' OR a.atttypid = 'uuid'::regtype
          OR pg_get_serial_sequence(i.indrelid::regclass::text, a.attname) IS NOT NULL)))
    ORDER BY 1, 2`)) as unknown as UniqueKey[];
  const open = (await tryForeignKeys(hospital)).leaks.map(({ relation, name }) => `${relation} ${name}`);
  const references = (await readForeignKeys(hospital.raw)).filter(
    ({ table, name, parent }) => columns.has(parent) && !open.includes(`${table} ${name}`),
  );
  const refers = (table: string, own: readonly string[]): boolean =>
    references.some((key) => key.table === table && key.columns.some((name) => own.includes(name)));
  const tries = keys.flatMap(({ table, name, columns: own, compared }): Try[] => {
    const mine = columns.get(table);
    if (mine === undefined || own === null || own.includes(mine) || refers(table, own)) return [];
    const other = `SELECT ${own.join(', ')} FROM ${table} WHERE ${mine}::text = '${B}'
      AND num_nulls(${(compared ?? own).join(', ')}) = 0 ORDER BY ctid LIMIT 1`;
    const change = `UPDATE ${table} SET (${own.join(', ')}) = (${other})
      WHERE (tableoid, ctid) = (${firstOfA(table, mine)}) AND EXISTS (${other})`;
    return [{ table, name, sql: change }];
  });
  const tried = await tryAll(hospital, tries);
  return {
    tried: tried.length,
    keys: new Set(tried.map(({ table, name }) => keyOf('unique', table, name))),
    leaks: tried.flatMap(({ table, name, outcome: { state, message } }) =>
      state === '23505' && message?.includes(`"${name}"`) === true
        ? [{ kind: 'unique' as const, relation: table, name, evidence: message }]
        : [],
    ),
    unclear: tried.flatMap(({ name, table, outcome: { state, message, count } }) =>
      (state === null && count === 1) || state === '23503' || message?.includes(`"${name}"`) === true
        ? []
        : [`${table} ${name}: ${message}`],
    ),
  };
}
