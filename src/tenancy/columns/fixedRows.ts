/**
 * Tables whose rows a routine uses by position: `INSERT INTO log SELECT OLD.*`, `RETURN QUERY SELECT *` where it
 * returns columns. With one more column, the routine fails when called. The tenant column is added anyway, because
 * tenants cannot be isolated without it; other columns are not. In BEGIN ATOMIC … END, stars are expanded instead.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, quoteName, strings } from '../../catalog/names.js';
import { type Key, keysFor, type SchemaObject } from '../../catalog/object.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { parameters } from '../../kinds/routines/routine.js';
import { authorsTriggers } from '../../facts/triggers/authorsTriggers.js';
import { isOwnRoutine } from '../../facts/own/ownRoutines.js';
import type { Family } from './gains.js';
import { pasted } from '../../facts/names/patterns.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { queriesOf } from '../../facts/routines/routineText.js';
import { type Rows, starsOf } from '../../facts/queries/selectStar.js';
import { nodeOf } from '../../grammar.js';
import { hasBody } from '../../kinds/is.js';

const OUTPUT = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT', 'FUNC_PARAM_TABLE']);

/** For each table, the routine that uses its rows by position. */
export function fixedRows(catalog: Catalog): ReadonlyMap<Key, SchemaObject> {
  const relations = relationsOf(catalog);
  const triggers = authorsTriggers(catalog);
  const out = new Map<Key, SchemaObject>();
  /** The tables of NEW and OLD. */
  const firedBy = new Map<SchemaObject, Key[]>();
  for (const { name } of relations.values())
    for (const { routine } of triggers(name))
      if (routine) firedBy.set(routine, [...(firedBy.get(routine) ?? []), relationKey(name)]);

  const { tenancy } = catalog;
  const isOwn = (object: SchemaObject): boolean =>
    tenancy !== undefined && isOwnRoutine(object, tenancy.prefix);
  for (const object of catalog.objects) {
    const { statement } = object;
    if (!hasBody(object) || isOwn(object)) continue;
    const find = (parts: readonly string[]): Key | undefined =>
      keysFor('relation', nameOf(parts), statement).find((one) => relations.has(one));
    const rows: Rows = { find, current: firedBy.get(object) ?? [] };
    const { returnType, parameters: all, sql_body: atomic } = nodeOf(statement, 'CreateFunctionStmt');
    const row = returnType && find(strings(returnType.names));
    // Its stars are expanded.
    if (atomic && row === undefined) continue;
    const columns = parameters(all).some(({ mode }) => OUTPUT.has(mode ?? ''));
    for (const { tree, result } of queriesOf(object))
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
  // A whole row and nothing else fits where the same row type is expected.
  const whole = (table: Key | undefined): boolean => targets === 1 && stars.every((one) => one === table);
  if (into !== undefined) return whole(into.columns ? undefined : into.table) ? [] : stars;
  if (!result) return [];
  if (row !== undefined) return whole(row) ? [] : [row, ...stars];
  return columns ? stars : [];
}

/** Why a table can gain no column: its columns are listed elsewhere, or its or a descendant's rows used by position. */
export function whyFixed(
  { fixedBy }: TableTenancy,
  { relation, below }: Pick<Family, 'relation' | 'below'>,
  rows: ReadonlyMap<Key, SchemaObject>,
): string | undefined {
  const holder = [relation, ...below].map(({ name }) => rows.get(relationKey(name))).find((one) => one);
  return fixedBy ?? (holder && `${holder.id} takes its columns by position`);
}

/** Columns that a table would gain, but must not. */
export const fixedFinding = (
  owner: 'audit' | 'compliance',
  table: Name,
  why: string,
  columns: readonly string[],
): Diagnostic => ({
  severity: 'warning',
  code: `${owner}/fixed-row`,
  message: `${pasted(table)} does not gain ${columns.join(', ')}: ${why}, and would fail with an additional column.`,
  help: 'Add them in the design, change the code that would fail, and convert again.',
  object: `table ${quoteName(table)}`,
});
