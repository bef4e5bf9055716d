/** Expressions that run when a row is written: defaults, checks, generated columns, domains, indexes. */
import type { Catalog } from '../../catalog/catalog.js';
import { answersIn, graphOf } from '../../catalog/graph.js';
import { quoteIdentifier, relationName } from '../../catalog/names.js';
import { type Key, placed } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import { type ColumnDef, type Constraint, nodeOf } from '../../grammar.js';
import { relationKey, tableAction } from '../../kinds/shared/alterTable.js';
import type { TableElement } from '../../kinds/tables/table.js';
import type { Relation } from './relations.js';
import type { Statement } from '../../catalog/statement.js';

export interface Expression {
  /** The routine, type or operator that it calls, by position. */
  readonly at: number;
  /** `the default of visited_at` */
  readonly what: string;
  /** Of a column that has to be written for it to run; undefined: any write of the row. */
  readonly column: string | undefined;
  readonly isDefault: boolean;
}

export interface Expressions {
  ofRow(relation: Relation): readonly Expression[];
  /** Checks of a domain and casts of a type that are statements of their own. */
  ofType(at: number): readonly number[];
}

/** What runs by itself. */
export const RUNS: ReadonlySet<string> = new Set(
  'function procedure aggregate domain compositeType rangeType baseType operator operatorClass operatorFamilyMember cast domainConstraint'.split(
    ' ',
  ),
);

const LABELS: Readonly<Record<string, string>> = {
  check: 'check',
  exclusion: 'exclusion constraint',
  index: 'index',
  columnDefault: 'default',
  column: 'column',
};

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
  objects.forEach(({ kind, statement }, at) => {
    if (kind === 'domainConstraint' || kind === 'cast') for (const to of edgesOf(at)) put(ofType, to, at);
    if (LABELS[kind] === undefined) return;
    const table =
      kind === 'index'
        ? placed(relationName(nodeOf(statement, 'IndexStmt').relation), statement)
        : tableAction(statement)?.table;
    if (table) put(ofTable, relationKey(table), at);
  });

  const running = (places: readonly number[]): number[] => places.filter((at) => RUNS.has(objects[at]!.kind));

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
      const { kind, name, statement, sql } = objects[at]!;
      const def = kind === 'column' ? tableAction(statement)!.command.def : undefined;
      if (def && 'ColumnDef' in def) return ofElement({ text: sql, column: def.ColumnDef }, statement);
      const isDefault = kind === 'columnDefault';
      const column = isDefault ? tableAction(statement)!.command.name : undefined;
      const what = isDefault
        ? `the default of ${quoteIdentifier(column ?? '')}`
        : `${LABELS[kind]} ${quoteIdentifier(name.name)}`;
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

/** @param columns those that an UPDATE writes @param defaults it writes their defaults */
export const runsOn = (
  { column, isDefault }: Expression,
  event: 'INSERT' | 'UPDATE',
  columns: readonly string[] | undefined,
  defaults: boolean,
): boolean =>
  event === 'INSERT' ||
  ((!isDefault || defaults) && (column === undefined || columns === undefined || columns.includes(column)));
