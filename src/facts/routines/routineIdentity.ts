/** A routine as the server names it: `core.next_number(text,integer)`. */
import { quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { type FunctionParameter, nodeIf } from '../../grammar.js';
import { parameters } from '../../kinds/routines/routine.js';
import { sqlType } from '../../catalog/sqlType.js';

/** As PostgreSQL prints the types of arguments: an array has no dimensions. */
const typeOf = ({ argType }: FunctionParameter): string =>
  argType?.arrayBounds?.length ? `${sqlType({ ...argType, arrayBounds: [] })}[]` : sqlType(argType);

/** As regprocedure prints it, where the types are no others' than pg_catalog's and the dump's. */
export function routineIdentity({ name, statement }: SchemaObject): string {
  const inputs = parameters(nodeIf(statement, 'CreateFunctionStmt')?.parameters).filter(
    ({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE',
  );
  return `${quoteName(name)}(${inputs.map(typeOf).join(',')})`;
}

export const signatureOf = ({ provides }: SchemaObject): Key | undefined =>
  provides.find((one) => one.startsWith('signature\0'));
