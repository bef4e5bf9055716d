/** Findings about views: changes, and what stays open. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import { type Declared, type Exemption, type Known } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import type { Closed } from './closedRelations.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Decision, Surroundings } from './viewRights.js';
import { viewsOf } from '../../facts/views/views.js';

/** Relations without possible policies that a view shows, directly or through other views. */
function openReads({ view }: Decision, { views, catalog }: Surroundings): string[] {
  const seen = new Set([view]);
  const open = new Set<string>();
  for (const { reads } of seen)
    for (const { key, name } of reads) {
      const table = catalog.tenancy!.tables.get(key);
      const other = views.get(key);
      if (
        (other?.materialized && other.ofTenants) ||
        (table?.form === 'foreign' && table.class !== 'reference')
      )
        open.add(quoteName(name));
      else if (other) seen.add(other);
    }
  return [...open];
}

/** With `roles: skip` and a missing role, the view keeps the owner that created it. */
const maybeUnowned = ({ roles }: Settings): boolean => roles === 'skip';

export function declaredOf(
  decisions: readonly Decision[],
  around: Surroundings,
  settings: Settings,
): Pick<Declared, 'changed' | 'known'> {
  const changed = decisions.flatMap(({ view, why, rights }) => {
    const name = pasted(view.name);
    const before = 'it showed what its owner may see, now what';
    if (rights === 'invoker')
      return [{ kind: 'view', name, what: 'security_invoker', why: `${before} its reader may: ${why}` }];
    const { viewOwner } = settings;
    // When a baseline is converted again, the views already belong to the role.
    return rights === 'owner' && !around.catalog.isOwnOutput
      ? [{ kind: 'view', name, what: `owner ${viewOwner}`, why: `${before} that role may: ${why}` }]
      : [];
  });
  const known = decisions
    .filter(({ rights }) => rights === 'owner')
    .flatMap((decision): Known[] => {
      const relation = quoteName(decision.view.name);
      const open = openReads(decision, around);
      const entry = (why: string): Known => ({ relation, attack: 'read', name: relation, why });
      if (open.length > 0) return [entry(`it reads ${open.join(', ')}, which no policy protects`)];
      return maybeUnowned(settings)
        ? [entry(`if the role ${settings.viewOwner} is missing, it runs as the role that created it`)]
        : [];
    });
  return { changed, known };
}

export function ownerFindings(
  owned: readonly Decision[],
  around: Surroundings,
  settings: Settings,
): Diagnostic[] {
  return owned.flatMap((decision) => {
    const { view, why } = decision;
    const shown = pasted(view.name);
    const object = view.object.id;
    const out: Diagnostic[] = [
      {
        severity: 'info',
        code: 'view/owner',
        message: `${shown} belongs to ${settings.viewOwner} and shows what that role may see, that is the current tenant's rows: ${why}.`,
        object,
      },
    ];
    const open = openReads(decision, around);
    if (open.length > 0)
      out.push({
        severity: 'warning',
        code: 'view/open-read',
        message: `${shown} reads ${open.join(', ')}, which no policy protects: it shows rows of all tenants.`,
        help: 'Revoke the application’s privileges on the view in the design, or let the application read the tables.',
        object,
      });
    if (view.hasRules)
      out.push({
        severity: 'warning',
        code: 'view/rules',
        message: `${shown} has rules, which run as its owner: ${settings.viewOwner} needs privileges on the tables that they write to.`,
        help: 'Use INSTEAD OF triggers in the design, or grant these privileges to the role.',
        object,
      });
    if (maybeUnowned(settings))
      out.push({
        severity: 'warning',
        code: 'view/owner-rights',
        message: `If the role ${settings.viewOwner} is missing, ${shown} runs as the role that created it; if that is a superuser, it shows rows of all tenants.`,
        help: `Create the role first: CREATE ROLE ${settings.viewOwner} NOLOGIN; or set roles: create in the configuration.`,
        object,
      });
    for (const { key, name } of view.reads)
      if (around.catalog.tenancy!.tables.get(key)?.partitionOf)
        out.push({
          severity: 'warning',
          code: 'view/reads-partition',
          message: `${shown} reads the partition ${pasted(name)} directly, which is closed: it shows no rows.`,
          help: 'Let it read the parent table in the design.',
          object,
        });
    return out;
  });
}

export const closedFindings = (closed: readonly Closed[]): Diagnostic[] =>
  closed
    .filter(({ kind, held }) => kind === KIND.foreignTable && held.length > 0)
    .map(({ name }) => ({
      severity: 'warning',
      code: 'privileges/foreign-table',
      message: `${pasted(name)} is a foreign table, which cannot have policies. The application can no longer use it.`,
      help: `If all tenants share its rows, add to the configuration: tenancy: { referenceTables: ['${pasted(name)}'] }.`,
      object: `foreign table ${quoteName(name)}`,
    }));

/** Views and materialized views that the self-check skips, each with the reason. */
export function exemptViews(catalog: Catalog): Exemption[] {
  const views = viewsOf(catalog);
  const shown = [...views.values()].filter(({ ofTenants }) => !ofTenants).map(({ name }) => name);
  // A view without columns looks like a dummy view.
  const empty = catalog.objects
    .filter(({ kind, name }) => kind === KIND.dummyView && !views.has(relationKey(name)))
    .map(({ name }) => name);
  return [...shown, ...empty].map((name) => ({
    relation: pasted(name),
    why: 'shows no rows of tenants',
  }));
}
