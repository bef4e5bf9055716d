import { type AuthorsPolicy, type AuthorsSecurity, isFor } from './authorsSecurity.js';
import type { Grants } from '../privileges/grants.js';
import { roleNames } from '../../kinds/security/grant.js';

/** True where the policy applies to this role. */
export function appliesTo({ node }: AuthorsPolicy, role: string, grants: Grants): boolean {
  const named = roleNames(node.roles);
  const toAll = (node.roles ?? []).some(
    (one) => 'RoleSpec' in one && one.RoleSpec.roletype === 'ROLESPEC_PUBLIC',
  );
  const acts = grants.actsAs(role);
  return toAll || node.roles === undefined || named.some((one) => acts.has(one));
}

/** True if RLS is off or a permissive policy applies. */
export const letsIn = (security: AuthorsSecurity, role: string, command: string, grants: Grants): boolean =>
  !security.enabled ||
  security.policies.some(
    (policy) => policy.permissive && isFor(policy, command) && appliesTo(policy, role, grants),
  );
