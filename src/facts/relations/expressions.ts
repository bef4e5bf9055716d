/** Expressions that run when a row is written: defaults, checks, generated columns, domains, indexes. */
import type { Catalog } from '../../catalog/catalog.js';
import { answersIn, graphOf } from '../../catalog/graph.js';
import { quoteIdentifier, relationName } from '../../catalog/names.js';
import { type Key, placed } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import { type ColumnDef, type Constraint, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { isRunning, traitsOf } from '../../kinds/is.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import type { TableElement } from '../../kinds/tables/table.js';
import type { Relation } from './relations.js';
import type { Statement } from '../../catalog/statement.js';

export interface Expression {
  /** Position of the routine, type or operator that it calls. */
  readonly at: number;
  /** `the default of visited_at` */
  readonly what: string;
  /** The column whose write runs it; undefined: any write of the row. */
  readonly column: string | undefined;
  readonly isDefault: boolean;
}

export interface Expressions {
  ofRow(relation: Relation): readonly Expression[];
  /** A domain's checks and a type's casts that are separate statements. */
  ofType(at: number): readonly number[];
}

export function expressionsOf({ objects }: Pick<Catalog, 'objects'>): Expressions {
  const { edgesOf } = graphOf(objects);
  const answers = answersIn(objects);
  const ofTable = new Map<Key, number[]>();
  const ofType = new Map<number, number[]>();
  const put = <K>(map: Map<K, number[]>, key: K, at: number): void => {
    const there = map.get(key);
    if (there) there.push(at);
    else map.set(key, [at]);
  };
  objects.forEach((object, at) => {
    const { kind, statement } = object;
    if (kind === KIND.domainConstraint || kind === KIND.cast)
      for (const to of edgesOf(at)) put(ofType, to, at);
    if (!traitsOf(object).expressions) return;
    const table =
      kind === KIND.index
        ? placed(relationName(nodeOf(statement, 'IndexStmt').relation), statement)
        : tableAction(statement)?.table;
    if (table) put(ofTable, relationKey(table), at);
  });

  const running = (places: readonly number[]): number[] => places.filter((at) => isRunning(objects[at]!));

  function ofElement({ column, constraint }: TableElement, statement: Statement): Expression[] {
    const named = (node: unknown): number[] =>
      running(references(statement, node).flatMap((need) => [...answers(need)]));
    const all = (node: unknown, what: string, of?: string, isDefault = false): Expression[] =>
      named(node).map((at) => ({ at, what, column: of, isDefault }));
    if (constraint) return all(constraint, `constraint ${quoteIdentifier(constraint.conname ?? '')}`);
    if (!column) return [];
    const { colname = '', typeName, constraints = [] } = column as ColumnDef;
    const shown = quoteIdentifier(colname);
    return [
      ...all(typeName, `the type of ${shown}`, colname),
      ...constraints.flatMap((node) => {
        if (!('Constraint' in node)) return [];
        const { contype } = node.Constraint as Constraint;
        return contype === 'CONSTR_DEFAULT'
          ? all(node, `the default of ${shown}`, colname, true)
          : all(node, `the column ${shown}`);
      }),
    ];
  }

  const known = new Map<Relation, readonly Expression[]>();
  const build = (relation: Relation): Expression[] => [
    ...(relation.table.elements ?? []).flatMap((element) => ofElement(element, relation.table.statement)),
    ...(ofTable.get(relationKey(relation.name)) ?? []).flatMap((at) => {
      const object = objects[at]!;
      const { kind, name, statement, sql } = object;
      const def = kind === KIND.column ? tableAction(statement)!.command.def : undefined;
      if (def && 'ColumnDef' in def) return ofElement({ text: sql, column: def.ColumnDef }, statement);
      const isDefault = kind === KIND.columnDefault;
      const column = isDefault ? tableAction(statement)!.command.name : undefined;
      const what = isDefault
        ? `the default of ${quoteIdentifier(column ?? '')}`
        : `${traitsOf(object).expressions!.label} ${quoteIdentifier(name.name)}`;
      return running(edgesOf(at)).map((to) => ({ at: to, what, column, isDefault }));
    }),
  ];
  return {
    ofRow(relation) {
      const found = known.get(relation) ?? build(relation);
      known.set(relation, found);
      return found;
    },
    ofType: (at) => ofType.get(at) ?? [],
  };
}

/** @param columns columns that an UPDATE writes @param defaults true if it writes their defaults */
export const runsOn = (
  { column, isDefault }: Expression,
  event: 'INSERT' | 'UPDATE',
  columns: readonly string[] | undefined,
  defaults: boolean,
): boolean =>
  event === 'INSERT' ||
  ((!isDefault || defaults) && (column === undefined || columns === undefined || columns.includes(column)));
