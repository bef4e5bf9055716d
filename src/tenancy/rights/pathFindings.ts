/** Changed search paths of routines with the owner's rights, and those that stay open. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Changed, Known } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { parameters } from '../../kinds/routines/routine.js';
import type { Routine } from '../../facts/routines/bodies.js';
import { wordsOf } from '../../facts/routines/routineBody.js';
import { closedPath, type Path, quotedPath } from '../../facts/routines/searchPath.js';
import { isRunningType, type NameIndex } from '../../facts/routines/bodyNames.js';
import { isRelation, isRoutine, traitsOf } from '../../kinds/is.js';
import type { OwnersRoutine } from './ownersRights.js';
import { sqlType } from '../../catalog/sqlType.js';
import { TEMPORARY_OBJECT } from '../../facts/routines/temporaryObjects.js';
import { nodeIf } from '../../grammar.js';

const OUTPUT = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_TABLE']);

/** `core.f(bigint,text)`, as regprocedure prints it with an empty search_path. */
export function regprocedure({ name, statement }: SchemaObject): string {
  const inputs = parameters(nodeIf(statement, 'CreateFunctionStmt')?.parameters).filter(
    ({ mode = '' }) => !OUTPUT.has(mode),
  );
  const types = inputs.map(({ argType }) => {
    const array = '[]'.repeat(argType?.arrayBounds?.length ?? 0);
    return `${sqlType(argType && { ...argType, arrayBounds: [] })}${array}`;
  });
  return `${quoteName(name)}(${types.join(',')})`;
}

/** Words before a table's name. */
const BEFORE_TABLE = new Set(['from', 'join', 'into', 'update', 'only', 'table', 'using', 'truncate', ',']);

/** The schemas that the body seems to need: its own first, pg_temp last. */
function neededPath({ object, text = '' }: Routine, { objects }: Catalog, index: NameIndex): Path {
  const own = object.name.schema ?? 'public';
  const words = wordsOf(text);
  const schemas = words.flatMap(({ kind, text: name }, at) => {
    const [before, after] = [words[at - 1]?.text ?? '', words[at + 1]?.text ?? ''];
    if (kind !== 'word' || before === '.' || after === '.') return [];
    const is = after === '(' ? isRoutine : BEFORE_TABLE.has(before) ? isRelation : isRunningType;
    const places = index
      .find(is, { schema: undefined, name }, undefined)
      .map((one) => objects[one]!.name.schema ?? 'public');
    return places.includes(own) ? [own] : places;
  });
  const path = [...new Set(schemas)].toSorted((a, b) => (a === own ? -1 : b === own ? 1 : a < b ? -1 : 1));
  return closedPath(path.length === 0 ? ['pg_catalog'] : path);
}

const shownChain = (chain: readonly string[]): string => chain.join(' → ');

export const changedPath = ({ routine, chain }: OwnersRoutine, path: Path): Changed => ({
  kind: routine.object.kind,
  name: routine.object.identity,
  what: `SET search_path TO ${quotedPath(path)}`,
  why: `it runs with the owner’s rights (${shownChain(chain)}), and would find its caller’s temporary objects first`,
});

export const configuredPath = ({ kind, identity }: SchemaObject, path: Path): Changed => ({
  kind,
  name: identity,
  what: `SET search_path TO ${quotedPath(path)}`,
  why: 'the configuration sets it (functions.searchPath)',
});

export interface Open {
  readonly known: Known;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why pg_temp was not appended to a path, and what must be done first. */
export interface Left {
  readonly why: string;
  readonly first: string;
}

/** Undefined for a body with names bound at creation, and for machine code. */
export function openRoutine(
  { routine, chain, reached }: OwnersRoutine,
  catalog: Catalog,
  index: NameIndex,
  left: Left | undefined,
): Open | undefined {
  const { object, searchPath, text, language } = routine;
  if (text === undefined || language === 'c' || language === 'internal') return undefined;
  const path = searchPath ? closedPath(searchPath) : neededPath(routine, catalog, index);
  const written = path.map((schema) => (schema === '' ? "''" : quoteIdentifier(schema))).join(', ');
  const alter = `ALTER ${traitsOf(object).noun} ${object.identity} SET search_path TO ${written};`;
  const mend = `${left?.first ?? ''}${alter}`;
  const schemas = path.slice(0, -1).filter((schema) => schema !== '');
  const whose = searchPath
    ? `in a search_path that does not end in pg_temp (${left!.why})`
    : 'in its caller’s search_path';
  const rights = `It runs with the owner’s rights (${shownChain(chain)}), and looks up types and tables ${whose}: temporary ones are found first, and can run code as the owner.`;
  const identity = regprocedure(object);
  return {
    known: {
      relation: identity,
      attack: TEMPORARY_OBJECT,
      why: `${rights}${reached ? '' : ' No application role can currently trigger that.'} Fix: ${mend}`,
    },
    diagnostics: reached
      ? [
          {
            severity: 'warning',
            code: 'definer/temporary-objects',
            message: `${object.identity}: ${rights}`,
            help: `In the design: ${mend} Or in the configuration: functions: { searchPath: { '${identity}': ${JSON.stringify(schemas)} } }.`,
            object: object.id,
          },
        ]
      : [],
  };
}
