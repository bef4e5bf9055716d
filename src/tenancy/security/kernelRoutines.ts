/** What pg_proc holds of the functions by which policies know the tenant, when they are as the design has them. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { A_Const, CreateFunctionStmt, Node, VariableSetStmt } from '../../grammar.js';
import { routineOption } from '../../kinds/routine.js';
import { routineOf } from '../routines/bodies.js';
import type { KernelRoutine } from './questions/kernel.js';

/** Settings that are lists of names, each quoted where it must be. */
const LISTS_OF_NAMES = new Set([
  'search_path',
  'session_preload_libraries',
  'temp_tablespaces',
  'local_preload_libraries',
]);

function constant({ ival, fval, sval, boolval }: A_Const): string {
  if (sval) return sval.sval ?? '';
  if (fval) return fval.fval ?? '';
  return boolval ? String(boolval.boolval ?? false) : String(ival?.ival ?? 0);
}

/** `search_path=core, pg_temp`; undefined where only the server knows the value. */
function settingOf({ kind, name = '', args = [] }: VariableSetStmt): string | undefined {
  if (kind !== 'VAR_SET_VALUE') return undefined;
  const values = args.map((node) => ('A_Const' in node ? constant(node.A_Const) : ''));
  return `${name}=${values.map(LISTS_OF_NAMES.has(name) ? quoteIdentifier : String).join(', ')}`;
}

const settingsOf = (stmt: CreateFunctionStmt): string[] =>
  routineOption(stmt, 'set').flatMap((node: Node) =>
    'VariableSetStmt' in node ? (settingOf(node.VariableSetStmt) ?? []) : [],
  );

const VOLATILITY: Readonly<Record<string, string>> = { immutable: 'i', stable: 's' };

export function kernelRoutines(
  { objects }: Catalog,
  { currentTenant, currentUser }: Tenancy,
): KernelRoutine[] {
  return [currentTenant, currentUser].flatMap(({ name }): KernelRoutine[] => {
    const signature = key('signature', { schema: name.schema, name: `${name.name}()` });
    const object = objects.find(({ provides }) => provides.includes(signature));
    const routine = object && routineOf(object);
    if (!routine) return [];
    const stmt = object.statement.tree!.node as CreateFunctionStmt;
    const volatility = strings(routineOption(stmt, 'volatility')).join();
    return [
      {
        routine: `${quoteName(name)}()`,
        language: routine.language,
        volatility: VOLATILITY[volatility] ?? 'v',
        definer: routine.definer,
        settings: settingsOf(stmt),
        source: routine.text ?? '',
      },
    ];
  });
}
