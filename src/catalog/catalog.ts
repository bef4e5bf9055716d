/**
 * The model of a dump: its objects, and the disposition of each statement. Read-only: every function returns a new one.
 * Transforms use the functions of this file.
 */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { SchemaObject } from './object.js';
import type { Statement } from './statement.js';
import type { Declared, Tenancy } from './tenancy.js';

/** What happened to a statement of the dump: exactly one of these. */
export type Disposition =
  | { readonly is: 'kept' }
  | { readonly is: 'guarded' }
  | { readonly is: 'changed'; readonly by: string }
  | { readonly is: 'merged'; readonly into: string }
  | { readonly is: 'dropped'; readonly why: string };

/** The output's target server. https://www.postgresql.org/support/versioning/ */
export interface Target {
  /** Major version, 13 to 18. */
  readonly version: number;
  /** True where neither the dump nor the settings give it. */
  readonly assumed?: boolean;
}

export interface Catalog {
  readonly target: Target;
  /** True where the input is an earlier output of this tool. */
  readonly isOwnOutput: boolean;
  /** True if NOT NULL constraints have names: since 18, and in pg_dump 18's dumps of older servers. */
  readonly namedNotNull: boolean;
  readonly statements: readonly Statement[];
  readonly objects: readonly SchemaObject[];
  /** By statement index; statements without an entry are kept or guarded like their object. */
  readonly ledger: ReadonlyMap<number, Disposition>;
  readonly diagnostics: readonly Diagnostic[];
  /** The tenant that rows belong to; undefined where it was not computed. */
  readonly tenancy: Tenancy | undefined;
  /** Differences from the dump, and open issues. */
  readonly declared: Declared;
}

function settle(
  catalog: Catalog,
  entries: Iterable<readonly [SchemaObject, Disposition]>,
): Map<number, Disposition> {
  const ledger = new Map(catalog.ledger);
  for (const [{ origin }, disposition] of entries) {
    // An object that a transform added has no statement of its own in the dump.
    if ('dump' in origin) ledger.set(origin.dump, disposition);
  }
  return ledger;
}

/** Removes objects, with the reason for the report; `why` returns undefined for those that stay. */
export function dropWhere(catalog: Catalog, why: (object: SchemaObject) => string | undefined): Catalog {
  const gone: [SchemaObject, Disposition][] = [];
  const objects = catalog.objects.filter((object) => {
    const reason = why(object);
    if (reason !== undefined) gone.push([object, { is: 'dropped', why: reason }]);
    return reason === undefined;
  });
  return gone.length === 0 ? catalog : { ...catalog, objects, ledger: settle(catalog, gone) };
}

/** Replaces objects by what `change` returns; the same object, or undefined, leaves it unchanged. */
export function mapObjects(
  catalog: Catalog,
  by: string,
  change: (object: SchemaObject) => SchemaObject | undefined,
): Catalog {
  const changed: [SchemaObject, Disposition][] = [];
  const objects = catalog.objects.map((object) => {
    const result = change(object) ?? object;
    if (result !== object) changed.push([object, { is: 'changed', by }]);
    return result;
  });
  return changed.length === 0 ? catalog : { ...catalog, objects, ledger: settle(catalog, changed) };
}

/** An object that became part of another, like a primary key of its table. */
export interface Merge {
  readonly child: SchemaObject;
  /** The id of the other object. */
  readonly into: string;
  /** The transform whose merge changes the host; if absent, the host keeps the dump's definition. */
  readonly by?: string | undefined;
}

/** Removes the children and replaces their hosts; what depended on a child now depends on its host. */
export function mergeObjects(
  catalog: Catalog,
  merges: readonly Merge[],
  hosts: ReadonlyMap<string, SchemaObject>,
): Catalog {
  if (merges.length === 0) return catalog;
  const children = new Set(merges.map(({ child }) => child));
  const objects = catalog.objects
    .filter((object) => !children.has(object))
    .map((object) => hosts.get(object.id) ?? object);
  const byId = new Map(catalog.objects.map((object) => [object.id, object]));
  const merged = merges.map(({ child, into }): [SchemaObject, Disposition] => [
    child,
    { is: 'merged', into },
  ]);
  const changed = merges.flatMap(({ into, by }): [SchemaObject, Disposition][] => {
    const host = byId.get(into);
    return by === undefined || !host ? [] : [[host, { is: 'changed', by }]];
  });
  return { ...catalog, objects, ledger: settle(catalog, [...merged, ...changed]) };
}

/** Adds objects that are not in the dump. */
export function addObjects(catalog: Catalog, objects: readonly SchemaObject[]): Catalog {
  return objects.length === 0 ? catalog : { ...catalog, objects: [...catalog.objects, ...objects] };
}

/** A new part of an existing object, like a column of a table. */
export interface Part {
  readonly part: SchemaObject;
  readonly host: SchemaObject;
}

/** Adds parts that the dump did not have, and records their hosts as changed. */
export function addParts(catalog: Catalog, by: string, parts: readonly Part[]): Catalog {
  if (parts.length === 0) return catalog;
  const changed = parts.map(({ host }): [SchemaObject, Disposition] => [host, { is: 'changed', by }]);
  const objects = parts.map(({ part }) => part);
  return addObjects({ ...catalog, ledger: settle(catalog, changed) }, objects);
}

export function warn(catalog: Catalog, ...diagnostics: readonly Diagnostic[]): Catalog {
  return diagnostics.length === 0
    ? catalog
    : { ...catalog, diagnostics: [...catalog.diagnostics, ...diagnostics] };
}

/** Adds diagnostics before all others. */
export const warnedFirst = (catalog: Catalog, ...diagnostics: readonly Diagnostic[]): Catalog =>
  diagnostics.length === 0 ? catalog : { ...catalog, diagnostics: [...diagnostics, ...catalog.diagnostics] };

/** Declares replaced objects, changed definitions, and remaining leaks. */
export function declare(
  catalog: Catalog,
  { replaced = [], changed = [], known = [] }: Partial<Declared>,
): Catalog {
  const { declared } = catalog;
  return {
    ...catalog,
    declared: {
      replaced: [...declared.replaced, ...replaced],
      changed: [...declared.changed, ...changed],
      known: [...declared.known, ...known],
    },
  };
}
