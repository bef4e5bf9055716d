/** Routines that an earlier baseline left in the dump: their references do not count as the author's. */
import type { SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';
import { isAuditFunction } from '../../kinds/routines/auditFunction.js';
import { CHECK_MESSAGE, ownNames } from './ownNames.js';
import { nodeOf } from '../../grammar.js';

export const isOwnRoutine = (object: SchemaObject, prefix: string): boolean =>
  isOwnTriggerFunction(object, prefix) ||
  (object.kind === KIND.function && new RegExp(`RAISE EXCEPTION E'${CHECK_MESSAGE.source}`).test(object.sql));

/** A trigger function with one of the tool's names: no other may have that name. */
export function hasOwnTriggerName(
  { kind, name: { name }, statement }: SchemaObject,
  prefix: string,
): boolean {
  if (kind !== KIND.function || !name.startsWith(ownNames(prefix).auditFunction)) return false;
  return (nodeOf(statement, 'CreateFunctionStmt').parameters ?? []).length === 0;
}

/** The tool's own trigger function, by its name and its whole body. */
export const isOwnTriggerFunction = (object: SchemaObject, prefix: string): boolean =>
  hasOwnTriggerName(object, prefix) && isAuditFunction(nodeOf(object.statement, 'CreateFunctionStmt'));
