/**
 * A setting may hold a token's claims, as PostgREST passes them, with the tenant as one of them: an application then
 * sets JSON. The function that policies call shows which claim it is.
 * https://docs.postgrest.org/en/stable/references/transactions.html#request-headers-cookies-and-jwt-claims
 */
import type { Database } from '../../engine/engine.js';

/** The keys on the path to a claim: `app_metadata`, `tenant_id`. */
export type Claim = readonly string[];

const CALLED = `
  SELECT pg_get_functiondef(f.oid) AS text FROM pg_policy p
    JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
    JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_namespace n ON n.oid = f.pronamespace
  WHERE p.polname = $1 AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND f.prokind = 'f'
  GROUP BY f.oid ORDER BY count(*) DESC, f.oid LIMIT 1`;

const STEP = /(->>?|#>>?)\s*'([^']*)'/g;

/** All claim paths in a body: `-> 'app_metadata' ->> 'tenant_id'`. */
export function claimsIn(text: string): Claim[] {
  const out: string[][] = [];
  let keys: string[] = [];
  for (const [, operator = '', key = ''] of text.matchAll(STEP)) {
    keys.push(...(operator.startsWith('#') ? key.replace(/^\{|\}$/g, '').split(',') : [key]));
    if (!operator.endsWith('>>')) continue;
    out.push(keys);
    keys = [];
  }
  return out;
}

/** @param policy the restrictive policy of tables of tenants */
export async function claimsOf(database: Database, policy: string): Promise<readonly Claim[]> {
  const [called] = await database.query<{ text: string }>(CALLED, [policy]);
  return claimsIn(called?.text ?? '');
}

/** The value of the setting: the tenant itself, or claims that contain it, with the user as `sub`. */
export function settingValue(claims: readonly Claim[], tenant: string, user: string): string {
  if (claims.length === 0) return tenant;
  const all: Record<string, unknown> = { sub: user };
  for (const claim of claims) {
    let at = all;
    claim.forEach((key, index) => {
      const inner = at[key];
      const next = typeof inner === 'object' && inner !== null ? inner : {};
      at[key] = index === claim.length - 1 ? tenant : next;
      at = next as Record<string, unknown>;
    });
  }
  return JSON.stringify(all);
}
