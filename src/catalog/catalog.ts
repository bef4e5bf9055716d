/**
 * The model of a dump: its objects, and what became of each of its statements. Read-only; every verb returns a new one.
 * Transforms are written in the verbs of this file.
 */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { SchemaObject } from './object.js';
import type { Statement } from './statement.js';
import type { Declared, Tenancy } from './tenancy.js';

/** Where a statement of the dump ended: exactly one of these. */
export type Disposition =
  | { readonly is: 'kept' }
  | { readonly is: 'guarded' }
  | { readonly is: 'changed'; readonly by: string }
  | { readonly is: 'merged'; readonly into: string }
  | { readonly is: 'dropped'; readonly why: string };

/** The server that the output is for. https://www.postgresql.org/support/versioning/ */
export interface Target {
  /** Major version, 13 to 18. */
  readonly version: number;
  /** Nobody said so: neither the dump nor the settings. */
  readonly assumed?: boolean;
  /** NOT NULL constraints have names: since 18, and in what pg_dump 18 writes of an older server. */
  readonly namedNotNull: boolean;
  /** What becomes of a statement whose roles are missing: an error (`expect`), or it is left out. */
  readonly roles: 'create' | 'expect' | 'skip';
}

export interface Catalog {
  readonly target: Target;
  /** The input is an output of this tool, converted again. */
  readonly isOwnOutput: boolean;
  readonly statements: readonly Statement[];
  readonly objects: readonly SchemaObject[];
  /** By the statement's index; what is not in it ends as its object does, kept or guarded. */
  readonly ledger: ReadonlyMap<number, Disposition>;
  readonly diagnostics: readonly Diagnostic[];
  /** Who the rows belong to; undefined where nobody asked. */
  readonly tenancy: Tenancy | undefined;
  /** What is not as in the dump, and what remains open. */
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

/** Takes objects out, with the reason that the report will give; `why` answers undefined for those that stay. */
export function dropWhere(catalog: Catalog, why: (object: SchemaObject) => string | undefined): Catalog {
  const gone: [SchemaObject, Disposition][] = [];
  const objects = catalog.objects.filter((object) => {
    const reason = why(object);
    if (reason !== undefined) gone.push([object, { is: 'dropped', why: reason }]);
    return reason === undefined;
  });
  return gone.length === 0 ? catalog : { ...catalog, objects, ledger: settle(catalog, gone) };
}

/** Replaces objects by what `change` returns for them; the same object, or undefined, leaves it as it is. */
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

/** One object that now stands inside another: a primary key in its table. */
export interface Merge {
  readonly child: SchemaObject;
  /** The id of the object it went into. */
  readonly into: string;
  /** The transform that changes the host by it; absent: the host stays what the dump says. */
  readonly by?: string | undefined;
}

/** Takes the children out and puts the new forms of their hosts in; what depended on a child depends on its host. */
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

/** Adds objects that the dump did not have. */
export function addObjects(catalog: Catalog, objects: readonly SchemaObject[]): Catalog {
  return objects.length === 0 ? catalog : { ...catalog, objects: [...catalog.objects, ...objects] };
}

/** A part of an object that is there: a column of a table. */
export interface Part {
  readonly part: SchemaObject;
  readonly host: SchemaObject;
}

/** Adds parts that the dump did not have; their hosts are changed by them. */
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

/** Declares objects that others stand for, definitions that differ, and leaks that remain. */
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
