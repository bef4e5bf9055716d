/**
 * The lookup role reads the tenants table whatever tenant is set: it must have exactly the design's privileges, own
 * only its functions, and no other role may act as it.
 * https://www.postgresql.org/docs/current/role-attributes.html
 */
import { quoteLiteral } from '../../../catalog/names.js';
import { list, type Part, type Question } from './question.js';

export interface ExpectedLookup {
  readonly role: string;
  /** Its policy on the tenants table; undefined: the table has no row-level security. */
  readonly policy: string | undefined;
  /** The tenants table, as regclass prints it. */
  readonly table: string;
  /** Columns that it may read. */
  readonly columns: readonly string[];
  readonly schemas: readonly string[];
  /** Its functions, as regprocedure reads them. */
  readonly functions: readonly string[];
}

export const lookupFacts = ({ columns, schemas, functions }: ExpectedLookup): Part[] => [
  list(
    'lookup_column',
    ['name'],
    'Columns of the tenants table that the lookup role may read.',
    columns.map((name) => [name]),
  ),
  list(
    'lookup_schema',
    ['name'],
    'Schemas that the lookup role needs USAGE on.',
    schemas.map((name) => [name]),
  ),
  list(
    'lookup_function',
    ['routine'],
    'Functions that find a tenant; they belong to the lookup role.',
    functions.map((name) => [name]),
  ),
];

/** Attributes, each with the keyword that removes it. */
const ATTRIBUTES = [
  ['rolcanlogin', 'can log in', 'NOLOGIN'],
  ['rolsuper', 'is a superuser', 'NOSUPERUSER'],
  ['rolbypassrls', 'has BYPASSRLS', 'NOBYPASSRLS'],
  ['rolcreaterole', 'has CREATEROLE', 'NOCREATEROLE'],
  ['rolcreatedb', 'has CREATEDB', 'NOCREATEDB'],
  ['rolreplication', 'has REPLICATION', 'NOREPLICATION'],
] as const;

const attributes = ATTRIBUTES.map(
  ([column, what, word]) =>
    `(r.rolname::text, r.${column}, '${what}', pg_catalog.format('ALTER ROLE %I ${word}', r.rolname))`,
).join(',\n  ');

const missingPolicy = (relation: string, policy: string): string => `
  UNION ALL
  SELECT ${relation}, ${quoteLiteral(`the policy ${policy} is missing or differs from the design, so no tenant can be found`)},
    pg_catalog.format('DROP POLICY IF EXISTS %1$I ON %2$s; CREATE POLICY %1$I ON %2$s FOR SELECT TO %3$I USING (true)', ${quoteLiteral(policy)}, t.oid::pg_catalog.regclass, r.rolname)
  WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_policy p
    WHERE p.polrelid = t.oid AND p.polname = ${quoteLiteral(policy)} AND p.polpermissive AND p.polcmd = 'r'
      AND p.polroles = ARRAY[r.oid] AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true'
  )`;

export function openLookup({ role, policy, table }: ExpectedLookup): Question {
  const relation = quoteLiteral(table);
  return {
    name: 'open_lookup',
    comment: 'Can the lookup role do more than find a tenant, or can another role use its rights?',
    query: `SELECT ${quoteLiteral(role)} AS subject, 'is missing, so no tenant can be found' AS problem,
  pg_catalog.format('CREATE ROLE %I NOLOGIN, and run the baseline again', ${quoteLiteral(role)}) AS cure, true AS fails
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = ${quoteLiteral(role)})
UNION ALL
SELECT f.subject, f.problem, f.cure, true
FROM pg_catalog.pg_roles r
JOIN pg_catalog.pg_class t ON t.oid = pg_catalog.to_regclass(${relation})
CROSS JOIN LATERAL (
  SELECT a.subject, a.problem, a.cure FROM (VALUES
  ${attributes}
  ) a (subject, is_so, problem, cure) WHERE a.is_so
  UNION ALL
  SELECT r.rolname, pg_catalog.format('is a member of %s', g.rolname), pg_catalog.format('REVOKE %I FROM %I', g.rolname, r.rolname)
  FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid
  UNION ALL
  -- Members of the owner can change the policies of the table anyway.
  SELECT m.rolname, pg_catalog.format('can act as %s, which reads key and lookup columns of all tenants', r.rolname),
    pg_catalog.format('REVOKE %I FROM %I, or from a role between the two; if it owns another database: REVOKE CONNECT ON DATABASE %I FROM PUBLIC',
      r.rolname, m.rolname, pg_catalog.current_database())
  FROM becomes b JOIN pg_catalog.pg_roles m ON m.oid = b.role
  WHERE b.acts_as = r.oid AND b.role <> r.oid AND NOT m.rolsuper
    AND pg_catalog.has_database_privilege(b.role, pg_catalog.current_database(), 'CONNECT')
    AND NOT EXISTS (SELECT FROM acts o WHERE o.role = b.role AND o.acts_as = t.relowner)
    AND (b.role IN (SELECT p.oid FROM application p) OR EXISTS (SELECT FROM acts s WHERE s.role = b.role AND s.acts_as = r.oid))
  UNION ALL
  SELECT r.rolname, pg_catalog.format('has %s on %s, which no lookup needs', x.privilege_type, c.oid::pg_catalog.regclass),
    pg_catalog.format('REVOKE %s ON %s FROM %I', x.privilege_type, c.oid::pg_catalog.regclass, r.rolname)
  FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
  WHERE x.grantee = r.oid AND c.relowner <> r.oid
  UNION ALL
  SELECT r.rolname, pg_catalog.format('has %s (%I) on %s, which no lookup needs', x.privilege_type, a.attname, a.attrelid::pg_catalog.regclass),
    pg_catalog.format('REVOKE %s (%I) ON %s FROM %I', x.privilege_type, a.attname, a.attrelid::pg_catalog.regclass, r.rolname)
  FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
  WHERE x.grantee = r.oid AND NOT (a.attrelid = t.oid AND a.attname IN (SELECT n.name FROM lookup_column n)
    AND x.privilege_type = 'SELECT' AND NOT x.is_grantable)
  UNION ALL
  SELECT r.rolname, pg_catalog.format('lacks SELECT on %s (%I)', t.oid::pg_catalog.regclass, n.name),
    pg_catalog.format('GRANT SELECT (%I) ON %s TO %I', n.name, t.oid::pg_catalog.regclass, r.rolname)
  FROM lookup_column n
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.oid AND a.attname = n.name
    AND pg_catalog.has_column_privilege(r.oid, t.oid, a.attnum, 'SELECT'))
  UNION ALL
  SELECT r.rolname, pg_catalog.format('lacks USAGE on schema %I', n.name), pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', n.name, r.rolname)
  FROM lookup_schema n JOIN pg_catalog.pg_namespace s ON s.nspname = n.name WHERE NOT pg_catalog.has_schema_privilege(r.oid, s.oid, 'USAGE')
  UNION ALL
  SELECT n.nspname, pg_catalog.format('%s can create objects in the schema', r.rolname),
    pg_catalog.format('REVOKE CREATE ON SCHEMA %I FROM %I', n.nspname, r.rolname)
  FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) x WHERE x.grantee = r.oid AND x.privilege_type = 'CREATE'
  UNION ALL
  SELECT c.oid::pg_catalog.regclass::text, pg_catalog.format('belongs to %s', r.rolname), 'give it another owner'
  FROM pg_catalog.pg_class c WHERE c.relowner = r.oid
  UNION ALL
  SELECT p.oid::pg_catalog.regprocedure::text, pg_catalog.format('belongs to %s', r.rolname), 'give it another owner'
  FROM pg_catalog.pg_proc p WHERE p.proowner = r.oid
    AND p.oid NOT IN (SELECT pg_catalog.to_regprocedure(f.routine) FROM lookup_function f WHERE pg_catalog.to_regprocedure(f.routine) IS NOT NULL)
  UNION ALL
  SELECT f.routine, pg_catalog.format('does not belong to %s', r.rolname), pg_catalog.format('ALTER FUNCTION %s OWNER TO %I', f.routine, r.rolname)
  FROM lookup_function f JOIN pg_catalog.pg_proc p ON p.oid = pg_catalog.to_regprocedure(f.routine) WHERE p.proowner <> r.oid
  UNION ALL
  SELECT f.routine, 'can be called by every role', pg_catalog.format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.routine)
  FROM lookup_function f JOIN pg_catalog.pg_proc p ON p.oid = pg_catalog.to_regprocedure(f.routine)
  CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) x WHERE x.grantee = 0${policy === undefined ? '' : missingPolicy(relation, policy)}
) f (subject, problem, cure)
WHERE r.rolname = ${quoteLiteral(role)}`,
  };
}
