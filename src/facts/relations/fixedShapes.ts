/**
 * Tables that can gain no column because the dump lists their columns elsewhere: a rule with a RETURNING list, a row
 * cast to the table's type, a function that returns the table's rows column by column, an alias for each column of such
 * rows. These must keep working, and none has a star that could be expanded.
 * https://www.postgresql.org/docs/current/rowtypes.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, quoteName, strings } from '../../catalog/names.js';
import { type Key, key, placedName, type SchemaObject } from '../../catalog/object.js';
import { type Node, nodeOf, type RangeVar, type TypeName } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type Relation, relationsOf } from './relations.js';
import { statementsOf } from '../routines/routineText.js';
import { type Shape, walk } from '../../catalog/walk.js';
import { traitsOf } from '../../kinds/is.js';

const isStar = (target: Node): boolean => {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
  const fields = value && 'ColumnRef' in value ? (value.ColumnRef.fields ?? []) : [];
  return fields.some((field) => 'A_Star' in field);
};

/** True where the columns are listed one by one: `SELECT *` and a whole row adapt to any columns. */
function spells(statement: Shape | undefined): boolean {
  const [node] = Object.values(statement ?? {}) as Shape[];
  const targets = (
    node?.['targetList'] && 'SelectStmt' in (statement ?? {})
      ? node['targetList']
      : node?.['returningClause']
        ? (node['returningClause'] as Shape)['exprs']
        : node?.['returningList']
  ) as Node[] | undefined;
  return targets !== undefined && targets.length > 1 && !targets.some(isStar);
}

/** A rule's RETURNING must give rows of its own table: another table's rows have only the dump's columns. */
function returnsOthers(action: Shape, isOwn: (action: Shape) => boolean): boolean {
  const [node] = Object.values(action) as Shape[];
  return spells(action) || (node?.['returningClause'] !== undefined && !isOwn(action));
}

/** Each part of a UNION has its own list. */
function selects(statement: Shape): Shape[] {
  const out: Shape[] = [];
  const waiting = [statement];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const select = next['SelectStmt'] as Shape | undefined;
    if (select?.['larg']) waiting.push({ SelectStmt: select['rarg'] }, { SelectStmt: select['larg'] });
    else out.push(next);
  }
  return out;
}

export function fixedShapes(catalog: Catalog): ReadonlyMap<Key, string> {
  const relations = relationsOf(catalog);
  const fixed = new Map<Key, string>();
  const fix = (name: Name, why: string): void => {
    if (relations.has(relationKey(name)) && !fixed.has(relationKey(name))) fixed.set(relationKey(name), why);
  };
  const returned = rowsReturned(catalog, relations);
  for (const object of catalog.objects) {
    const { kind, statement, id } = object;
    if (!statement.tree) continue;
    if (kind === KIND.rule) {
      const { relation, actions } = nodeOf(statement, 'RuleStmt');
      const table = placedName(
        [relation?.schemaname, relation?.relname].flatMap((part) => part ?? []),
        statement,
      );
      const isOwn = (action: Shape): boolean => {
        const [node] = Object.values(action) as { relation?: RangeVar }[];
        const parts = [node?.relation?.schemaname, node?.relation?.relname].flatMap((part) => part ?? []);
        return relationKey(placedName(parts, statement)) === relationKey(table);
      };
      if ((actions ?? []).some((action) => returnsOthers(action as unknown as Shape, isOwn)))
        fix(table, `${id} returns its columns`);
    }
    if (traitsOf(object).spellsRows) mentions(object, returned, (name, what) => fix(name, `${id} ${what}`));
  }
  for (const { routine, table } of returned.values())
    if (statementsOf(routine).some((statement) => selects(statement as unknown as Shape).some(spells)))
      fix(table, `${routine.id} returns its columns one by one`);
  return withAncestors(fixed, relations);
}

/** A column of a parent is a column of all below it: what fixes one below fixes those above. */
function withAncestors(fixed: Map<Key, string>, relations: ReadonlyMap<Key, Relation>): Map<Key, string> {
  for (const [id, why] of fixed) {
    const relation = relations.get(id);
    for (const above of relation ? [relation.partitionOf ?? [], ...relation.inherits].flat() : [])
      if (!fixed.has(relationKey(above))) fixed.set(relationKey(above), why);
  }
  return fixed;
}

interface Returning {
  readonly routine: SchemaObject;
  readonly table: Name;
}

/** The routines that return rows of a table, by signature. */
function rowsReturned({ objects }: Catalog, relations: ReadonlyMap<Key, Relation>): Map<Key, Returning> {
  const out = new Map<Key, Returning>();
  for (const routine of objects) {
    if (routine.kind !== KIND.function) continue;
    const { returnType } = nodeOf(routine.statement, 'CreateFunctionStmt');
    const table = placedName(strings(returnType?.names), routine.statement);
    if (relations.has(relationKey(table)))
      out.set(key('signature', { schema: routine.name.schema, name: routine.id }), { routine, table });
  }
  return out;
}

function mentions(
  { statement }: SchemaObject,
  returned: ReadonlyMap<Key, Returning>,
  fix: (name: Name, what: string) => void,
): void {
  walk(statement.tree!.node, (type, node) => {
    if (type === 'TypeCast' && 'RowExpr' in ((node['arg'] as object | undefined) ?? {}))
      fix(placedName(strings((node['typeName'] as TypeName).names), statement), 'casts a row to its type');
    if (type !== 'RangeFunction') return;
    const { alias, functions } = node as { alias?: { colnames?: unknown[] }; functions?: unknown };
    if ((alias?.colnames ?? []).length === 0) return;
    walk(functions, (inner, call) => {
      if (inner !== 'FuncCall') return;
      const called = nameOf(strings(call['funcname'] as Node[]));
      for (const { routine, table } of returned.values())
        if (
          quoteName(routine.name) ===
          quoteName(
            placedName(
              [called.schema, called.name].flatMap((p) => p ?? []),
              statement,
            ),
          )
        )
          fix(table, `names the columns of its rows, which ${routine.id} returns`);
    });
  });
}
