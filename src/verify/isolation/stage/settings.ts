/** The settings with the application's tenant and user, from functions that policies and defaults call. */
import { type Claim, claimsOf } from './claims.js';
import type { Database } from '../../engine/engine.js';

export interface Settings {
  /** The restrictive policy of tables of tenants. */
  readonly policy: string;
  readonly tenantSetting: string;
  readonly userSetting?: string;
  /** Paths to the tenant in a setting that holds the claims of a token; empty if the setting is the tenant. */
  readonly claims?: readonly Claim[];
}

/** Suffix of the name of the restrictive tenant policy; its prefix can be configured. */
export const POLICY = 'tenant_isolation';

/** The name that most tables use, if several have this suffix. */
const POLICY_NAME = `
  SELECT polname AS name FROM pg_policy WHERE polname ~ '_${POLICY}$'
  GROUP BY 1 ORDER BY count(*) FILTER (WHERE NOT polpermissive) DESC, 1 LIMIT 1`;

const reads = (text: string): string => `(regexp_match(${text}, 'current_setting\\(\\s*''([^'']+)'''))[1]`;

/**
 * The tenant's setting is in every policy, the user's in most defaults: in the expression, in a function that it
 * calls, or in one that this calls in turn. Calls in a body are found by its text: the catalog does not list them.
 */
const FOUND = `
  WITH RECURSIVE expressions AS (
    SELECT 'pg_policy'::regclass::oid AS classid, p.oid, pg_get_expr(p.polqual, p.polrelid) AS text
      FROM pg_policy p WHERE p.polname = $1
    UNION ALL SELECT 'pg_attrdef'::regclass::oid, d.oid, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d),
  routines AS (
    SELECT f.oid, '\\m' || regexp_replace(f.proname, '\\W', '.', 'g') || '"?\\s*\\(' AS call, pg_get_functiondef(f.oid) AS text
    FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND f.prokind = 'f'),
  direct AS (
    SELECT e.classid, r.oid, r.text, count(DISTINCT e.oid) AS uses
    FROM expressions e JOIN pg_depend d ON d.classid = e.classid AND d.objid = e.oid AND d.refclassid = 'pg_proc'::regclass
    JOIN routines r ON r.oid = d.refobjid GROUP BY 1, 2, 3),
  called AS (
    SELECT classid, oid, text, uses, 1 AS depth FROM direct
    UNION SELECT c.classid, r.oid, r.text, c.uses, c.depth + 1 FROM called c JOIN routines r ON c.text ~ r.call AND r.oid <> c.oid
      WHERE c.depth < 4 AND ${reads('c.text')} IS NULL),
  found AS (
    SELECT classid, 1 AS uses, 0 AS depth, ${reads('text')} AS setting FROM expressions
    UNION ALL SELECT classid, uses, depth, ${reads('text')} FROM called)
  SELECT setting, classid = 'pg_policy'::regclass AS "ofTenant"
  FROM found WHERE setting IS NOT NULL GROUP BY 1, 2 ORDER BY sum(uses) DESC, min(depth), 1`;

/** Undefined if no policy reads a setting. */
export async function settingsOf(database: Database): Promise<Settings | undefined> {
  const [policy] = await database.query<{ name: string }>(POLICY_NAME);
  if (!policy) return undefined;
  const all = await database.query<{ setting: string; ofTenant: boolean }>(FOUND, [policy.name]);
  const tenant = all.find(({ ofTenant }) => ofTenant)?.setting;
  const user = all.find(({ ofTenant, setting }) => !ofTenant && setting !== tenant)?.setting;
  if (tenant === undefined) return undefined;
  return {
    policy: policy.name,
    tenantSetting: tenant,
    ...(user === undefined ? {} : { userSetting: user }),
    claims: await claimsOf(database, policy.name),
  };
}
