/** EXECUTE for the lookup functions, and for the functions that they call. */
import { quoteIdentifier } from '../../catalog/names.js';
import type { Lookup, LookupFunction } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { mayExecute, PUBLIC, routinesCalled } from '../../facts/privileges/grants.js';
import { type AuthorsPolicy, isFor } from '../../facts/policies/authorsSecurity.js';
import { callsIn } from '../../facts/queries/calls.js';
import { type Surroundings } from '../views/viewRights.js';
import { signatureText } from './lookupTexts.js';
import { signatureOf } from '../../facts/routines/routineIdentity.js';
import { appliesTo } from '../../facts/policies/policyRoles.js';

/** EXECUTE for application roles only, unless they already have it. */
export function callerGrants(one: LookupFunction, { catalog, grants }: Surroundings): string[] {
  const on = `FUNCTION ${signatureText(one)}`;
  const there = routinesCalled(catalog, one.name)[0];
  const holds = (role: string): boolean =>
    there !== undefined && grants.on(signatureOf(there) ?? '').some((held) => held.role === role);
  return [
    ...(there === undefined || holds(PUBLIC) ? [`REVOKE ALL ON ${on} FROM PUBLIC`] : []),
    ...grants.applicationRoles
      .filter((role) => !holds(role))
      .map((role) => `GRANT ALL ON ${on} TO ${quoteIdentifier(role)}`),
  ];
}

/**
 * The author's restrictive policies that also apply to the role. Permissive ones add nothing to the tool's `true`, and
 * PostgreSQL does not evaluate them.
 */
export const authorsPolicies = (
  { role }: Lookup,
  { catalog, grants, securityOf }: Surroundings,
): AuthorsPolicy[] =>
  securityOf(relationKey(catalog.tenancy!.tenants.name)).policies.filter(
    (policy) =>
      !policy.own && !policy.permissive && isFor(policy, 'select') && appliesTo(policy, role, grants),
  );

/** Functions in policies run as the role: the one for the tenant, and the author's. */
export function policyFunctionGrants(lookup: Lookup, around: Surroundings): string[] {
  const { catalog, grants } = around;
  const called = [
    catalog.tenancy!.currentTenant.name,
    ...authorsPolicies(lookup, around).flatMap(({ node }) => callsIn([node.qual]).map(({ name }) => name)),
  ].flatMap((name) => routinesCalled(catalog, name));
  return [...new Set(called)]
    .filter((routine) => !mayExecute(lookup.role, routine, grants))
    .map((routine) => `GRANT ALL ON FUNCTION ${routine.identity} TO ${quoteIdentifier(lookup.role)}`)
    .toSorted();
}
