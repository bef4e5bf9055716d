/** Findings about the lookup functions, and the leak that they are. */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { Known, Lookup } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';
import { roleText } from '../../facts/privileges/grants.js';
import type { Surroundings } from '../views/viewRights.js';
import { authorsPolicies } from './lookupCallers.js';
import { signatureText } from './lookupTexts.js';

const mayUse = (role: string, schema: string, { grants }: Surroundings): boolean =>
  schema === 'public' || grants.may(role, 'USAGE', key('schema', { schema: undefined, name: schema }));

export function lookupFindings(
  lookup: Lookup,
  around: Surroundings,
  { roles }: Pick<Settings, 'roles'>,
): Diagnostic[] {
  const { applicationRoles } = around.grants;
  const { name } = around.catalog.tenancy!.tenants;
  const schema = name.schema ?? 'public';
  const all = lookup.functions.map(signatureText).join(', ');
  const finding = (
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    message: string,
    help?: string,
  ) => ({
    severity,
    code,
    message,
    ...(help === undefined ? {} : { help }),
    object: `function ${signatureText(lookup.functions[0]!)}`,
  });
  const out: Diagnostic[] = [];
  if (applicationRoles.length === 0)
    out.push(
      finding(
        'warning',
        'lookup/no-caller',
        `No application role is known, so no role can execute ${all}.`,
        'Name the roles in the configuration: applicationRoles: […]; or grant EXECUTE on these functions in a later migration.',
      ),
    );
  else
    out.push(
      finding(
        'info',
        'lookup/functions',
        `${applicationRoles.map(roleText).join(', ')} can find a tenant before one is set, and so learn which values exist: ${all}.`,
      ),
    );
  const closed = applicationRoles.filter((role) => !mayUse(role, schema, around)).map(roleText);
  if (closed.length > 0)
    out.push(
      finding(
        'warning',
        'lookup/no-usage',
        `${closed.join(', ')} cannot call ${all} without USAGE on schema ${quoteIdentifier(schema)}.`,
        `Grant it in the design: GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${closed.join(', ')};`,
      ),
    );
  if (roles !== 'create')
    out.push(
      finding(
        'warning',
        'lookup/role',
        `The self-check fails if the role ${lookup.role} is missing.`,
        `Create the role first: CREATE ROLE ${quoteIdentifier(lookup.role)} NOLOGIN; or set roles: create in the configuration.`,
      ),
    );
  for (const policy of authorsPolicies(lookup, around))
    out.push(
      finding(
        'warning',
        'lookup/policy',
        `The restrictive policy ${policy.name} on ${quoteName(name)} applies to ${lookup.role} too: it hides tenants from ${all}, and needs that role's privileges on what it reads and calls.`,
        'If it should not apply, write it in the design for the application’s roles instead of PUBLIC.',
      ),
    );
  return out;
}

/** Any caller learns which values exist, and the tenants' keys. */
export const knownOfLookup = ({ functions }: Lookup): Known[] =>
  functions.map((one) => {
    const identity = signatureText(one);
    return {
      relation: identity,
      attack: 'function',
      name: identity,
      returns: 'key',
      why: `it returns the key of any tenant by its ${one.column}, before a tenant is set: it reveals which values exist (tenancy.lookup)`,
    };
  });
