/**
 * Relations that no policy protects, so that the privilege alone gives all rows: tables that the conversion declares
 * to hold rows of all tenants, since no column names the tenant, or to be everybody's; and foreign tables, in
 * particular partitions of tenants' tables. https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { attempt, type Attempt, type Session, shown } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import type { Privileges } from '../stage/principals.js';
import type { Relation } from '../stage/relations.js';
import { UNUSED_ROW } from '../stage/values.js';

interface Try extends Attempt {
  readonly relation: Relation;
  readonly attack: 'read' | 'write';
}

export async function probeUnprotected(context: AttackContext): Promise<void> {
  const open = [...context.schema.relations.values()].filter(
    (one) => one.open !== undefined || (one.kind === 'f' && one.tenant !== undefined),
  );
  // Their own policies are not about tenants.
  const without = open
    .filter(({ kind }) => kind !== 'f')
    .map(({ name }) => `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY;`);
  await context.aside(without.join(' ') || 'SELECT', () => tryAll(context, open));
  await tryViews(
    context,
    open.filter(({ kind }) => kind === 'f'),
  );
}

/** Views that read these tables, even indirectly. With security_invoker a view shows only what its reader may read. */
const VIEWS = `
WITH RECURSIVE reads AS (
  SELECT DISTINCT r.ev_class AS view, d.refobjid AS read FROM pg_rewrite r
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class c ON c.oid = r.ev_class WHERE c.relkind IN ('v', 'm') AND r.ev_type = '1' AND d.refobjid <> r.ev_class),
found AS (SELECT view FROM reads WHERE read = ANY ($1::oid[]) UNION SELECT reads.view FROM reads JOIN found ON found.view = reads.read)
SELECT c.oid::int8::float8 AS id FROM found JOIN pg_class c ON c.oid = found.view
WHERE NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) o WHERE o.option_name = 'security_invoker' AND o.option_value::bool)`;

/** Foreign rows are on another server: permission to plan the view, and so to read its relations, is enough. */
async function tryViews(context: AttackContext, foreign: readonly Relation[]): Promise<void> {
  const { database, schema, findings } = context;
  if (foreign.length === 0) return;
  const found = await database.query<{ id: number }>(VIEWS, [`{${foreign.map(({ id }) => id).join(',')}}`]);
  const views = found.flatMap(({ id }) => schema.relations.get(id) ?? []);
  for (const principal of context.principals) {
    const session: Session = { principal, settings: context.settings(), own: context.names.a };
    const its = views.flatMap((relation) => {
      const columns = context.privileges(principal).get(relation.id)?.select ?? [];
      return columns.length === 0 || (principal.isOwner && relation.kind === 'm')
        ? []
        : [{ relation, sql: `SELECT ${columns.join(', ')} FROM ${relation.name}` }];
    });
    const outcomes = await attempt(
      database,
      session,
      its.map(({ sql }) => ({ sql: `EXPLAIN ${sql}` })),
    );
    its.forEach(({ relation, sql }, at) => {
      findings.tried(relation.name, 'read');
      if (outcomes[at]!.state === '42501') return;
      findings.leak({
        relation: relation.name,
        attack: 'read',
        name: relation.name,
        statement: shown(session, sql),
        shows: 'it reads a foreign table, which no policy restricts',
      });
    });
  }
}

async function tryAll(context: AttackContext, open: readonly Relation[]): Promise<void> {
  for (const principal of context.principals) {
    const session: Session = { principal, settings: context.settings(), own: context.names.a, bare: true };
    const tries = open.flatMap((relation) => {
      const may = context.privileges(principal).get(relation.id);
      return may === undefined ? [] : triesOf(context, relation, may);
    });
    const outcomes = await attempt(
      context.database,
      session,
      tries.map((one) => (one.relation.kind === 'f' ? { sql: 'SELECT' } : one)),
    );
    tries.forEach(({ relation, attack, sql }, at) => {
      const { state, count } = outcomes[at]!;
      context.findings.tried(relation.name, attack);
      if (relation.kind !== 'f' && (state !== null || count === 0)) return;
      context.findings.leak({
        relation: relation.name,
        attack,
        name: relation.name,
        statement: shown(session, sql),
        shows:
          relation.kind === 'f'
            ? 'no policy restricts a foreign table, and the privilege is there'
            : `${count} rows of any tenant`,
      });
    });
  }
}

/** Statements that the privileges allow; on a foreign table they are not run, since its rows are on another server. */
function triesOf({ rows }: AttackContext, relation: Relation, may: Privileges): Try[] {
  const { name, columns } = relation;
  const out: Try[] = [];
  const add = (attack: Try['attack'], sql: string): void => {
    out.push({ relation, attack, sql, reads: attack === 'read' });
  };
  if (may.select.length > 0) add('read', `SELECT ${may.select.join(', ')} FROM ${name}`);
  const target = columns.find(
    ({ name: column, generated, identity }) => !generated && !identity && may.update.includes(column),
  );
  if (target !== undefined) add('write', `UPDATE ${name} SET ${target.name} = ${target.name}`);
  if (may.delete) add('write', `DELETE FROM ${name}`);
  if (may.insert.length > 0)
    add('write', rows.insert(relation, { tenant: 'B', row: UNUSED_ROW }, 'distinct', may.insert));
  return out;
}
