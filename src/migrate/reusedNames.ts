/**
 * A view becomes a materialized view, a function a procedure, an enum type a domain: the name stays, and DROP … IF EXISTS of the old
 * kind is an error on the second run. So it runs only while the database has the old kind.
 */
import { quoteLiteral, quoteName } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import type { Actions } from './actions.js';
import { whilePending } from './base/pending.js';

const RELATIONS: Readonly<Record<string, string>> = {
  [KIND.view]: `'v'`,
  [KIND.materializedView]: `'m'`,
  [KIND.table]: `'r', 'p'`,
  [KIND.foreignTable]: `'f'`,
  [KIND.sequence]: `'S'`,
  [KIND.index]: `'i', 'I'`,
  [KIND.compositeType]: `'c'`,
};
const TYPES: Readonly<Record<string, string>> = {
  [KIND.enumType]: `'e'`,
  [KIND.domain]: `'d'`,
  [KIND.rangeType]: `'r'`,
  [KIND.baseType]: `'b'`,
  [KIND.compositeType]: `'c'`,
};
const ROUTINES: Readonly<Record<string, string>> = {
  [KIND.function]: `'f', 'w'`,
  [KIND.procedure]: `'p'`,
  [KIND.aggregate]: `'a'`,
};

/** True in SQL while the name is of the old kind. */
function stillThere({ kind, name, identity }: SchemaObject): string | undefined {
  const text = quoteLiteral(quoteName(name));
  if (ROUTINES[kind])
    return `EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = to_regprocedure(${quoteLiteral(identity)}) AND prokind IN (${ROUTINES[kind]}))`;
  if (RELATIONS[kind] && !TYPES[kind])
    return `EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = to_regclass(${text}) AND relkind IN (${RELATIONS[kind]}))`;
  if (TYPES[kind])
    return `EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid = to_regtype(${text}) AND typtype IN (${TYPES[kind]}))`;
  return undefined;
}

const isNamed = (key: string): boolean => /^(relation|type|signature)\0/.test(key);

export function withReusedNames(actions: Actions): Actions {
  const made = new Map(
    [...actions.made.values()].flatMap(({ object }) =>
      object.provides.filter(isNamed).map((key) => [key, object] as const),
    ),
  );
  const dropped = new Map(
    [...actions.dropped].map(([id, action]) => {
      const { object, steps } = action;
      const isReused = object.provides.some((key) => (made.get(key) ?? object).kind !== object.kind);
      const pending = isReused ? stillThere(object) : undefined;
      return [
        id,
        pending === undefined
          ? action
          : { ...action, steps: steps.map((step) => whilePending(step, [pending])) },
      ];
    }),
  );
  return { ...actions, dropped };
}
