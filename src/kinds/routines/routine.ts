/** The common parts of functions, procedures and aggregates: a name and input argument types. */
import type { CreateFunctionStmt, FunctionParameter, FunctionParameterMode, Node } from '../../grammar.js';
import { type Name, typeText } from '../../catalog/names.js';
import { type Key, key } from '../../catalog/object.js';
import { signature } from '../../catalog/references.js';

const OUTPUT: ReadonlySet<FunctionParameterMode | undefined> = new Set([
  'FUNC_PARAM_OUT',
  'FUNC_PARAM_TABLE',
]);

/** OUT arguments and the columns of TABLE: no part of what distinguishes a routine. */
export const isOutput = ({ mode }: FunctionParameter): boolean => OUTPUT.has(mode);

export const parameters = (nodes: readonly Node[] | undefined): FunctionParameter[] =>
  (nodes ?? []).flatMap((node) =>
    'FunctionParameter' in node
      ? [node.FunctionParameter]
      : 'List' in node
        ? parameters(node.List.items)
        : [],
  );

/** `(integer, text)`: the input arguments, which distinguish overloaded routines. */
export function argumentText(all: readonly FunctionParameter[]): string {
  const inputs = all.filter((one) => !isOutput(one)).map(({ argType }) => typeText(argType));
  return `(${inputs.join(', ')})`;
}

/** The name, for calls; and the name with its arguments, for comments, owners and grants. */
export function routineKeys(name: Name, all: readonly FunctionParameter[]): Key[] {
  const inputs = all.filter((one) => !isOutput(one)).map(({ argType }) => argType);
  return [
    key('routine', name),
    key('signature', { schema: name.schema, name: signature(name.name, inputs) }),
  ];
}

/** The statement's LANGUAGE (`language`), AS (`as`), SECURITY (`security`), SET (`set`). */
export const routineOption = ({ options = [] }: CreateFunctionStmt, name: string): Node[] =>
  options.flatMap((node) =>
    'DefElem' in node && node.DefElem.defname === name && node.DefElem.arg ? [node.DefElem.arg] : [],
  );
