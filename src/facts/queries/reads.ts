/** The relations that a query reads, and the columns that it names of each. */
import { descend } from '../../catalog/descend.js';
import { type Name, nameOf, quoteName, strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import type { ColumnRef, CommonTableExpr, JoinExpr, RangeVar } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { columnOf } from '../relations/lineage.js';
import type { Relation } from '../relations/relations.js';

export interface Read {
  readonly key: Key;
  readonly name: Name;
  /** `all`: the whole row, or unknown. */
  readonly columns: ReadonlySet<string> | 'all';
}

interface Range {
  readonly alias: string;
  readonly key: Key;
  readonly name: Name;
}

/** Maps, because the parts of a long UNION repeat the same names. */
interface Found {
  readonly ranges: Map<string, Range>;
  readonly columns: Map<string, readonly string[]>;
  /** NATURAL JOIN names no columns. */
  natural: boolean;
}

/** The query's CTE names. */
function withNames(tree: unknown): Set<string> {
  const out = new Set<string>();
  descend(tree, (field, value) => {
    if (field === 'CommonTableExpr') out.add((value as CommonTableExpr).ctename ?? '');
  });
  return out;
}

/** Resolves a name without a schema in the search path of the dump or of the function. */
function resolved(name: Name, path: readonly string[], known: ReadonlySet<Key>): Name {
  if (name.schema !== undefined) return name;
  const candidates = path.map((schema) => ({ schema, name: name.name }));
  return candidates.find((one) => known.has(relationKey(one))) ?? candidates[0] ?? name;
}

class Collector {
  readonly found: Found = { ranges: new Map(), columns: new Map(), natural: false };

  constructor(
    private readonly own: ReadonlySet<string>,
    private readonly path: readonly string[],
    private readonly known: ReadonlySet<Key>,
  ) {}

  visit(tree: unknown): void {
    descend(tree, (field, inner) => this.field(field, inner));
  }

  /** False ends the descent. */
  private field(field: string, inner: object): boolean {
    if (field === 'RangeVar' || (field === 'relation' && 'relname' in inner)) {
      this.range(inner as RangeVar);
      return false;
    }
    if (field === 'ColumnRef') {
      const { fields = [] } = inner as ColumnRef;
      this.column(fields.map((f) => ('A_Star' in f ? '*' : (strings([f])[0] ?? ''))));
      return false;
    }
    if (field === 'JoinExpr') this.join(inner as JoinExpr);
    return true;
  }

  private range({ schemaname, relname = '', alias }: RangeVar): void {
    if (schemaname === undefined && this.own.has(relname)) return;
    const name = resolved({ schema: schemaname, name: relname }, this.path, this.known);
    const range = { alias: alias?.aliasname ?? relname, key: relationKey(name), name };
    this.found.ranges.set(`${range.alias}\0${range.key}`, range);
  }

  private column(parts: readonly string[]): void {
    this.found.columns.set(parts.join('\0'), parts);
  }

  private join({ isNatural, usingClause }: JoinExpr): void {
    if (isNatural) this.found.natural = true;
    for (const column of strings(usingClause)) this.column([column]);
  }
}

/**
 * The relations in the tree. An unqualified column counts for each relation that may have it: too many are safer than
 * too few.
 */
export function readsOf(
  tree: unknown,
  { session }: Pick<Statement, 'session'>,
  relations: ReadonlyMap<Key, Relation>,
  known: ReadonlySet<Key>,
  path: readonly string[] = session.searchPath?.schemas ?? [],
): Read[] {
  const collector = new Collector(withNames(tree), path, known);
  collector.visit(tree);
  const { columns, natural } = collector.found;
  const ranges = [...collector.found.ranges.values()];
  const reads = new Map<Key, { key: Key; name: Name; columns: Set<string> | 'all' }>();
  for (const { key, name } of ranges)
    reads.set(key, { key, name, columns: natural ? 'all' : new Set<string>() });
  const use = (key: Key, column: string): void => {
    const read = reads.get(key)!;
    if (column === '*') read.columns = 'all';
    else if (read.columns !== 'all') read.columns.add(column);
  };
  /** Undefined where the relation is no table, so its columns are unknown. */
  const has = (key: Key, column: string): boolean | undefined => {
    const relation = relations.get(key);
    return relation ? columnOf(relation, column, relations) !== undefined : undefined;
  };
  for (const parts of columns.values()) {
    const column = parts.at(-1)!;
    if (parts.length > 1) {
      const { schema, name } = nameOf(parts.slice(0, -1));
      for (const range of ranges)
        if (
          schema === undefined ? range.alias === name : quoteName(range.name) === quoteName({ schema, name })
        )
          use(range.key, column);
      continue;
    }
    const owners = ranges.filter(({ key }) => column === '*' || has(key, column) !== false);
    for (const { key } of owners) use(key, column);
    // `t` as a column is the whole row of t.
    if (!owners.some(({ key }) => has(key, column)))
      for (const range of ranges) if (range.alias === column) use(range.key, '*');
  }
  return [...reads.values()];
}
