/**
 * Tables whose rows a routine gives or takes by position: `SELECT a, b` for a row of the table, `INSERT INTO log SELECT
 * OLD.*`. One more column, and the routine fails when it is called. PostgreSQL itself writes out the stars of a body between
 * BEGIN ATOMIC and END.
 */
import type { Catalog } from '../catalog/catalog.js';
import { type Name, nameOf, quoteName, strings } from '../catalog/names.js';
import { type Key, keysFor, type SchemaObject } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import type { Diagnostic } from '../diagnostics.js';
import { type CreateFunctionStmt, type Node, parseStatements } from '../grammar.js';
import { relationKey } from '../kinds/alterTable.js';
import { queriesOf, routineBody } from '../kinds/routineBody.js';
import { parameters } from '../kinds/routine.js';
import { authorsTriggers } from './authorsTriggers.js';
import { isOwnRoutine } from './auditNames.js';
import type { Family } from './gains.js';
import { pasted } from './patterns.js';
import { relationsOf } from './relations.js';
import { type Rows, starsOf } from './stars.js';

interface Body {
  readonly tree: unknown;
  readonly result: boolean;
}

/** The statements of a body, as trees. */
function bodiesOf(statement: Statement): Body[] {
  const { sql_body: atomic } = statement.tree!.node as CreateFunctionStmt;
  if (atomic) {
    const flat = (node: Node): Node[] =>
      'List' in node ? (node.List.items ?? []).flatMap(flat) : Object.keys(node).length === 0 ? [] : [node];
    const all = flat(atomic);
    return all.map((tree, at) => ({ tree, result: at === all.length - 1 }));
  }
  const queries = queriesOf(routineBody(statement));
  const trees = parseStatements(queries.map(({ text }) => text));
  return trees.flatMap((tree, at) =>
    'type' in tree ? [{ tree: { [tree.type]: tree.node }, result: queries[at]!.result }] : [],
  );
}

const OUTPUT = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT', 'FUNC_PARAM_TABLE']);

/** The routine for each table whose rows it knows by position. */
export function fixedRows(catalog: Catalog): ReadonlyMap<Key, SchemaObject> {
  const relations = relationsOf(catalog);
  const triggers = authorsTriggers(catalog);
  const out = new Map<Key, SchemaObject>();
  /** Tables whose rows NEW and OLD are. */
  const firedBy = new Map<SchemaObject, Key[]>();
  for (const { name } of relations.values())
    for (const { routine } of triggers(name))
      if (routine) firedBy.set(routine, [...(firedBy.get(routine) ?? []), relationKey(name)]);

  for (const object of catalog.objects) {
    const { kind, statement } = object;
    if ((kind !== 'function' && kind !== 'procedure') || isOwnRoutine(object.name)) continue;
    const find = (parts: readonly string[]): Key | undefined =>
      keysFor('relation', nameOf(parts), statement).find((one) => relations.has(one));
    const rows: Rows = { find, current: firedBy.get(object) ?? [] };
    const { returnType, parameters: all } = statement.tree!.node as CreateFunctionStmt;
    const row = returnType && find(strings(returnType.names));
    const columns = parameters(all).some(({ mode }) => OUTPUT.has(mode ?? ''));
    for (const { tree, result } of bodiesOf(statement))
      for (const table of fixedBy(tree, result, row, columns, rows))
        if (!out.has(table)) out.set(table, object);
  }
  return out;
}

function fixedBy(
  tree: unknown,
  result: boolean,
  row: Key | undefined,
  columns: boolean,
  rows: Rows,
): readonly Key[] {
  const { targets, stars, into } = starsOf(tree, rows);
  // All of a row and nothing else goes where the same row is wanted.
  const whole = (table: Key | undefined): boolean => targets === 1 && stars.every((one) => one === table);
  if (into !== undefined) return whole(into.columns ? undefined : into.table) ? [] : stars;
  if (!result) return [];
  if (row !== undefined) return whole(row) ? [] : [row, ...stars];
  return columns ? stars : [];
}

/** Columns that a table would gain, and must not. */
export function fixedFinding(
  owner: 'audit' | 'compliance',
  table: Name,
  holder: SchemaObject,
  columns: readonly string[],
): Diagnostic {
  return {
    severity: 'warning',
    code: `${owner}/fixed-row`,
    message: `${pasted(table)} does not gain ${columns.join(', ')}: ${holder.id} knows its columns by position, and would fail with one more.`,
    help: 'In the design, let the routine give the whole row (SELECT t.* in a body between quotes) or name the columns that it takes; then convert again.',
    object: `table ${quoteName(table)}`,
  };
}

/** The routine that knows the table by position, or one below it, which would gain what it gains. */
export const holderOf = (
  fixed: ReadonlyMap<Key, SchemaObject>,
  { relation, below }: Pick<Family, 'relation' | 'below'>,
): SchemaObject | undefined =>
  [relation, ...below].map(({ name }) => fixed.get(relationKey(name))).find((one) => one !== undefined);
