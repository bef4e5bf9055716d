/** Names of what keeps the audit columns: by what it does, so that a new table renames nothing. */
import { Buffer } from 'node:buffer';
import { strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { CreateFunctionStmt } from '../../grammar.js';
import { routineOption } from '../../kinds/routine.js';
import { CHECK_MESSAGE, ownNames } from '../ownNames.js';
import { routineBody } from '../routines/routineBody.js';

/** Identifiers are cut to so many bytes. */
const LONGEST = 63;
/** Digits of the mark at the end. */
const DIGITS = 6;

/** FNV-1a. https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').slice(-DIGITS);
}

/** `baseline_audit_created_on_updated_row_version_1f6e02`: the words to be read, the mark to be told apart. */
export function functionName(prefix: string, columns: readonly string[], content: string): string {
  const start = ownNames(prefix).auditFunction;
  const words = columns
    .join('_')
    .replace('created_at_created_by', 'created')
    .replace('updated_at_updated_by', 'updated')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_');
  const room = LONGEST - start.length - DIGITS - 1;
  return `${start}${words.slice(0, room).replace(/_$/, '')}_${markOf(content)}`;
}

/** A name behind all others, as far as one more letter helps. */
export function triggerName(own: string, others: readonly string[]): string {
  let name = own;
  const last = 'z'.repeat(LONGEST);
  while (others.some((other) => other > name && other < last) && name.length < LONGEST) name = `z${name}`;
  return name;
}

/** A routine of an earlier baseline, which is no use that the author makes of a column. */
export const isOwnRoutine = (object: SchemaObject, prefix: string): boolean =>
  isOwnTriggerFunction(object, prefix) ||
  (object.kind === 'function' && object.sql.includes(`RAISE EXCEPTION E'${CHECK_MESSAGE}`));

/** A trigger function of the tool's: its name has the mark of its body. */
export function isOwnTriggerFunction(
  { kind, name: { name }, statement }: SchemaObject,
  prefix: string,
): boolean {
  if (kind !== 'function' || !name.startsWith(ownNames(prefix).auditFunction)) return false;
  const node = statement.tree!.node as CreateFunctionStmt;
  const { language, text } = routineBody(statement);
  return (
    language === 'plpgsql' &&
    strings(node.returnType?.names).at(-1) === 'trigger' &&
    routineOption(node, 'security').length === 0 &&
    name.endsWith(`_${markOf(text.replace(/^\n|\n$/g, ''))}`)
  );
}
