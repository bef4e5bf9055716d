/**
 * `superuser: separate`: moves objects that only a superuser can create to files for an administrator: roles,
 * extensions, wrappers and servers before the baseline; event triggers, publications of future tables, default
 * privileges of other roles, and foreign tables over files after it.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { warn } from '../../catalog/catalog.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { rolesOf } from '../../kinds/security/defaultPrivileges.js';
import { KIND, kindNamed } from '../../kinds/registry.js';
import type { Transform } from '../base/transform.js';
import { nodeOf } from '../../grammar.js';
import { isAbout, traitsOf } from '../../kinds/is.js';

/** Only a superuser can name a server file in a foreign table. https://www.postgresql.org/docs/current/file-fdw.html */
function overFiles({ objects }: Catalog): (object: SchemaObject) => boolean {
  const servers = new Set(
    objects
      .filter(({ kind }) => kind === KIND.server)
      .map(({ statement }) => nodeOf(statement, 'CreateForeignServerStmt'))
      .filter(({ fdwname }) => fdwname === 'file_fdw')
      .map(({ servername }) => servername),
  );
  return ({ kind, statement }) =>
    kind === KIND.foreignTable && servers.has(nodeOf(statement, 'CreateForeignTableStmt').servername);
}

/** Only a member of a role can set its default privileges; the database's owner may not be one. */
const isForOthers = (object: SchemaObject): boolean =>
  object.kind === KIND.defaultPrivileges && rolesOf(object).length > 0;

type File = 'before' | 'after';

function wanted(catalog: Catalog): Map<SchemaObject, File> {
  const isOverFiles = overFiles(catalog);
  const out = new Map<SchemaObject, File>();
  for (const object of catalog.objects) {
    const kind = kindNamed(object.kind);
    if (kind.administrator === 'before') out.set(object, 'before');
    else if (isOverFiles(object) || isForOthers(object)) out.set(object, 'after');
    else if (kind.superuser?.(object)) out.set(object, kind.administrator ?? 'before');
  }
  return out;
}

const providersOf = (objects: readonly SchemaObject[]): Map<Key, SchemaObject> =>
  new Map(objects.flatMap((object) => object.provides.map((one) => [one, object] as const)));

/** Keeps objects in the baseline if `before` would depend on the baseline, or the baseline on `after`. */
function possible(catalog: Catalog, files: Map<SchemaObject, File>): Set<SchemaObject> {
  const providers = providersOf(catalog.objects);
  const needed = (object: SchemaObject): SchemaObject[] =>
    object.needs.flatMap(({ keys }) => keys.map((one) => providers.get(one)).find((one) => one) ?? []);
  const stay = new Set<SchemaObject>();
  for (let found = true; found;) {
    found = false;
    for (const object of catalog.objects) {
      const file = files.get(object);
      for (const other of needed(object)) {
        const theirs = files.get(other);
        const leave =
          file === 'before' && theirs !== 'before' && !traitsOf(other).reliable
            ? object
            : theirs === 'after' && file !== 'after' && !isAbout(object)
              ? other
              : undefined;
        if (leave === undefined) continue;
        files.delete(leave);
        stay.add(leave);
        found = true;
      }
    }
  }
  return stay;
}

function follow(catalog: Catalog, files: Map<SchemaObject, File>): void {
  const providers = providersOf([...files.keys()]);
  for (const object of catalog.objects) {
    if (!isAbout(object) || files.has(object)) continue;
    const keys = [
      ...(object.parent === undefined ? [] : [object.parent]),
      ...object.needs.flatMap((need) => need.keys),
    ];
    const host = keys.map((one) => providers.get(one)).find((one) => one && one.kind !== KIND.role);
    const file = host && files.get(host);
    if (file) files.set(object, file);
  }
}

export const superuser: Transform = {
  name: 'superuser',
  stage: 'layout',
  summary:
    'Moves objects that only a superuser can create to files for an administrator (`superuser: separate`).',
  apply(catalog, settings) {
    if (settings.superuser !== 'separate') return catalog;
    const files = wanted(catalog);
    const stay = possible(catalog, files);
    follow(catalog, files);
    const objects = catalog.objects.map((object) => {
      const file = files.get(object);
      return file === undefined ? object : { ...object, file };
    });
    return warn(
      { ...catalog, objects },
      ...[...stay].map((object) => ({
        severity: 'warning' as const,
        code: 'superuser/inline' as const,
        message: `Only a superuser can create ${object.id}, but other objects have to come before and after it. It stays in the baseline.`,
        help: 'Run the baseline as a superuser; or create the object as a superuser before you run it.',
        object: object.id,
      })),
    );
  },
};
