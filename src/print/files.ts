/** The baseline, and the files for an administrator that are not empty. */
import type { Catalog } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import { ownerOf } from '../kinds/security/owner.js';
import { newOwner } from '../kinds/security/ownerChange.js';
import type { Placed } from '../order.js';
import { administratorsRunner } from '../runners/registry.js';
import { checkAfter, checkBefore, leftToOwner, neededSchemas } from './administrator.js';
import { type Layout, tabOf } from './layout.js';
import { type Frame, type Output, print, type Printed } from './print.js';

export interface AdministratorsFile {
  /** Next to the folder of migrations: `db/admin/before_V001.sql`. */
  readonly path: string;
  readonly sql: string;
}

export interface PrintedFiles extends Printed {
  readonly files: readonly AdministratorsFile[];
}

/** What goes into one file, in no order yet. */
export interface Part {
  /** Undefined: the baseline. */
  readonly path: string | undefined;
  readonly objects: readonly SchemaObject[];
  readonly frame: Frame;
}

/** The baseline, and the files for an administrator that anything goes into. */
export function partsOf(catalog: Catalog, layout: Layout): Part[] {
  const of = (file: SchemaObject['file']): SchemaObject[] =>
    catalog.objects.filter((object) => object.file === file);
  const [before, after, own] = [of('before'), of('after'), of(undefined)];
  const { paths } = administratorsRunner;
  const tab = tabOf(layout);
  const schemas = neededSchemas(before, own);
  const owners = new Set(
    own.map((object) => (object.kind === KIND.owner ? ownerOf(object.statement) : newOwner(object))),
  );
  const roles = before
    .filter(({ kind, name }) => kind === KIND.role && owners.has(name.name))
    .map(({ name }) => name.name);
  const parts: Part[] = [
    {
      path: undefined,
      objects: own,
      frame: { first: checkBefore(before, tab), last: checkAfter(after, tab) },
    },
    {
      path: paths.before,
      objects: before.length === 0 ? [] : [...schemas, ...before],
      frame: { file: 'before', last: leftToOwner(before, schemas, roles, tab) },
    },
    { path: paths.after, objects: after, frame: { file: 'after' } },
  ];
  return parts.filter(({ path, objects }) => path === undefined || objects.length > 0);
}

/** @param parts the baseline first */
export function printFiles(
  parts: readonly (Part & { readonly placed: readonly Placed[] })[],
  catalog: Catalog,
  output: Output,
): PrintedFiles {
  const printed = parts.map(({ path, objects, frame, placed }) => ({
    path,
    ...print(placed, { ...catalog, objects }, output, frame),
  }));
  return {
    sql: printed[0]!.sql,
    files: printed.flatMap(({ path, sql }) => (path === undefined ? [] : [{ path, sql }])),
    unchangedIds: new Set(printed.flatMap(({ unchangedIds }) => [...unchangedIds])),
  };
}
