/** Grants view readers EXECUTE on functions in policies if that reveals nothing new; otherwise reports it. */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { Settings } from '../../settings/settings.js';
import { roleText } from '../../facts/privileges/grants.js';
import { missingForViews, opensNothing } from './policyFunctions.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { isClosed } from '../../facts/routines/searchPath.js';
import type { Decision, Surroundings } from '../views/viewRights.js';

/** A SECURITY DEFINER function must not let its caller choose which objects it finds. */
function runsClosed(object: SchemaObject): boolean {
  const { definer = false, searchPath } = routineOf(object) ?? {};
  return !definer || isClosed(searchPath);
}

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
    const because = `the policy ${quoteIdentifier(policy.name)} on ${quoteName(table)} calls it, and policies run functions with the reader's rights, also through a view`;
    const harmless = opensNothing(missing, around);
    if (harmless && runsClosed(routine)) {
      texts.push(grant);
      changed.push({
        kind: 'privilege',
        name: `${to} on ${routine.id}`,
        what: 'EXECUTE given',
        why: `${because}; it reads nothing that ${to} may not read directly`,
      });
      diagnostics.push({
        severity: 'warning',
        code: 'view/function-granted',
        message: `${to} may now execute ${routine.identity}: ${because}. Otherwise it could no longer read ${views.join(', ')}. The function reads nothing that ${to} may not read directly.`,
        help: `Grant it in the design: ${grant};`,
        object: routine.id,
      });
    } else
      diagnostics.push({
        severity: 'warning',
        code: 'view/unreadable',
        message: `${to} can no longer read ${views.join(', ')}: ${because}, and ${to} may not execute ${routine.identity}.${harmless ? ' EXECUTE was not granted, because the function runs with its owner’s rights and a search_path that does not end in pg_temp.' : ''}`,
        help: harmless
          ? `Append pg_temp to its search_path, in the design or with functions.searchPath in the configuration; EXECUTE is then granted. Or grant it in the design: ${grant};`
          : `If ${to} may see what the function returns, grant it in the design: ${grant};`,
        object: routine.id,
      });
  }
  return { texts, changed, diagnostics };
}
