/** Objects of a dump that a configuration may name. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { nodeOf, type RoleSpec } from '../../grammar.js';
import { KIND, type KindName } from '../../kinds/registry.js';
import { ownerOf } from '../../kinds/security/owner.js';
import { nameOfExclusion, nameOfKey } from '../keys/uniqueKeys.js';
import { membershipsOf } from '../../facts/privileges/roles.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { walk } from '../../catalog/walk.js';

export const namesWhere = ({ objects }: Catalog, is: (object: SchemaObject) => boolean): Name[] =>
  objects.filter(is).map(({ name }) => name);

const namesOf = (catalog: Catalog, kind: KindName): Name[] =>
  namesWhere(catalog, (object) => object.kind === kind);

export const tablesOf = (catalog: Catalog): Name[] => [
  ...[...relationsOf(catalog).values()].map(({ name }) => name),
  ...namesOf(catalog, KIND.foreignTable),
];

export const materializedViewsOf = (catalog: Catalog): Name[] => namesOf(catalog, KIND.materializedView);

/** Unique and exclusion constraints and unique indexes, with their table's schema. */
export const uniqueNames = (catalog: Catalog): Name[] =>
  [...relationsOf(catalog).values()].flatMap((relation) =>
    [
      ...relation.uniqueKeys.map((key) => nameOfKey(key, relation)),
      ...relation.exclusions.map((key) => nameOfExclusion(key, relation)),
    ].map((name) => ({ schema: relation.name.schema, name })),
  );

/** Schemas that the dump creates or that contain its objects, and those of every database. */
export const schemasOf = (catalog: Catalog): string[] => [
  ...new Set([
    ...namesOf(catalog, KIND.schema).map(({ name }) => name),
    ...catalog.objects.flatMap(({ name }) => name.schema ?? []),
    'public',
    'pg_catalog',
    'pg_temp',
    'information_schema',
    '$user',
  ]),
];

/** Schemas of the dump's extensions, whose functions and types are not in it. */
export const schemasOfExtensions = ({ objects }: Catalog): ReadonlySet<string> =>
  new Set(
    objects
      .filter(({ kind }) => kind === KIND.extension)
      .map(({ statement }) => {
        const { options = [] } = nodeOf(statement, 'CreateExtensionStmt');
        const schema = options.find((one) => 'DefElem' in one && one.DefElem.defname === 'schema');
        const [name] = strings(
          schema && 'DefElem' in schema && schema.DefElem.arg ? [schema.DefElem.arg] : [],
        );
        return name ?? 'public';
      }),
  );

/** Roles in statements and headings; a dump of one database has no others. */
export function rolesOf(catalog: Catalog): string[] {
  const found = new Set(namesOf(catalog, KIND.role).map(({ name }) => name));
  for (const [member, groups] of membershipsOf(catalog))
    for (const role of [member, ...groups]) found.add(role);
  for (const statement of catalog.statements) {
    const owner = ownerOf(statement);
    for (const role of [owner, statement.raw.heading?.owner]) if (role && role !== '-') found.add(role);
    walk(statement.tree?.node, (field, node) => {
      const { rolename } = node as Partial<RoleSpec>;
      if (field === 'RoleSpec' && rolename !== undefined) found.add(rolename);
    });
  }
  return [...found];
}
