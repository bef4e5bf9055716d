/** Findings about the author's row-level security to review. */
import { quoteName } from '../../catalog/names.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';
import type { AuthorsPolicy, AuthorsSecurity } from '../../facts/policies/authorsSecurity.js';
import { matches, pasted } from '../../facts/names/patterns.js';

const isTrue = (node: object | undefined): boolean =>
  (node as { A_Const?: { boolval?: { boolval?: boolean } } } | undefined)?.A_Const?.boolval?.boolval === true;

function ofPolicy(table: TableTenancy, policy: AuthorsPolicy): Diagnostic[] {
  const { name, node } = policy;
  const shown = `policy ${name} on ${pasted(table.name)}`;
  const object = policy.object.id;
  const out: Diagnostic[] = [];
  if (policy.permissive && (isTrue(node.qual) || isTrue(node.with_check)))
    out.push({
      severity: 'warning',
      code: 'rls/always-true',
      message: `The ${shown} permits every row. The restrictive policy still isolates tenants.`,
      help: 'Drop it in the design, if it is there by mistake.',
      object,
    });
  return out;
}

export function securityFindings(
  table: TableTenancy,
  author: AuthorsSecurity,
  { open }: Settings,
): Diagnostic[] {
  const shown = pasted(table.name);
  const object = `table ${quoteName(table.name)}`;
  const theirs = author.policies.filter(({ own }) => !own);
  const out = theirs.flatMap((policy) => ofPolicy(table, policy));
  if (author.enabled && author.policies.every(({ permissive }) => !permissive) && !matches(open, table.name))
    out.push({
      severity: 'warning',
      code: 'rls/deny-all',
      message: `${shown} has row-level security but no permissive policy. Only its owner can read it.`,
      help: `Write a policy in the design; or open it to all roles with privileges on it: rls: { open: ['${shown}'] } in the configuration.`,
      object,
    });
  if (!author.enabled && theirs.length > 0)
    out.push({
      severity: 'warning',
      code: 'rls/policy-activated',
      message: `${shown} has policies but row-level security was not enabled: they take effect now (${theirs.map(({ name }) => name).join(', ')}).`,
      help: 'Review these policies as if they were new.',
      object,
    });
  if (!author.enabled && author.forced)
    out.push({
      severity: 'warning',
      code: 'rls/force-without-enable',
      message: `${shown} has FORCE without ENABLE ROW LEVEL SECURITY, which has no effect. It is enabled now.`,
      help: 'No action needed; better write both in the design.',
      object,
    });
  if (table.class === 'root')
    out.push({
      severity: 'warning',
      code: 'tenants/writable',
      message: `Each tenant sees its own row of ${shown}, and can change it if the application role has the privilege.`,
      help: 'If only administrators manage tenants, revoke UPDATE and DELETE on it from the application in the design.',
      object,
    });
  return out;
}
