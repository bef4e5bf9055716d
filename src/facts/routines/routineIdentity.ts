/** A routine by its signature: `core.next_number(text,integer)`. */
import { quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { type FunctionParameter, nodeIf } from '../../grammar.js';
import { parameters } from '../../kinds/routines/routine.js';
import { sqlType } from '../../catalog/sqlType.js';

/** An argument's type as PostgreSQL prints it: an array has no dimensions. */
const typeOf = ({ argType }: FunctionParameter): string =>
  argType?.arrayBounds?.length ? `${sqlType({ ...argType, arrayBounds: [] })}[]` : sqlType(argType);

/** The same text as regprocedure's, for types of pg_catalog and of the dump. */
export function routineIdentity({ name, statement }: SchemaObject): string {
  const inputs = parameters(nodeIf(statement, 'CreateFunctionStmt')?.parameters).filter(
    ({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE',
  );
  return `${quoteName(name)}(${inputs.map(typeOf).join(',')})`;
}

export const signatureOf = ({ provides }: SchemaObject): Key | undefined =>
  provides.find((one) => one.startsWith('signature\0'));
