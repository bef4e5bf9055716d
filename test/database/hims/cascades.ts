/**
 * A way across that no policy closes: a row for all is deleted, or its key is changed, and what refers to it follows, whoever
 * it belongs to. Tried on rows that only B refers to, one by one, lest another reference is in the way.
 */
import type { Database } from '../database.js';
import { watchOf, type Attack } from './attacks.js';
import type { Leak } from './leaks.js';
import { attempt } from './session.js';
import { B, OF_TENANT_A, OWN_SCHEMAS, tenantColumns } from './tenants.js';

interface Reference {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly key: readonly KeyColumn[];
  readonly onDelete: boolean;
  readonly onUpdate: boolean;
}

interface KeyColumn {
  readonly name: string;
  readonly category: string;
  readonly type: string;
}

/** Foreign keys that do more than refuse. */
async function readReferences(database: Database): Promise<readonly Reference[]> {
  const keys = await database.query(`
    SELECT conrelid::regclass::text AS table, conname AS name, confrelid::regclass::text AS parent,
      confdeltype IN ('c', 'n', 'd') AS "onDelete", confupdtype IN ('c', 'n', 'd') AS "onUpdate",
      (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(conkey) WITH ORDINALITY k(at, n)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.at) AS columns,
      (SELECT jsonb_agg(jsonb_build_object('name', quote_ident(a.attname), 'category', t.typcategory, 'type', t.typname)
          ORDER BY k.n) FROM unnest(confkey) WITH ORDINALITY k(at, n)
        JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = k.at
        JOIN pg_type t ON t.oid = a.atttypid) AS key
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE contype = 'f' AND conparentid = 0 AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))
      AND ${OWN_SCHEMAS} ORDER BY 1, 2`);
  return keys as unknown as Reference[];
}

/** Another value of the same length. */
function other({ name, category, type }: KeyColumn): string {
  if (category === 'N') return `-${name}`;
  if (category === 'S') return `overlay(${name} PLACING '~' FROM 1 FOR 1)`;
  if (type === 'uuid') return 'gen_random_uuid()';
  throw new Error(`What another value of ${name} is, a ${type}, nobody has said.`);
}

/** Where the rows lie that B refers to by this foreign key, and nobody else. */
async function onlyOfB(
  database: Database,
  { table, columns, parent, key }: Reference,
  tenant: string,
): Promise<readonly string[]> {
  const same = columns.map((name, at) => `c.${name} = p.${key[at]!.name}`).join(' AND ');
  const rows = await database.query(`
    SELECT format('(tableoid, ctid) = (%L::regclass, %L::tid)', p.tableoid::regclass, p.ctid) AS place FROM ${parent} p
    WHERE EXISTS (SELECT FROM ${table} c WHERE ${same})
      AND NOT EXISTS (SELECT FROM ${table} c WHERE ${same} AND c.${tenant}::text IS DISTINCT FROM '${B}') ORDER BY p.ctid`);
  return rows.map(({ place }) => String(place));
}

export async function cascadeLeaks(database: Database, role: string): Promise<readonly Leak[]> {
  const columns = await tenantColumns(database);
  const attacks: (Attack & { readonly name: string })[] = [];
  for (const reference of await readReferences(database)) {
    const { table, name, parent, key, onDelete, onUpdate } = reference;
    const tenant = columns.get(table);
    if (tenant === undefined || columns.has(parent)) continue;
    const places = await onlyOfB(database, reference, tenant);
    if (places.length === 0) throw new Error(`The sample has no row of ${parent} for ${table} ${name}.`);
    const sql = places.flatMap((place) => [
      ...(onDelete ? [`DELETE FROM ${parent} WHERE ${place}`] : []),
      ...(onUpdate
        ? key.map((column) => `UPDATE ${parent} SET ${column.name} = ${other(column)} WHERE ${place}`)
        : []),
    ]);
    const attack = {
      relation: parent,
      name,
      kind: 'write',
      undo: true,
      watch: watchOf(columns, [table]),
    } as const;
    const leaked: Attack['leaked'] = ({ state, changed }) => state === null && changed === true;
    attacks.push(...sql.map((one) => ({ ...attack, leaked, sql: one })));
  }
  const outcomes = await attempt(database, { role, settings: OF_TENANT_A }, attacks);
  return attacks.flatMap(({ kind, relation, name, sql, leaked }, at) =>
    leaked(outcomes[at]!) ? [{ kind, relation, name, evidence: `${role}: ${sql}` }] : [],
  );
}
