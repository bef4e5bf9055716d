/** The source of the current tenant: the dump's function, an expression, or a setting; and findings about it. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { KernelFunction, TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { defaults, type Settings } from '../../settings/settings.js';
import { refused } from '../../settings/refused.js';
import { ownPolicies } from '../../facts/own/ownNames.js';
import { type PolicySettings, policySettings, toldPolicies } from './policySetting.js';
import { parsedExpression, refusedExpression } from './tenantExpression.js';
import { settingsReadBy } from '../../facts/queries/calls.js';

type Kernel = Pick<Tenancy, 'currentTenant' | 'currentUser'>;

export interface TenantSource {
  readonly kernel: Kernel;
  readonly diagnostics: readonly Diagnostic[];
}

/** Since this version, SQL-standard bodies bind names at creation. */
const BOUND_BODY = 14;

function fromExpression(settings: Settings, tenant: KernelFunction, version: number): KernelFunction {
  if (!tenant.made)
    throw refusedExpression(
      settings,
      `has no effect: the dump has its own function ${quoteName(tenant.name)}().`,
      'Remove it from the configuration, or name another function: tenancy: { tenantFunction: … }.',
    );
  if (version < BOUND_BODY)
    throw refusedExpression(
      settings,
      'needs PostgreSQL 14 or later: before, the caller’s search_path decides what its names mean.',
      'Convert for PostgreSQL 14 or later (`postgres`), or create the function in the design.',
    );
  const { tenantExpression } = settings.tenancy;
  const [read, more] = new Set(settingsReadBy(parsedExpression(settings)).map(({ setting }) => setting));
  return {
    ...tenant,
    ...(tenantExpression === undefined ? {} : { expression: tenantExpression }),
    setting: more === undefined ? read : undefined,
  };
}

function found({ settings }: PolicySettings, tenant: KernelFunction): TenantSource['diagnostics'] {
  const [first, ...others] = settings;
  if (!first) return [];
  const [setting, policies] = first;
  // Other settings are reported with the policies that read them.
  const which = others.length === 0 ? "the dump's own policies" : "most of the dump's own policies";
  return [
    {
      severity: 'info',
      code: 'tenancy/setting-found',
      message: `${quoteName(tenant.name)}() reads the setting ${setting}, because ${which} compare the tenant column with it (${toldPolicies(policies)}).`,
      help: 'If the application sets another one: tenancy: { tenantSetting: … } in the configuration.',
      object: `function ${quoteName(tenant.name)}()`,
    },
  ];
}

function claimed({ claims }: PolicySettings, tenant: KernelFunction): Diagnostic[] {
  if (claims.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'tenancy/claims',
      message: `Policies read the claims of a token (${toldPolicies(claims)}), but the current tenant comes from the setting ${tenant.setting}. An application that only sends a token sees no rows.`,
      help: `Take the tenant from a claim: tenancy: { tenantExpression: "((auth.jwt() -> 'app_metadata') ->> 'tenant_id')::${tenant.type}" }; if the tenants are not in this database, also table: none.`,
      object: `function ${quoteName(tenant.name)}()`,
    },
  ];
}

/** Refuses a setting for a function of the dump that reads another one. */
function refuseUnread(
  settings: Settings,
  key: 'tenantSetting' | 'userSetting',
  { name, made, setting }: KernelFunction,
) {
  const said = settings.tenancy[key];
  if (made || said === undefined || said === defaults.tenancy[key] || said === setting) return;
  throw refused(
    settings,
    { path: ['tenancy', key] },
    'kernel/setting',
    `tenancy.${key} has no effect: the dump has its own function ${quoteName(name)}()${setting === undefined ? '' : `, which reads ${setting}`}.`,
    'Remove it from the configuration, or change the function in the design.',
  );
}

/**
 * @param tables tables with their tenant columns
 * @throws InputError `kernel/expression`, `kernel/setting`, at the line of the configuration
 */
export function tenantSource(
  catalog: Catalog,
  tables: ReadonlyMap<string, TableTenancy>,
  kernel: Kernel,
  settings: Settings,
): TenantSource {
  const {
    tenancy: { tenantExpression, tenantSetting },
    prefix,
  } = settings;
  const tenant = kernel.currentTenant;
  refuseUnread(settings, 'userSetting', kernel.currentUser);
  if (tenantExpression !== undefined) {
    const currentTenant = fromExpression(settings, tenant, catalog.target.version);
    return { kernel: { ...kernel, currentTenant }, diagnostics: [] };
  }
  refuseUnread(settings, 'tenantSetting', tenant);
  if (!tenant.made) return { kernel, diagnostics: [] };
  const own = ownPolicies(prefix);
  const read = policySettings(catalog, tables, (policy) => own.has(policy));
  const [setting] = tenantSetting === undefined ? read.settings.keys() : [tenantSetting];
  const currentTenant = setting === undefined ? tenant : { ...tenant, setting };
  return {
    kernel: { ...kernel, currentTenant },
    diagnostics: [
      ...(tenantSetting === undefined ? found(read, currentTenant) : []),
      ...(read.settings.size === 0 ? claimed(read, currentTenant) : []),
    ],
  };
}
