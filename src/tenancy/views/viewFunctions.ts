/** EXECUTE for readers of views, on functions that policies call: given where that tells them nothing new, else reported. */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Changed } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics.js';
import type { Settings } from '../../settings.js';
import { roleText } from '../privileges/grants.js';
import { missingForViews, opensNothing } from '../privileges/policyFunctions.js';
import type { Decision, Surroundings } from './viewRights.js';

export interface GrantedFunctions {
  readonly texts: readonly string[];
  readonly changed: readonly Changed[];
  readonly diagnostics: readonly Diagnostic[];
}

export function grantedFunctions(
  decisions: readonly Decision[],
  around: Surroundings,
  { viewOwner }: Pick<Settings, 'viewOwner'>,
): GrantedFunctions {
  const texts: string[] = [];
  const changed: Changed[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const missing of missingForViews(decisions, around, viewOwner).values()) {
    const { role, routine, policy, table, views } = missing;
    const to = roleText(role);
    const grant = `GRANT EXECUTE ON FUNCTION ${routine.identity} TO ${to}`;
    const because = `the policy ${quoteIdentifier(policy.name)} on ${quoteName(table)} calls it, and policies run functions as whoever reads, through a view too`;
    if (opensNothing(missing, around)) {
      texts.push(grant);
      changed.push({
        kind: 'privilege',
        name: `${to} on ${routine.id}`,
        what: 'EXECUTE given',
        why: `${because}; it reads nothing that ${to} may not read by itself`,
      });
      diagnostics.push({
        severity: 'warning',
        code: 'view/function-granted',
        message: `${to} may now execute ${routine.identity}: ${because}. Without it, it could not read ${views.join(', ')} any more. The function reads nothing that ${to} may not read by itself.`,
        help: `Grant it in the design: ${grant};`,
        object: routine.id,
      });
    } else
      diagnostics.push({
        severity: 'warning',
        code: 'view/unreadable',
        message: `${to} cannot read ${views.join(', ')} any more: ${because}, and ${to} may not execute ${routine.identity}.`,
        help: `Grant it in the design, if ${to} may know what it tells: ${grant};`,
        object: routine.id,
      });
  }
  return { texts, changed, diagnostics };
}
