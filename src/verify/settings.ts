/** The settings by which the application says who it is: read from the functions that the baseline's policies and defaults call. */
import type { Database } from './engine.js';

export interface Settings {
  readonly tenantSetting: string;
  readonly userSetting?: string;
}

const SETTING = `(regexp_match(pg_get_functiondef(f.oid), 'current_setting\\(''([^'']+)'''))[1]`;

/** The function of the tenant is in every policy, that of the user in most defaults. */
const FOUND = `
  SELECT ${SETTING} AS setting, d.classid = 'pg_policy'::regclass AS "ofTenant", count(*)::integer AS uses
  FROM pg_depend d
  JOIN pg_proc f ON f.oid = d.refobjid AND d.refclassid = 'pg_proc'::regclass AND f.prokind = 'f'
  WHERE (d.classid = 'pg_attrdef'::regclass
      OR d.classid = 'pg_policy'::regclass AND d.objid IN (SELECT p.oid FROM pg_policy p WHERE p.polname = 'baseline_tenant_isolation'))
    AND ${SETTING} IS NOT NULL
  GROUP BY 1, 2 ORDER BY 3 DESC, 1`;

/** Undefined where no table belongs to tenants. */
export async function settingsOf(database: Database): Promise<Settings | undefined> {
  const found = await database.query<{ setting: string; ofTenant: boolean }>(FOUND);
  const tenant = found.find(({ ofTenant }) => ofTenant)?.setting;
  const user = found.find(({ ofTenant, setting }) => !ofTenant && setting !== tenant)?.setting;
  if (tenant === undefined) return undefined;
  return { tenantSetting: tenant, ...(user === undefined ? {} : { userSetting: user }) };
}
