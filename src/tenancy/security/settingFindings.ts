/** Findings about settings that the author's policies read, combined for all policies. */
import { quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { pasted } from '../../facts/names/patterns.js';
import { type PolicyAt, toldPolicies } from '../kernel/policySetting.js';
import { settingsReadBy } from '../../facts/queries/calls.js';
import type { AuthorsSecurity } from '../../facts/policies/authorsSecurity.js';

const count = (policies: readonly PolicyAt[]): string =>
  policies.length === 1 ? '1 policy' : `${policies.length} policies`;

/** `app.a (2 policies: …); app.b (1 policy: …)` */
const told = (bySetting: ReadonlyMap<string, readonly PolicyAt[]>): string =>
  [...bySetting]
    .map(([setting, policies]) => `${setting} (${count(policies)}: ${toldPolicies(policies)})`)
    .join('; ');

export function settingFindings(
  secured: readonly TableTenancy[],
  authors: (table: TableTenancy) => AuthorsSecurity,
  { currentTenant, currentUser }: Tenancy,
): Diagnostic[] {
  const other = new Map<string, PolicyAt[]>();
  const bare = new Map<string, PolicyAt[]>();
  const add = (to: Map<string, PolicyAt[]>, settings: readonly string[], at: PolicyAt): void => {
    for (const setting of new Set(settings)) to.set(setting, [...(to.get(setting) ?? []), at]);
  };
  const { setting } = currentTenant;
  for (const table of secured)
    for (const { name, node, own } of authors(table).policies) {
      if (own) continue;
      const at = { policy: name, table: pasted(table.name) };
      const read = [...settingsReadBy(node.qual), ...settingsReadBy(node.with_check)];
      const known = [setting, currentUser.setting];
      const others = read.map((one) => one.setting).filter((one) => !known.includes(one));
      if (setting !== undefined) add(other, others, at);
      add(
        bare,
        read.flatMap((one) => (one.bare ? [one.setting] : [])),
        at,
      );
    }
  const call = `${quoteName(currentTenant.name)}()`;
  const out: Diagnostic[] = [];
  const [first] = other.keys();
  if (first !== undefined)
    out.push({
      severity: 'warning',
      code: 'rls/other-setting',
      message: `Policies read settings other than ${setting}, from which the current tenant comes: ${told(other)}. Unless these are set too, the policies match no rows.`,
      help: currentTenant.made
        ? `If the application sets another one for the tenant, name it in the configuration: tenancy: { tenantSetting: ${first} }; or let the policies call ${call} in the design.`
        : `Let the policies call ${call} in the design.`,
      object: `function ${call}`,
    });
  if (bare.size > 0)
    out.push({
      severity: 'warning',
      code: 'rls/bare-setting',
      message: `Policies read a setting directly: ${told(bare)}. If it is unset or empty, every query is an error (42704, 22P02).`,
      help: `Let the policies call ${call} in the design.`,
      object: `function ${call}`,
    });
  return out;
}
