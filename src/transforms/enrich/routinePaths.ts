/**
 * Appends pg_temp to the search path of routines that run with the owner's rights: otherwise temporary objects of any
 * caller come first. Declares routines that have no search path or must not get pg_temp at its end.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import { type Catalog, declare, mapObjects, warn } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { opaque } from '../../kinds/opaque.js';
import type { Changed } from '../../catalog/tenancy.js';
import type { Settings } from '../../settings/settings.js';
import { matches } from '../../facts/names/patterns.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { configuredPaths } from '../../tenancy/rights/configuredPaths.js';
import { nameIndex } from '../../facts/routines/bodyNames.js';
import { type OwnersRoutine, ownersRights } from '../../tenancy/rights/ownersRights.js';
import { changedPath, configuredPath, type Left, openRoutine } from '../../tenancy/rights/pathFindings.js';
import { closedPath, isClosed, type Path, withPath } from '../../facts/routines/searchPath.js';
import { needsTemporaryFirst } from '../../facts/routines/temporaryObjects.js';
import type { Transform } from '../base/transform.js';

const byId = (a: OwnersRoutine, b: OwnersRoutine): number =>
  a.routine.object.id < b.routine.object.id ? -1 : 1;

function rightsOf(catalog: Catalog, settings: Settings): OwnersRoutine[] {
  // An earlier baseline already contains the revocations.
  const takes = !catalog.isOwnOutput && !settings.off.includes('tenantPrivileges');
  const found = ownersRights(
    catalog,
    grantsOf(catalog, settings),
    (name) => takes && matches(settings.readOnly, name),
  );
  return [...found.values()].toSorted(byId);
}

/** The id of a statement of unknown kind is its text. */
function edit(object: SchemaObject, path: Path): SchemaObject {
  const edited = withPath(object, path);
  return object.kind === opaque.name
    ? { ...edited, id: opaque.read({ ...object.statement, text: edited.sql })!.id }
    : edited;
}

/** The platform or tool that owns the schema is responsible for it. */
const isLeftAlone = ({ tenancy }: Catalog, { name }: SchemaObject): boolean =>
  tenancy?.unmanagedSchemas?.includes(name.schema ?? 'public') === true;

interface Paths {
  readonly edited: ReadonlyMap<SchemaObject, SchemaObject>;
  readonly changed: readonly Changed[];
  /** By id, the routines that keep their search path. */
  readonly left: ReadonlyMap<string, Left>;
}

/** Appends pg_temp to each existing search path, unless that would change what the routine does. */
function appended(catalog: Catalog, settings: Settings): Paths {
  const edited = new Map<SchemaObject, SchemaObject>();
  const changed: Changed[] = [];
  const left = new Map<string, Left>();
  const there = new Set(catalog.objects.flatMap(({ provides }) => provides));
  for (const one of rightsOf(catalog, settings)) {
    const { object, searchPath, pathIn } = one.routine;
    if (searchPath === undefined || isClosed(searchPath)) continue;
    const isLeft = isLeftAlone(catalog, object);
    const why = isLeft ? 'its schema is left as it is' : needsTemporaryFirst(one.routine, there);
    if (why !== undefined)
      left.set(object.id, { why, first: isLeft ? '' : 'qualify its temporary objects with pg_temp, then ' });
    else if (!settings.appendPgTemp) left.set(object.id, { why: 'functions.appendPgTemp is off', first: '' });
    else {
      const path = closedPath(searchPath);
      edited.set(pathIn, edit(pathIn, path));
      changed.push(changedPath(one, path));
    }
  }
  return { edited, changed, left };
}

function configured(catalog: Catalog, settings: Settings): Omit<Paths, 'left'> {
  const edited = new Map<SchemaObject, SchemaObject>();
  const changed: Changed[] = [];
  for (const [{ object, pathIn }, path] of configuredPaths(catalog, settings)) {
    const result = edit(pathIn, path);
    if (result.sql === pathIn.sql) continue;
    edited.set(pathIn, result);
    changed.push(configuredPath(object, path));
  }
  return { edited, changed };
}

export const routinePaths: Transform = {
  name: 'routinePaths',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Appends pg_temp to the search_path of routines that run with the owner’s rights, sets paths from `functions.searchPath`, and reports routines that stay open.',
  apply(input, settings) {
    if (!input.tenancy) return input;
    const said = configured(input, settings);
    const before = mapObjects(input, 'routinePaths', (object) => said.edited.get(object));
    const { edited, changed, left } = appended(before, settings);
    const catalog = mapObjects(before, 'routinePaths', (object) => edited.get(object));
    // Nothing is open if no role may create temporary objects.
    const index = nameIndex(catalog.objects);
    const open = (settings.temporary === 'revoke' ? [] : rightsOf(catalog, settings))
      .filter((one) => one.open)
      .flatMap((one) => {
        const { object } = one.routine;
        const found = openRoutine(one, catalog, index, left.get(object.id));
        return found
          ? [{ ...found, diagnostics: isLeftAlone(catalog, object) ? [] : found.diagnostics }]
          : [];
      });
    return declare(warn(catalog, ...open.flatMap(({ diagnostics }) => diagnostics)), {
      changed: [...said.changed, ...changed],
      known: open.map(({ known }) => known),
    });
  },
};
