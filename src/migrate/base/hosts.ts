/** The object that another one belongs to: PostgreSQL drops them together. */
import { type Key, type SchemaObject } from '../../catalog/object.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { isAbout, isRelation, traitsOf } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import type { Dependencies } from './dependencies.js';

/** `policy\0core\0visits\0own` is a policy of the relation core.visits. */
function tableOf(key: Key): Key | undefined {
  const [, schema, table, name] = key.split('\0');
  return name === undefined ? undefined : `relation\0${schema}\0${table}`;
}

export function hostOf(
  object: SchemaObject,
  { providerOf, needsOf }: Dependencies,
): SchemaObject | undefined {
  if (isRelation(object)) return undefined;
  if (traitsOf(object).ofTable) {
    const keys = object.provides.flatMap((key) => tableOf(key) ?? []);
    const host = keys.map(providerOf).find((one) => one !== undefined && one !== object);
    if (host) return host;
  }
  const altered = tableAction(object.statement);
  const table = altered && providerOf(relationKey(altered.table));
  if (table && table !== object) return table;
  const parent = object.parent === undefined ? undefined : providerOf(object.parent);
  if (parent && parent !== object) return parent;
  return isAbout(object) || object.kind === KIND.domainConstraint ? needsOf(object)[0] : undefined;
}
