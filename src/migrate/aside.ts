/** A type that tables use is made anew: the old one is renamed, and dropped once no column has it. */
import { cut, LONGEST } from '../catalog/chosenName.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Step } from '../kinds/base/verbs.js';
import { KIND, kindNamed } from '../kinds/registry.js';

const SUFFIX = '_replaced';

export const asideName = ({ schema, name }: Name): Name => ({
  schema,
  name: `${cut(name, LONGEST - SUFFIX.length)}${SUFFIX}`,
});

const nounOf = ({ kind }: SchemaObject): string => kindNamed(kind).noun ?? 'TYPE';
const lookUp = ({ kind }: SchemaObject): string =>
  kind === KIND.collation ? 'to_regcollation' : 'to_regtype';

const found = (object: SchemaObject, name: Name): string =>
  `${lookUp(object)}(${quoteLiteral(quoteName(name))})`;

/** @param pending true in SQL while the type is the old one; empty where that can't be seen */
export function renameAside(object: SchemaObject, pending: readonly string[]): Step {
  const aside = asideName(object.name);
  return {
    sql: `ALTER ${nounOf(object)} ${quoteName(object.name)} RENAME TO ${quoteIdentifier(aside.name)}`,
    when: [
      `${found(object, object.name)} IS NOT NULL AND ${found(object, aside)} IS NULL`,
      ...(pending.length === 0 ? [] : [`(${pending.join(' OR ')})`]),
    ].join(' AND '),
  };
}

export const dropAside = (object: SchemaObject): Step => ({
  sql: `DROP ${nounOf(object)} IF EXISTS ${quoteName(asideName(object.name))}`,
});
