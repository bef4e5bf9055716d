/**
 * ALTER FUNCTION in an edited dump; pg_dump writes all options into CREATE FUNCTION. It runs later, so its options
 * apply.
 * https://www.postgresql.org/docs/current/sql-alterfunction.html
 */
import type { Key, SchemaObject } from '../../catalog/object.js';
import { targetOf } from '../../kinds/base/target.js';
import { type Routine, routineOf } from './bodies.js';
import { pathOf, setsPath } from './searchPath.js';
import { signatureOf } from './routineIdentity.js';
import { nodeOf } from '../../grammar.js';

type Alteration = Partial<Pick<Routine, 'definer' | 'searchPath' | 'pathIn'>>;

function alterationOf(object: SchemaObject): Alteration {
  const { actions = [] } = nodeOf(object.statement, 'AlterFunctionStmt');
  const security = actions.findLast((node) => 'DefElem' in node && node.DefElem.defname === 'security');
  const arg = security && 'DefElem' in security ? security.DefElem.arg : undefined;
  return {
    ...(arg && 'Boolean' in arg ? { definer: arg.Boolean.boolval ?? false } : {}),
    ...(setsPath(object) ? { searchPath: pathOf(object), pathIn: object } : {}),
  };
}

/** The dump's routines, by position, with all their ALTERs applied. */
export function routinesOf(objects: readonly SchemaObject[]): (Routine | undefined)[] {
  const altered = new Map<Key, Alteration>();
  for (const object of objects) {
    if (object.statement.tree?.type !== 'AlterFunctionStmt') continue;
    const { objtype, func } = nodeOf(object.statement, 'AlterFunctionStmt');
    const key = func && targetOf(objtype, { ObjectWithArgs: func }, object.statement)?.key;
    if (key !== undefined) altered.set(key, { ...altered.get(key), ...alterationOf(object) });
  }
  return objects.map((object) => {
    const routine = routineOf(object);
    return routine && { ...routine, ...altered.get(signatureOf(object) ?? '') };
  });
}
