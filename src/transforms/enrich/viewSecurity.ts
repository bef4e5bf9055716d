/**
 * Makes views over rows of tenants run with their reader's rights; if readers lack privileges on the tables, the view
 * gets an owner that policies apply to. Closes materialized views and foreign tables, which have no policies, to the
 * application. https://www.postgresql.org/docs/current/rules-privileges.html
 */
import { type Catalog, declare, dropWhere, mapObjects, warn } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Settings } from '../../settings/settings.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { needFor } from '../../tenancy/columns/kernelNeed.js';
import {
  type Closed,
  closedChanges,
  closedGrants,
  closedRelations,
  closingTexts,
} from '../../tenancy/views/closedRelations.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { withInvoker } from '../../tenancy/views/invoker.js';
import {
  exposedTexts,
  knownOfExposed,
  materializedFindings,
  refreshTexts,
} from '../../tenancy/views/materializedViews.js';
import { ownerChanges, ownerRole, withoutOwnerChanges } from '../../tenancy/views/ownerChange.js';
import { matches } from '../../facts/names/patterns.js';
import { sameView } from '../../tenancy/names/sameDefinition.js';
import { grantedFunctions } from '../../tenancy/privileges/viewFunctions.js';
import { closedFindings, declaredOf, ownerFindings } from '../../tenancy/views/viewFindings.js';
import { viewOwnerTexts } from '../../tenancy/views/viewOwner.js';
import {
  type Decision,
  decideViews,
  type Surroundings,
  surroundingsOf,
} from '../../tenancy/views/viewRights.js';
import type { View } from '../../facts/views/views.js';
import type { Transform } from '../base/transform.js';
import { taken } from '../../tenancy/names/taken.js';

/** Places REVOKE after the dump's grants on the same object. */
const last = (object: SchemaObject): SchemaObject => ({ ...object, rank: 2 });

const bySchema = (views: readonly View[], text: (view: View) => string): Map<string, string[]> => {
  const out = new Map<string, string[]>();
  for (const view of views) {
    const schema = view.name.schema ?? 'public';
    out.set(schema, [...(out.get(schema) ?? []), text(view)]);
  }
  return out;
};

interface Exposed {
  readonly view: View;
  readonly objects: readonly SchemaObject[];
}

function exposedViews(around: Surroundings, settings: Settings): Exposed[] {
  const { catalog, grants } = around;
  return [...around.views.values()].flatMap((view) => {
    if (!view.materialized || !view.ofTenants || !matches(settings.exposedMaterializedViews, view.name))
      return [];
    const texts = exposedTexts(view, catalog, grants);
    if (!texts) return [];
    const [made, ...rest] = objectsFromSql('viewSecurity', [texts.view, ...texts.grants]);
    const there = catalog.objects.find(({ id }) => id === made!.id);
    if (there && !sameView(there.statement.tree!, made!.statement.tree!))
      throw taken(there, 'remove its materialized view from views: { exposed: … } in the configuration');
    const needs = [...made!.needs, needFor(catalog.tenancy!.currentTenant)];
    return [{ view, objects: [{ ...made!, needs }, ...rest] }];
  });
}

/** The role that owns views, its privileges and policies, and the views' owner changes. */
function viewOwnerObjects(
  decisions: readonly Decision[],
  exposed: readonly Exposed[],
  around: Surroundings,
  settings: Settings,
): SchemaObject[] {
  const role = settings.viewOwner;
  const { grants, policies, owners } = viewOwnerTexts(
    decisions,
    exposed.map(({ view }) => view),
    around,
    role,
  );
  if (owners.size === 0) return [];
  return [
    ...ownerRole('viewSecurity', role, 'NOLOGIN', settings),
    ...objectsFromSql('viewSecurity', [...grants, ...policies]),
    ...ownerChanges('viewSecurity', role, owners, settings.tabWidth),
  ];
}

function materializedOwnerObjects(around: Surroundings, settings: Settings): SchemaObject[] {
  const role = settings.materializedViewOwner;
  const views = [...around.views.values()].filter((view) => view.materialized && view.ofTenants);
  if (role === undefined || views.length === 0) return [];
  const owners = bySchema(
    views,
    ({ name }) => `ALTER MATERIALIZED VIEW ${quoteName(name)} OWNER TO ${quoteIdentifier(role)}`,
  );
  // Only a superuser can create a role with BYPASSRLS: the administrator's file does.
  const attributes = settings.superuser === 'separate' ? 'NOLOGIN BYPASSRLS' : undefined;
  const grants = new Set(views.flatMap((view) => refreshTexts(view, around.catalog, role)));
  return [
    ...ownerRole('viewSecurity', role, attributes, settings),
    ...objectsFromSql('viewSecurity', [...grants]),
    ...ownerChanges('viewSecurity', role, owners, settings.tabWidth),
  ];
}

export const viewSecurity: Transform = {
  name: 'viewSecurity',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Makes views run with their reader’s rights, or as a role that policies apply to; closes materialized views and foreign tables with rows of tenants.',
  apply(input: Catalog, settings) {
    if (!input.tenancy) return input;
    const before = withoutOwnerChanges(input, [settings.viewOwner, settings.materializedViewOwner]);
    const grants = grantsOf(before, settings);
    const around = surroundingsOf(before, grants);
    const exposed = exposedViews(around, settings);
    const own = new Set(exposed.flatMap(({ objects }) => objects.map(({ id }) => id)));
    const decisions = decideViews(around).filter(({ view }) => !own.has(view.object.id));
    const owned = decisions.filter(({ rights }) => rights === 'owner');
    // An earlier baseline no longer names the owners; its revocations and grants stay as they are.
    const closed: readonly Closed[] = input.isOwnOutput ? [] : closedRelations(before, grants, around.views);
    const functions = grantedFunctions(decisions, around, settings);

    const gone = closedGrants(closed);
    const ownedIds = new Set(owned.map(({ view }) => `owner of ${quoteName(view.name)}`));
    const dropped = dropWhere(before, (object) => {
      if (gone.has(object)) return 'no policy can isolate the rows of tenants in it';
      return ownedIds.has(object.id) ? `it belongs to ${settings.viewOwner}` : undefined;
    });
    const invoker = new Set(
      decisions.filter(({ rights }) => rights === 'invoker').map(({ view }) => view.object),
    );
    const edited = mapObjects(dropped, 'viewSecurity', (object) =>
      invoker.has(object) ? { ...object, sql: withInvoker(object.sql) } : undefined,
    );
    const added = addMissing(edited, [
      ...exposed.flatMap(({ objects }) => objects),
      ...viewOwnerObjects(owned, exposed, around, settings),
      ...materializedOwnerObjects(around, settings),
      ...objectsFromSql('viewSecurity', input.isOwnOutput ? [] : functions.texts),
      ...objectsFromSql(
        'viewSecurity',
        closed.flatMap((one) => closingTexts(one, grants)),
      ).map(last),
    ]);
    const shown = new Set(exposed.map(({ view }) => view));
    const findings = [
      ...ownerFindings(owned, around, settings),
      ...functions.diagnostics,
      ...closedFindings(closed),
      ...[...around.views.values()]
        .filter((view) => view.materialized && view.ofTenants)
        .flatMap((view) => materializedFindings(view, shown.has(view), settings)),
    ].toSorted((a, b) => (`${a.object}\0${a.code}` < `${b.object}\0${b.code}` ? -1 : 1));
    const { changed, known } = declaredOf(decisions, around, settings);
    const readByOwner = exposed.map(({ view }) => knownOfExposed(view, settings.viewOwner));
    return declare(warn(added, ...findings), {
      changed: [...changed, ...functions.changed, ...closed.flatMap(closedChanges)],
      known: [...known, ...readByOwner],
    });
  },
};
