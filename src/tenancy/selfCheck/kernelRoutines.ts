/** Expected pg_proc entries of the functions that policies use for the tenant, and of those for holds and lookup. */
import type { Catalog } from '../../catalog/catalog.js';
import { chosenName } from '../../catalog/chosenName.js';
import { quoteIdentifier, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import {
  type A_Const,
  type CreateFunctionStmt,
  type Node,
  nodeOf,
  parseStatements,
  type VariableSetStmt,
} from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { routineOption } from '../../kinds/routines/routine.js';
import { keyword, tokens } from '../../source/tokens.js';
import { isLookup } from '../lookup/lookup.js';
import { holdParts } from '../holds/holdTriggers.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { wordsOf } from '../../facts/routines/routineBody.js';
import { routineIdentity } from '../../facts/routines/routineIdentity.js';
import type { KernelRoutine } from './questions/kernel.js';

/** Settings that are lists of names, each quoted where needed. */
const LISTS_OF_NAMES = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'temp_tablespaces',
]);

function constant({ ival, fval, sval, boolval }: A_Const): string {
  if (sval) return sval.sval ?? '';
  if (fval) return fval.fval ?? '';
  return boolval ? String(boolval.boolval ?? false) : String(ival?.ival ?? 0);
}

/** `search_path=core, pg_temp` */
function settingOf({ name = '', args = [] }: VariableSetStmt): string {
  const values = args.map((node) => ('A_Const' in node ? constant(node.A_Const) : ''));
  return `${name}=${values.map(LISTS_OF_NAMES.has(name) ? quoteIdentifier : String).join(', ')}`;
}

const settingsOf = (stmt: CreateFunctionStmt): string[] =>
  routineOption(stmt, 'set').flatMap((node: Node) =>
    'VariableSetStmt' in node ? [settingOf(node.VariableSetStmt)] : [],
  );

const VOLATILITY = new Map([
  ['immutable', 'i'],
  ['stable', 's'],
]);

/** The output's statement: other transforms may have edited the dump's. */
function asItRuns(object: SchemaObject): SchemaObject {
  const [tree] = parseStatements([object.sql]);
  return tree && 'type' in tree ? { ...object, statement: { ...object.statement, tree } } : object;
}

/** The function, and the dump's routines that its body calls by name, transitively. */
function withCalled({ objects }: Catalog, first: SchemaObject): SchemaObject[] {
  const routines = new Map<string, SchemaObject[]>();
  for (const object of objects)
    if (object.kind === KIND.function)
      routines.set(object.name.name, [...(routines.get(object.name.name) ?? []), object]);
  const all = new Set([first]);
  for (const object of all) {
    const words = wordsOf(routineOf(object)?.text ?? object.sql);
    words.forEach(({ kind, text }, at) => {
      if (kind === 'word' && words[at + 1]?.text === '(')
        for (const called of routines.get(text) ?? []) all.add(called);
    });
  }
  return [...all];
}

/** PostgreSQL stores an SQL-standard body as a tree, which only the server can compare: a twin has the expected one. */
const twinName = ({ name }: SchemaObject, prefix: string): { schema: string | undefined; name: string } => ({
  schema: name.schema,
  name: chosenName(`${prefix}_body_of`, name.name, ''),
});

function twinText(object: SchemaObject, prefix: string): string {
  const { sql } = object;
  const all = tokens(sql);
  const at = all.findIndex((token) => keyword(sql, token) === 'FUNCTION');
  const open = all.findIndex((token, index) => index > at && keyword(sql, token) === '(');
  return `${sql.slice(0, all[at]!.end)} ${quoteName(twinName(object, prefix))}${sql.slice(all[open]!.start)}`;
}

export interface Kernel {
  readonly routines: readonly KernelRoutine[];
  /** Statements that create the twins of these bodies. */
  readonly twins: readonly string[];
}

export function expectedKernel(catalog: Catalog, tenancy: Tenancy): Kernel {
  const { currentTenant, currentUser, prefix } = tenancy;
  const found = [currentTenant, currentUser].flatMap(({ name }) => {
    const signature = key('signature', { schema: name.schema, name: `${name.name}()` });
    const object = catalog.objects.find(({ provides }) => provides.includes(signature));
    return object ? withCalled(catalog, object) : [];
  });
  const twins: string[] = [];
  const keepers = holdParts(catalog, prefix).functions;
  const finders = catalog.objects.filter((one) => one.kind === KIND.function && isLookup(one, tenancy));
  const routines = [...new Set([...found, ...keepers, ...finders])]
    .map(asItRuns)
    .map((object): KernelRoutine => {
      const routine = routineOf(object)!;
      const stmt = nodeOf(object.statement, 'CreateFunctionStmt');
      const isTree = routine.text === undefined;
      const twin = routineIdentity({ ...object, name: twinName(object, prefix) });
      if (isTree)
        twins.push(
          twinText(object, prefix),
          `COMMENT ON FUNCTION ${twin} IS ${quoteLiteral(`The body that the self-check expects ${routineIdentity(object)} to have.`)}`,
        );
      return {
        routine: routineIdentity(object),
        language: routine.language === '' ? 'sql' : routine.language,
        volatility: VOLATILITY.get(strings(routineOption(stmt, 'volatility')).join()) ?? 'v',
        definer: routine.definer,
        settings: settingsOf(stmt),
        source: routine.text ?? '',
        twin: isTree ? twin : undefined,
      };
    });
  return { routines: routines.toSorted((a, b) => (a.routine < b.routine ? -1 : 1)), twins };
}
