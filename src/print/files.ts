/** The baseline, and the files for an administrator that are not empty. */
import type { Catalog } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { KIND } from '../kinds/registry.js';
import { ownerOf } from '../kinds/security/owner.js';
import { newOwner } from '../kinds/security/ownerChange.js';
import { order } from '../order.js';
import { checkAfter, checkBefore, FILES, leftToOwner, neededSchemas } from './administrator.js';
import { tabOf } from './layout.js';
import { type Frame, type Output, print, type Printed } from './print.js';

export interface AdministratorsFile {
  /** Next to the folder of migrations: `db/admin/before_V001.sql`. */
  readonly path: string;
  readonly sql: string;
}

export interface PrintedFiles extends Printed {
  readonly files: readonly AdministratorsFile[];
  readonly diagnostics: readonly Diagnostic[];
}

export function printFiles(catalog: Catalog, output: Output): PrintedFiles {
  const of = (file: SchemaObject['file']): SchemaObject[] =>
    catalog.objects.filter((object) => object.file === file);
  const [before, after, own] = [of('before'), of('after'), of(undefined)];
  const tab = tabOf(output);
  const write = (objects: readonly SchemaObject[], frame: Frame) => {
    const { placed, diagnostics } = order(objects);
    return { ...print(placed, { ...catalog, objects }, output, frame), diagnostics };
  };
  const schemas = neededSchemas(before, own);
  const owners = new Set(
    own.map((object) => (object.kind === KIND.owner ? ownerOf(object.statement) : newOwner(object))),
  );
  const roles = before.filter(({ kind, name }) => kind === KIND.role && owners.has(name.name));
  const parts = [
    {
      path: undefined,
      objects: own,
      frame: { first: checkBefore(before, tab), last: checkAfter(after, tab) },
    },
    {
      path: FILES.before,
      objects: before.length === 0 ? [] : [...schemas, ...before],
      frame: {
        file: 'before' as const,
        last: leftToOwner(
          before,
          schemas,
          roles.map(({ name }) => name.name),
          tab,
        ),
      },
    },
    { path: FILES.after, objects: after, frame: { file: 'after' as const } },
  ];
  const written = parts
    .filter(({ path, objects }) => path === undefined || objects.length > 0)
    .map(({ path, objects, frame }) => ({ path, ...write(objects, frame) }));
  return {
    sql: written[0]!.sql,
    files: written.flatMap(({ path, sql }) => (path === undefined ? [] : [{ path, sql }])),
    unchangedIds: new Set(written.flatMap(({ unchangedIds }) => [...unchangedIds])),
    diagnostics: written.flatMap(({ diagnostics }) => diagnostics),
  };
}
