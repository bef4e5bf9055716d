/**
 * Reads a statement like PostgreSQL with the dump's tables, and collects the edits that keep its meaning with the
 * baseline's tables. https://www.postgresql.org/docs/current/sql-select.html
 */
import { descend } from '../../catalog/descend.js';
import { strings } from '../../catalog/names.js';
import type { CommonTableExpr, MergeWhenClause, Node, SelectStmt, WithClause } from '../../grammar.js';
import type { Edit } from '../../source/edits.js';
import { readChange } from './changes.js';
import { type Column, type Columns, unchanged } from './columns.js';
import { noteWholeRows, outputColumn, type Position, spellBare, spellStar } from './expressions.js';
import { type Lookup, type Problem, readItem, type Reader } from './from.js';
import type { Places } from './places.js';
import { renamed } from './ranges.js';
import { type Scope, within } from './scope.js';

const QUERIES = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);
/** Nodes whose content is handled already. */
const UNDERSTOOD = new Set([...QUERIES, 'RowExpr', 'MergeWhenClause', 'ColumnRef']);

/** Nesting limit beyond which a statement stays unchanged: PostgreSQL accepts more levels than this stack. */
const DEEPEST = 200;
const UNKNOWN = unchanged(undefined);

/** True for `t.*` and `*`, but not for count(*). */
function hasStar(tree: unknown): boolean {
  let found = false;
  descend(tree, (field) => (found ||= field === 'A_Star') !== true);
  return found;
}

export class Query implements Reader {
  readonly edits: Edit[] = [];
  readonly problems = new Map<Problem, string | undefined>();
  private depth = 0;
  /** True where the outermost list stays unchanged, because it returns rows of a table. */
  private keepsRow = false;

  constructor(
    readonly places: Places,
    readonly lookup: Lookup,
  ) {}

  put(edit: Edit): void {
    this.edits.push(edit);
  }

  problem(problem: Problem, about?: string): void {
    if (!this.problems.has(problem)) this.problems.set(problem, about);
  }

  /** @param keepsRow keeps a star in its own list, because a whole row of the table is wanted */
  statement(tree: Node, scope: Scope, keepsRow: boolean): Columns {
    this.keepsRow = keepsRow;
    return this.query(tree, scope);
  }

  query(tree: Node, scope: Scope): Columns {
    const keepsRow = this.keepsRow;
    this.keepsRow = false;
    if (this.depth >= DEEPEST) {
      if (hasStar(tree)) this.problem('star');
      return UNKNOWN;
    }
    this.depth++;
    const columns =
      'SelectStmt' in tree
        ? this.select(tree.SelectStmt, scope, keepsRow)
        : readChange(tree, scope, this, keepsRow);
    this.depth--;
    return columns;
  }

  /** A UNION's names come from its first part. A loop, since a long UNION nests deeply to the left. */
  private select(select: SelectStmt, outer: Scope, keepsRow: boolean): Columns {
    let first = select;
    let scope = this.withClause(first.withClause, outer);
    const rest: [SelectStmt, Scope][] = [];
    for (; first.larg && first.rarg; first = first.larg, scope = this.withClause(first.withClause, scope)) {
      rest.push([first.rarg, scope]);
      this.expression([first.limitCount, first.limitOffset], scope);
    }
    const columns = this.part(first, scope, keepsRow);
    let grows = columns.grows;
    for (const [part, its] of rest.toReversed()) {
      this.keepsRow = keepsRow;
      grows = this.query({ SelectStmt: part }, its).grows || grows;
    }
    return { ...columns, grows };
  }

  private part(select: SelectStmt, outer: Scope, keepsRow: boolean): Columns {
    const { fromClause = [], targetList = [], valuesLists, sortClause, groupClause, distinctClause } = select;
    if (valuesLists) return this.values(valuesLists, outer);
    const scope = within(outer);
    for (const item of fromClause) readItem(item, scope, this);
    const columns = this.targets(targetList, scope, keepsRow);
    const names = columns.given?.map(({ name }) => name);
    const { whereClause, havingClause, windowClause, limitCount, limitOffset } = select;
    this.expression([whereClause, havingClause, windowClause, limitCount, limitOffset], scope);
    this.positions([...(sortClause ?? []), ...(distinctClause ?? [])], { scope, names, prefers: 'output' });
    this.positions(groupClause ?? [], { scope, names, prefers: 'input' });
    return columns;
  }

  private values(lists: readonly Node[], scope: Scope): Columns {
    const rows = lists.map((list) => ('List' in list ? (list.List.items ?? []) : []));
    for (const row of rows) this.list(row, scope);
    return unchanged(rows[0]?.map((_, at) => ({ name: `column${at + 1}` })));
  }

  /** ORDER BY, DISTINCT ON and GROUP BY may name output columns. */
  private positions(items: readonly Node[], position: Position): void {
    for (const item of items) {
      const node = 'SortBy' in item ? item.SortBy.node! : item;
      if (typeof node !== 'object') continue;
      if ('ColumnRef' in node) spellBare(node.ColumnRef, position.scope, this, position);
      else this.expression(node, position.scope);
    }
  }

  /** The list of SELECT or RETURNING. */
  targets(list: readonly Node[], scope: Scope, keepsRow = false): Columns {
    let given: Column[] | undefined = [];
    let grows = false;
    for (const node of list) {
      if (!('ResTarget' in node) || !node.ResTarget.val) continue;
      const target = { ...node.ResTarget, val: node.ResTarget.val };
      const star = spellStar(target.val, this.places.of(target.location), scope, this, keepsRow);
      if (star) {
        grows ||= star.grows;
        given = given && star.given && [...given, ...star.given];
        continue;
      }
      this.expression(target.val, scope);
      const column = outputColumn(target, scope);
      given = given && column && [...given, column];
    }
    return grows ? { given: undefined, now: undefined, grows } : unchanged(given);
  }

  /** The elements of a row, where `x.*` expands to several. */
  list(items: readonly Node[], scope: Scope): void {
    for (const item of items) {
      const location = 'ColumnRef' in item ? item.ColumnRef.location : undefined;
      if (!spellStar(item, this.places.of(location), scope, this, false)) this.expression(item, scope);
    }
  }

  expression(tree: unknown, scope: Scope): void {
    descend([tree], (field, value) => {
      if (QUERIES.has(field)) this.query({ [field]: value } as unknown as Node, scope);
      else if (field === 'FuncCall') noteWholeRows(value, scope, this);
      else if (field === 'RowExpr') this.list((value as { args?: Node[] }).args ?? [], scope);
      else if (field === 'MergeWhenClause') {
        const { values = [], ...rest } = value as MergeWhenClause;
        this.list(values, scope);
        this.expression(rest, scope);
      } else if (field === 'ColumnRef') spellBare(value, scope, this);
      return !UNDERSTOOD.has(field);
    });
  }

  withClause(clause: WithClause | undefined, outer: Scope): Scope {
    if (!clause) return outer;
    const ctes = new Map<string, Columns>();
    const scope = within(outer, { ctes });
    for (const node of clause.ctes ?? []) {
      if (!('CommonTableExpr' in node)) continue;
      const { ctename = '', ctequery } = node.CommonTableExpr;
      // A recursive CTE may name itself; its first part determines its columns.
      if (clause.recursive) ctes.set(ctename, this.firstPart(node.CommonTableExpr, scope));
      ctes.set(ctename, this.named(node.CommonTableExpr, this.query(ctequery!, scope)));
    }
    return scope;
  }

  private named(cte: CommonTableExpr, columns: Columns): Columns {
    if (cte.search_clause || cte.cycle_clause) return { ...unchanged(undefined), grows: columns.grows };
    const given = renamed(columns.given, strings(cte.aliascolnames));
    return { ...columns, given, now: columns.now && given };
  }

  /** Uses a separate reader, because reading the whole CTE collects the edits. */
  private firstPart(cte: CommonTableExpr, scope: Scope): Columns {
    const query = cte.ctequery && 'SelectStmt' in cte.ctequery ? cte.ctequery.SelectStmt : undefined;
    if (!query?.larg) return UNKNOWN;
    const before = new Query(this.places, this.lookup);
    before.depth = this.depth + 1;
    if (before.depth >= DEEPEST) return UNKNOWN;
    const inner = before.withClause(query.withClause, scope);
    return this.named(cte, before.query({ SelectStmt: query.larg }, inner));
  }
}
