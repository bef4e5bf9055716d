/** What the author's row-level security holds that somebody should look at. */
import { quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics.js';
import type { Settings } from '../../settings.js';
import type { AuthorsPolicy, AuthorsSecurity } from './authorsSecurity.js';
import { settingsReadBy } from '../tables/calls.js';
import { matches, pasted } from '../patterns.js';

const isTrue = (node: object | undefined): boolean =>
  (node as { A_Const?: { boolval?: { boolval?: boolean } } } | undefined)?.A_Const?.boolval?.boolval === true;

function ofPolicy(table: TableTenancy, policy: AuthorsPolicy, tenancy: Tenancy): Diagnostic[] {
  const { name, node } = policy;
  const shown = `policy ${name} on ${pasted(table.name)}`;
  const object = policy.object.id;
  const out: Diagnostic[] = [];
  const read = [...settingsReadBy(node.qual), ...settingsReadBy(node.with_check)];
  const { setting } = tenancy.currentTenant;
  for (const other of new Set(read.map((one) => one.setting)))
    if (setting !== undefined && other !== setting && other !== tenancy.currentUser.setting)
      out.push({
        severity: 'warning',
        code: 'rls/other-setting',
        message: `The ${shown} reads the setting ${other}; the current tenant is told by ${setting}. Both have to be set, or it lets nobody in.`,
        help: `Let it call ${quoteName(tenancy.currentTenant.name)}() in the design.`,
        object,
      });
  for (const bare of new Set(read.filter((one) => one.bare).map((one) => one.setting)))
    out.push({
      severity: 'warning',
      code: 'rls/bare-setting',
      message: `The ${shown} reads the setting ${bare} bare: where it is unset or empty, every query is an error (42704, 22P02).`,
      help: `Let it call ${quoteName(tenancy.currentTenant.name)}() in the design.`,
      object,
    });
  if (policy.permissive && (isTrue(node.qual) || isTrue(node.with_check)))
    out.push({
      severity: 'warning',
      code: 'rls/always-true',
      message: `The ${shown} lets every row pass. The restrictive policy still keeps tenants apart.`,
      help: 'Drop it in the design, if it was left there by mistake.',
      object,
    });
  return out;
}

export function securityFindings(
  table: TableTenancy,
  author: AuthorsSecurity,
  tenancy: Tenancy,
  { open }: Settings,
): Diagnostic[] {
  const shown = pasted(table.name);
  const object = `table ${quoteName(table.name)}`;
  const theirs = author.policies.filter(({ own }) => !own);
  const out = theirs.flatMap((policy) => ofPolicy(table, policy, tenancy));
  if (author.enabled && author.policies.every(({ permissive }) => !permissive) && !matches(open, table.name))
    out.push({
      severity: 'warning',
      code: 'rls/deny-all',
      message: `${shown} has row-level security and no policy that lets anybody in. It stays closed to all but its owner.`,
      help: `Write a policy in the design; or open it to whoever has privileges: rls: { open: ['${shown}'] } in the configuration.`,
      object,
    });
  if (!author.enabled && theirs.length > 0)
    out.push({
      severity: 'warning',
      code: 'rls/policy-activated',
      message: `${shown} has policies and no row-level security: they come into force now (${theirs.map(({ name }) => name).join(', ')}).`,
      help: 'Read them as if they were new.',
      object,
    });
  if (!author.enabled && author.forced)
    out.push({
      severity: 'warning',
      code: 'rls/force-without-enable',
      message: `${shown} has FORCE and no ENABLE, which does nothing by itself. It is enabled now.`,
      help: 'Nothing to do; the design should say both.',
      object,
    });
  if (table.class === 'root')
    out.push({
      severity: 'warning',
      code: 'tenants/writable',
      message: `Each tenant sees its own row of ${shown}, and may change it if its role has the privilege.`,
      help: 'Take UPDATE and DELETE on it from the application in the design, if tenants are an administrator’s matter.',
      object,
    });
  return out;
}
