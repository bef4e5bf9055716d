/**
 * INSERT, UPDATE, DELETE and MERGE in rules, CTEs and SQL bodies.
 * https://www.postgresql.org/docs/current/dml-returning.html
 */
import type { Node, RangeVar, ReturningClause, WithClause } from '../../grammar.js';
import { type Columns, unchanged } from './columns.js';
import { type Reader, readItem, tableRange } from './from.js';
import type { Range } from './ranges.js';
import { type Scope, within } from './scope.js';

const called = (range: Range, alias: string): Range => ({ ...range, alias });

/** @param keepsRow keeps RETURNING *, because a whole row of the table is wanted */
export function readChange(tree: Node, outer: Scope, query: Reader, keepsRow: boolean): Columns {
  const [node] = Object.values(tree) as { withClause?: WithClause }[];
  const before = query.withClause(node?.withClause, outer);
  const read = (
    target: RangeVar | undefined,
    others: readonly Node[],
    rest: unknown,
    returning: ReturningClause | undefined,
    order: 'target first' | 'target last' = 'target first',
  ): Columns => {
    const own = target ? [tableRange(target, before, query)] : [];
    const scope = within(before, { aside: own.map((range) => called(range, 'excluded')) });
    if (order === 'target first') scope.ranges.push(...own);
    for (const item of others) readItem(item, scope, query);
    if (order === 'target last') scope.ranges.push(...own);
    query.expression(rest, scope);
    const rows = own.flatMap((range) => ['old', 'new'].map((alias) => called(range, alias)));
    const shown = within(before, { ranges: scope.ranges, aside: rows });
    return returning?.exprs ? query.targets(returning.exprs, shown, keepsRow) : unchanged([]);
  };
  if ('InsertStmt' in tree) {
    const { relation, selectStmt, returningClause, onConflictClause } = tree.InsertStmt;
    if (selectStmt) query.query(selectStmt, before);
    return read(relation, [], onConflictClause, returningClause);
  }
  if ('UpdateStmt' in tree) {
    const { relation, fromClause = [], targetList, whereClause, returningClause } = tree.UpdateStmt;
    return read(relation, fromClause, [targetList, whereClause], returningClause);
  }
  if ('DeleteStmt' in tree) {
    const { relation, usingClause = [], whereClause, returningClause } = tree.DeleteStmt;
    return read(relation, usingClause, whereClause, returningClause);
  }
  if ('MergeStmt' in tree) {
    const { relation, sourceRelation, joinCondition, mergeWhenClauses, returningClause } = tree.MergeStmt;
    const rest = [joinCondition, mergeWhenClauses];
    return read(relation, sourceRelation ? [sourceRelation] : [], rest, returningClause, 'target last');
  }
  query.expression(tree, outer);
  return unchanged([]);
}
