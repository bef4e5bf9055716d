/**
 * Facts about roles at run time: which are the application's; and the question whether one bypasses all policies.
 * https://www.postgresql.org/docs/current/catalog-pg-auth-members.html
 */
import { quoteLiteral } from '../../../catalog/names.js';
import type { Part, Question } from './question.js';

/** Comes first because it depends on no other CTE. */
export const MEMBERS: Part = {
  name: 'members',
  comment: 'Memberships; the owner of the database is a member of pg_database_owner.',
  query: `SELECT m.roleid, m.member FROM pg_catalog.pg_auth_members m
-- Since PostgreSQL 16 the creator of a role is a member that does not inherit its rights, but may grant them to itself.
WHERE 'true' IN (coalesce(pg_catalog.to_jsonb(m) ->> 'inherit_option', 'true'), coalesce(pg_catalog.to_jsonb(m) ->> 'set_option', 'true'))
UNION ALL
SELECT r.oid, d.datdba FROM pg_catalog.pg_database d JOIN pg_catalog.pg_roles r ON r.rolname = 'pg_database_owner'
WHERE d.datname = pg_catalog.current_database()`,
};

/** @param inherited the design's memberships of application roles in administrators: declared, so not reported again */
export const roleFacts = (inherited: readonly (readonly [string, string])[]): Part[] => [
  {
    name: 'acts (role, acts_as)',
    comment:
      'Each role, and the roles that it can act as: itself, and all that it is a member of, directly or indirectly.',
    query: `SELECT r.oid, r.oid FROM pg_catalog.pg_roles r
UNION
SELECT a.role, m.roleid
FROM acts a JOIN members m ON m.member = a.acts_as`,
  },
  {
    name: 'becomes (role, acts_as)',
    comment:
      'Each role with all that it can make itself act as: who may grant a role can grant it to itself, but for a superuser.',
    query: `SELECT r.oid, r.oid FROM pg_catalog.pg_roles r
UNION
SELECT b.role, m.roleid
FROM becomes b JOIN (
  SELECT m.roleid, m.member FROM members m
  UNION ALL
  SELECT m.roleid, m.member FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid WHERE m.admin_option AND NOT r.rolsuper
) m ON m.member = b.acts_as`,
  },
  {
    name: 'trusted',
    comment: 'Roles that are not the application: those listed above, and the owner of most tables.',
    query: `SELECT r.oid FROM pg_catalog.pg_roles r
WHERE r.rolname = ANY (administrators || view_owner) OR r.oid = 10 -- the bootstrap superuser
UNION
SELECT o.relowner FROM (
  SELECT m.relowner FROM managed m WHERE m.relkind IN ('r', 'p') GROUP BY m.relowner ORDER BY pg_catalog.count(*) DESC, m.relowner LIMIT 1
) o`,
  },
  {
    name: 'application',
    comment:
      'Application roles: those with a privilege on a relation that they do not own, directly or as a member.',
    query: `SELECT DISTINCT r.oid, r.rolname
FROM (SELECT DISTINCT g.grantee, g.relowner FROM granted g) g
JOIN acts a ON a.acts_as = g.grantee AND a.role <> g.relowner
JOIN pg_catalog.pg_roles r ON r.oid = a.role
WHERE g.grantee NOT IN (SELECT t.oid FROM trusted t) AND a.role NOT IN (SELECT t.oid FROM trusted t)`,
  },
  {
    name: 'reach (grantee, shown)',
    comment: 'Roles that the application acts as or can make itself act as, and PUBLIC.',
    query: `SELECT 0::oid, 'PUBLIC'
UNION ALL
SELECT g.oid, CASE WHEN pg_catalog.bool_or(g.oid = p.oid) THEN g.rolname::text
  ELSE pg_catalog.format('%s (a member of %s)', pg_catalog.min(p.rolname::text COLLATE "C"), g.rolname) END
FROM application p
JOIN becomes a ON a.role = p.oid
JOIN pg_catalog.pg_roles g ON g.oid = a.acts_as
${
  inherited.length === 0
    ? ''
    : `WHERE (p.rolname, g.rolname) NOT IN (${inherited.map((pair) => `(${pair.map(quoteLiteral).join(', ')})`).join(', ')})\n`
}GROUP BY g.oid, g.rolname`,
  },
  {
    name: 'owners',
    comment: 'Owners of tables and materialized views.',
    query: `SELECT m.relowner, pg_catalog.min(m.relation COLLATE "C") AS relation, pg_catalog.count(*) AS count
FROM managed m WHERE m.relkind <> 'v' GROUP BY m.relowner`,
  },
  {
    name: 'opened (oid, roles)',
    comment: 'Relations on which the application has privileges, and who has them.',
    query: `SELECT g.oid, pg_catalog.string_agg(DISTINCT r.shown COLLATE "C", ', ' ORDER BY r.shown COLLATE "C")
FROM granted g JOIN reach r USING (grantee)
GROUP BY g.oid`,
  },
];

/** Predefined roles that can read or write every row, or the server's files. */
const PREDEFINED = [
  'pg_execute_server_program',
  'pg_read_all_data',
  'pg_read_server_files',
  'pg_write_all_data',
  'pg_write_server_files',
];

export const unboundRoles: Question = {
  name: 'unbound_roles',
  comment: 'Does an application role or the view owner bypass the policies?',
  query: `SELECT p.rolname::text AS subject,
  CASE WHEN p.oid = r.oid THEN f.what ELSE pg_catalog.format('%s %s, which %s',
    CASE WHEN EXISTS (SELECT FROM acts s WHERE s.role = p.oid AND s.acts_as = r.oid) THEN 'is a member of' ELSE 'can make itself a member of' END, r.rolname, f.what) END AS problem,
  CASE WHEN p.oid = r.oid THEN pg_catalog.format(f.own, p.rolname) ELSE pg_catalog.format('REVOKE %I FROM %I, or from a role between the two', r.rolname, p.rolname) END AS cure,
  true AS fails
FROM (
  SELECT a.oid, a.rolname FROM application a
  UNION
  SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r
  WHERE r.rolname = view_owner AND EXISTS (SELECT FROM managed m WHERE m.relkind = 'v' AND m.relowner = r.oid)
) p
JOIN becomes a ON a.role = p.oid
JOIN pg_catalog.pg_roles r ON r.oid = a.acts_as
LEFT JOIN owners o ON o.relowner = r.oid
CROSS JOIN LATERAL (VALUES
  (r.rolsuper, 'is a superuser', 'ALTER ROLE %I NOSUPERUSER'),
  (r.rolbypassrls AND NOT r.rolsuper, 'has BYPASSRLS', 'ALTER ROLE %I NOBYPASSRLS'),
  (r.rolreplication AND NOT r.rolsuper, 'has REPLICATION and can copy the whole server', 'ALTER ROLE %I NOREPLICATION'),
  (r.rolcreaterole AND NOT r.rolsuper AND pg_catalog.current_setting('server_version_num')::integer < 160000,
    'has CREATEROLE and can make itself a member of any other role', 'ALTER ROLE %I NOCREATEROLE'),
  (o.count IS NOT NULL, pg_catalog.format('owns %s%s and can disable policies', o.relation,
    CASE WHEN o.count > 1 THEN pg_catalog.format(' and %s more', o.count - 1) END), 'ALTER TABLE … OWNER TO a role other than %I'),
  (r.rolname IN (${PREDEFINED.map(quoteLiteral).join(', ')}), 'has access beyond its grants', '%I'),
  (p.rolname <> view_owner AND r.rolname = view_owner, 'may read every table that the views need', '%I')
) f (is_so, what, own)
WHERE f.is_so
UNION ALL
SELECT r.rolname::text, pg_catalog.format('has BYPASSRLS, and PUBLIC has privileges on %s', pg_catalog.min(m.relation COLLATE "C")),
  'grant them only to the roles that need them', true
FROM pg_catalog.pg_roles r CROSS JOIN granted g JOIN managed m ON m.oid = g.oid
WHERE g.grantee = 0 AND r.rolbypassrls AND NOT r.rolsuper AND r.oid <> g.relowner
  AND r.oid NOT IN (SELECT t.oid FROM trusted t) AND r.oid NOT IN (SELECT a.oid FROM application a)
GROUP BY r.rolname`,
};
