/** The objects of a catalog under their identities. Statements of one identity, like the grants on a table, form a group. */
import type { Catalog } from '../../catalog/catalog.js';
import { groupedBy } from '../../catalog/grouped.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { isRelation, isType, traitsOf } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import { isSameText } from '../base/compare.js';

export type Group = readonly SchemaObject[];
export type Groups = ReadonlyMap<string, Group>;

/** False for rows, settings of a session, and statements about the cluster. */
export const isOfSchema = (object: SchemaObject): boolean =>
  traitsOf(object).leftOut === undefined && object.kind !== KIND.drop;

/** Parsing numbers repeated ids. */
const NUMBER = / #\d+$/;

export function identities({ objects }: Pick<Catalog, 'objects'>): (object: SchemaObject) => string {
  const ids = new Set(objects.map(({ id }) => id));
  return ({ id }) => {
    const base = id.replace(NUMBER, '');
    return ids.has(base) ? base : id;
  };
}

export function groupsOf(catalog: Pick<Catalog, 'objects'>): Groups {
  const identity = identities(catalog);
  return groupedBy(catalog.objects.filter(isOfSchema), (object) => [identity(object)]);
}

export const isSameGroup = (one: Group, other: Group): boolean =>
  one.length === other.length && one.every(({ sql }, at) => isSameText(sql, other[at]!.sql));

const RELATION = 'relation';

/** `constraint\0core\0visits\0own` belongs to the relation core.visits. */
function relationOf(key: Key): Key[] {
  const [, schema, table, name] = key.split('\0');
  return name === undefined ? [] : [[RELATION, schema, table].join('\0')];
}

/** The table, view or type whose definition may contain the object; its own for these. */
export function hostOf(object: SchemaObject): Key | undefined {
  if (traitsOf(object).about) return undefined;
  const own = isRelation(object) || isType(object) || object.kind === KIND.sequence;
  if (own) return object.provides[0];
  return object.parent ?? object.provides.flatMap(relationOf)[0];
}
