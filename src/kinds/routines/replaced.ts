/**
 * What CREATE OR REPLACE keeps: the result, the names of arguments, and defaults. Where these differ, a
 * routine is dropped and created again.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import { type CreateFunctionStmt, type FunctionParameter, nodeOf } from '../../grammar.js';
import { quoteLiteral, typeText } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { keyword, tokens } from '../../source/tokens.js';
import { routineRow } from '../base/dropped.js';
import { orReplace } from '../base/edit.js';
import { type RowCondition } from '../base/kind.js';
import { listAfter } from '../base/lists.js';
import type { Alteration } from '../base/verbs.js';
import { isOutput, parameters } from './routine.js';

/** What must stay the same of an argument; a name may be added. */
const modeOf = ({ mode }: FunctionParameter): string =>
  mode === undefined || mode === 'FUNC_PARAM_DEFAULT' ? 'FUNC_PARAM_IN' : mode;

function keepsArguments(before: readonly FunctionParameter[], after: readonly FunctionParameter[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((old, at) => {
    const now = after[at]!;
    return (
      modeOf(old) === modeOf(now) &&
      typeText(old.argType) === typeText(now.argType) &&
      (old.name === now.name || (old.name === undefined && !isOutput(old))) &&
      (old.defexpr === undefined || now.defexpr !== undefined)
    );
  });
}

const hasOption = ({ options = [] }: CreateFunctionStmt, name: string): boolean =>
  options.some((node) => 'DefElem' in node && node.DefElem.defname === name);

export function replaced(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateFunctionStmt'));
  const kept =
    typeText(old!.returnType) === typeText(now!.returnType) &&
    hasOption(old!, 'window') === hasOption(now!, 'window') &&
    keepsArguments(parameters(old!.parameters), parameters(now!.parameters));
  return kept ? { steps: [{ sql: orReplace(after.sql) }] } : undefined;
}

/** The routine has what OR REPLACE can't change, as pg_dump writes it. */
export function hasSignature({ name, statement }: SchemaObject): RowCondition {
  const stmt = nodeOf(statement, 'CreateFunctionStmt');
  const inputs = parameters(stmt.parameters).filter((one) => !isOutput(one));
  const result = stmt.is_procedure
    ? `prokind = 'p'`
    : `pg_get_function_result(oid) = ${quoteLiteral(resultOf(statement.text))}`;
  return routineRow(
    name,
    inputs.map(({ argType }) => argType),
    `pg_get_function_arguments(oid) = ${quoteLiteral(listAfter(statement.text).join(', '))}`,
    result,
    ...(stmt.is_procedure ? [] : [`prokind = '${hasOption(stmt, 'window') ? 'w' : 'f'}'`]),
  );
}

/** `SETOF integer`: what pg_dump writes between RETURNS and LANGUAGE. */
function resultOf(text: string): string {
  const all = tokens(text);
  const at = all.findIndex((token) => keyword(text, token) === 'RETURNS');
  const end = all.slice(at + 1).find((token) => keyword(text, token) === 'LANGUAGE');
  return at === -1 || !end ? '' : text.slice(all[at]!.end, end.start).trim();
}
