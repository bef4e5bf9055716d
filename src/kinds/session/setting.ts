/**
 * SET statement_timeout = 0, SELECT pg_catalog.set_config('search_path', '', false): settings of a restore session.
 * Their effects are already in each statement's session, so the statements are left out.
 * https://www.postgresql.org/docs/current/sql-set.html
 */
import { type FuncCall, nodeOf, type VariableSetStmt } from '../../grammar.js';
import { blockTagOf } from '../../catalog/dollarQuote.js';
import { strings } from '../../catalog/names.js';
import type { Statement } from '../../catalog/statement.js';
import { describe, type Kind } from '../base/kind.js';

/** The function that a plain `SELECT f(…)` calls, and its string arguments. */
export function selectedCall(
  statement: Pick<Statement, 'tree'>,
): { name: string; path: readonly string[]; args: readonly (string | undefined)[] } | undefined {
  if (statement.tree?.type !== 'SelectStmt') return undefined;
  const { targetList = [], fromClause = [] } = nodeOf(statement, 'SelectStmt');
  const [target] = targetList;
  const [from] = fromClause;
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  const called =
    value && 'FuncCall' in value
      ? value
      : from && 'RangeFunction' in from
        ? firstCall(from.RangeFunction.functions?.[0])
        : undefined;
  if (targetList.length !== 1 || !called) return undefined;
  const call: FuncCall = called.FuncCall;
  const path = strings(call.funcname);
  return {
    name: path.at(-1) ?? '',
    path,
    args: (call.args ?? []).map((a) =>
      'A_Const' in a ? (a.A_Const.sval?.sval ?? (a.A_Const.sval ? '' : undefined)) : undefined,
    ),
  };
}

/** `SELECT * FROM f(…)`: the grammar wraps the call in a list. */
function firstCall(node: unknown): { FuncCall: FuncCall } | undefined {
  const inner = (node as { List?: { items?: { FuncCall?: FuncCall }[] } } | undefined)?.List?.items?.[0];
  return inner?.FuncCall ? { FuncCall: inner.FuncCall } : undefined;
}

/** The setting's name; undefined for statements that are not settings. */
function settingName(statement: Statement): string | undefined {
  const { type, node } = statement.tree!;
  switch (type) {
    case 'SelectStmt': {
      const call = selectedCall(statement);
      return call?.name === 'set_config' ? (call.args[0] ?? '') : undefined;
    }
    case 'VariableSetStmt':
      return (node as VariableSetStmt).name ?? 'ALL';
    case 'DoStmt':
      // Blocks at the start of the tool's own output: written again when it is converted.
      return blockTagOf(statement.text) === 'baseline' ? 'baseline' : undefined;
    default:
      return 'constraints';
  }
}

export const setting: Kind<'setting', 'VariableSetStmt' | 'SelectStmt' | 'ConstraintsSetStmt' | 'DoStmt'> = {
  name: 'setting',
  label: 'setting',
  family: 'none',
  headings: 'any',
  unique: false,
  leftOut: {
    as: 'session',
    why: 'a session setting for the restore; its effects are written into the statements',
  },
  nodes: ['VariableSetStmt', 'SelectStmt', 'ConstraintsSetStmt', 'DoStmt'],
  read(statement) {
    const name = settingName(statement);
    if (name === undefined) return undefined;
    return describe(this, statement, { name: { schema: undefined, name }, section: 'Others', needs: [] });
  },
  guard: ({ sql }) => ({ sql }),
};
