/** A type that tables use is made anew: the old one is renamed, and dropped once no column has it. */
import { cut, LONGEST } from '../catalog/chosenName.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Step } from '../kinds/base/verbs.js';
import { KIND, kindNamed } from '../kinds/registry.js';

const SUFFIX = '_replaced';

/** A name of its own: a type of the user's that is called so must not be dropped. */
export function asideName({ schema, name }: Name, isTaken: (name: Name) => boolean): Name {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? SUFFIX : `${SUFFIX}_${number}`;
    const aside = { schema, name: `${cut(name, LONGEST - suffix.length)}${suffix}` };
    if (!isTaken(aside)) return aside;
  }
}

const nounOf = ({ kind }: SchemaObject): string => kindNamed(kind).noun ?? 'TYPE';
const lookUp = ({ kind }: SchemaObject): string =>
  kind === KIND.collation ? 'to_regcollation' : 'to_regtype';

const found = (object: SchemaObject, name: Name): string =>
  `${lookUp(object)}(${quoteLiteral(quoteName(name))})`;

/** @param pending true in SQL while the type is the old one; empty where that can't be seen */
export function renameAside(object: SchemaObject, aside: Name, pending: readonly string[]): Step {
  return {
    sql: `ALTER ${nounOf(object)} ${quoteName(object.name)} RENAME TO ${quoteIdentifier(aside.name)}`,
    when: [
      `${found(object, object.name)} IS NOT NULL AND ${found(object, aside)} IS NULL`,
      ...(pending.length === 0 ? [] : [`(${pending.join(' OR ')})`]),
    ].join(' AND '),
  };
}

export const dropAside = (object: SchemaObject, aside: Name): Step => ({
  sql: `DROP ${nounOf(object)} IF EXISTS ${quoteName(aside)}`,
});
