/** The attackers: the baseline's grantees and owners, and their privileges on each column. */
import type { Database } from '../../engine/engine.js';
import type { Principal } from './attempt.js';
import { OURS } from './relations.js';
import { OWNER } from './owner.js';

/** Roles that have privileges in the baseline and own none of its tables. */
const GRANTEES = `
WITH acl AS (
  SELECT c.relacl AS acl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS}
  UNION ALL SELECT a.attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS}
  UNION ALL SELECT c.proacl FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace WHERE ${OURS}
  UNION ALL SELECT n.nspacl FROM pg_namespace n WHERE ${OURS})
SELECT DISTINCT r.rolname AS name FROM acl CROSS JOIN aclexplode(acl.acl) x JOIN pg_roles r ON r.oid = x.grantee
WHERE NOT r.rolsuper AND r.rolname !~ '^pg_' AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p'))
ORDER BY 1`;

/** Owners of tables that are not superusers, such as the fresh one. */
const OWNERS = `
SELECT DISTINCT r.rolname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
WHERE ${OURS} AND c.relkind IN ('r', 'p') AND NOT r.rolsuper AND NOT r.rolbypassrls ORDER BY 1`;

/** Roles that may do everything here, so that attacks cannot show what they may do as ordinary roles. */
export async function rolesBypassingRls(database: Database): Promise<ReadonlySet<string>> {
  const roles = await database.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE rolsuper OR rolbypassrls',
  );
  return new Set(roles.map(({ name }) => name));
}

export async function makePrincipals(database: Database): Promise<readonly Principal[]> {
  const grantees = await database.query<{ name: string }>(GRANTEES);
  const owners = await database.query<{ name: string }>(OWNERS);
  const application = grantees.map(({ name }, at) => ({
    name,
    session: `baseline_verify_${at + 1}`,
    isOwner: false,
  }));
  const everybody = { name: 'public', session: 'baseline_verify_0', isOwner: false };
  const fresh = [...application, ...(application.length === 0 ? [everybody] : [])];
  for (const { name, session } of fresh) {
    await database.query(`SELECT baseline_verify.make_role($1, $2)`, [session, name]);
  }
  return [
    ...fresh,
    ...owners.map(({ name }) => ({
      name: name === OWNER ? 'the owner' : name,
      session: name,
      isOwner: true,
    })),
  ];
}

export interface Privileges {
  /** Quoted column names. */
  readonly select: readonly string[];
  readonly insert: readonly string[];
  readonly update: readonly string[];
  readonly delete: boolean;
  readonly truncate: boolean;
  readonly owns: boolean;
}

/** Privileges by relation, for schemas that the principal may use. */
export async function privilegesOf(
  database: Database,
  { session }: Principal,
): Promise<ReadonlyMap<number, Privileges>> {
  const columns = (privilege: string): string =>
    `coalesce(jsonb_agg(quote_ident(a.attname) ORDER BY a.attnum) FILTER (WHERE has_column_privilege($1::name, c.oid, a.attnum, '${privilege}')), '[]') AS ${privilege.toLowerCase()}`;
  const rows = await database.query(
    `SELECT c.oid::int8::float8 AS id, ${['SELECT', 'INSERT', 'UPDATE'].map(columns).join(', ')},
      has_table_privilege($1::name, c.oid, 'DELETE') AS delete, has_table_privilege($1::name, c.oid, 'TRUNCATE') AS truncate,
      pg_get_userbyid(c.relowner) = $1::name AS owns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE ${OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND has_schema_privilege($1::name, n.oid, 'USAGE')
    GROUP BY c.oid`,
    [session],
  );
  return new Map((rows as unknown as (Privileges & { readonly id: number })[]).map((row) => [row.id, row]));
}
