/**
 * A policy may depend on the current role, which SET ROLE chooses: so each principal reads such tables as every role
 * that it can become. https://www.postgresql.org/docs/current/sql-set-role.html
 */
import { attempt, type Principal, type Session, shown } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import type { Known } from '../stage/leaks.js';
import { privilegesOf } from '../stage/principals.js';
import { differs, difference } from './reading.js';

const DEPENDING = `
SELECT DISTINCT polrelid::int8::float8 AS id FROM pg_policy
WHERE pg_get_expr(polqual, polrelid) ~* '\\m(current|session)_(user|role)\\M' ORDER BY 1`;

/** Includes roles that it can only grant to itself; excludes those that bypass row-level security. */
const ROLES = `
SELECT rolname AS name FROM pg_roles
WHERE NOT rolsuper AND NOT rolbypassrls AND rolname !~ '^(pg|baseline_verify)_' AND pg_has_role($1::name, oid, 'MEMBER') ORDER BY 1`;

const OWNERS = `
SELECT pg_get_userbyid(p.proowner) AS name FROM unnest($1::text[]) k (routine) JOIN pg_proc p ON p.oid = to_regprocedure(k.routine)`;

/** @param known the owner of a function that is declared to return keys may read them; no other role may become it */
export async function becomeOthers(context: AttackContext, known: readonly Known[]): Promise<void> {
  const { database, schema, findings } = context;
  const found = await database.query<{ id: number }>(DEPENDING);
  const relations = found.flatMap(({ id }) => schema.relations.get(id) ?? []);
  if (relations.length === 0) return;
  const keys = known.filter(({ returns }) => returns === 'key').map(({ relation }) => relation);
  const finders = await database.query<{ name: string }>(OWNERS, [keys]);
  for (const { name, session: own, isOwner } of context.principals) {
    if (isOwner) continue;
    for (const role of await database.query<{ name: string }>(ROLES, [own])) {
      if (role.name === name && finders.some((finder) => finder.name === name)) continue;
      const principal: Principal = { name: role.name, session: role.name, isOwner: false };
      const session: Session = { principal, settings: context.settings() };
      const may = await privilegesOf(database, principal);
      const tries = relations.flatMap((relation) => {
        const columns = may.get(relation.id)?.select ?? [];
        if (columns.length === 0) return [];
        return [
          { relation: relation.name, sql: `SELECT ${columns.join(', ')} FROM ${relation.name}`, reads: true },
        ];
      });
      const both = await attempt(database, session, tries);
      const without = await context.without(['B'], () => attempt(database, session, tries));
      tries.forEach(({ relation, sql }, at) => {
        findings.tried(relation, 'read');
        if (!differs(both[at]!, without[at]!)) return;
        const shows = `${difference(both[at]!, without[at]!)}; ${name} can become ${role.name}`;
        findings.leak({ relation, attack: 'read', statement: shown(session, sql), shows });
      });
    }
  }
}
