/** Statements of migrations that the engine cannot run: they come into the baseline as they are. */
import type { SchemaObject } from '../../catalog/object.js';
import { isOfSchema } from './groups.js';
import { KIND } from '../../kinds/registry.js';

/** False for a statement that changes or drops something: its effect is not its text. */
export const isCarried = (object: SchemaObject): boolean => isOfSchema(object) && object.kind !== KIND.opaque;

interface Placing {
  added(object: SchemaObject): SchemaObject;
  changed(object: SchemaObject, instead: SchemaObject): SchemaObject;
}

export function withCarried(
  objects: readonly SchemaObject[],
  carried: readonly SchemaObject[],
  { added, changed }: Placing,
): SchemaObject[] {
  const out = [...objects];
  for (const object of carried) {
    const at = out.findIndex(({ id }) => id === object.id);
    if (at === -1) out.push(added(object));
    else out[at] = changed(object, out[at]!);
  }
  return out;
}
