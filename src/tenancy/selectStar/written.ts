/**
 * Rewrites views, rules, policies and SQL bodies whose meaning would change with the columns that tables gain. pg_dump
 * names every column; handwritten files may not.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, nameOf, quoteIdentifier, relationName, strings } from '../../catalog/names.js';
import { isOfDump, type Key, key, keysFor, type SchemaObject } from '../../catalog/object.js';
import {
  type CreateFunctionStmt,
  type CreatePolicyStmt,
  type CreateTableAsStmt,
  type Node,
  nodeIf,
  parseStatements,
  type RangeVar,
  type RuleStmt,
  type Tree,
  type ViewStmt,
} from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { parameters } from '../../kinds/routines/routine.js';
import { edited } from '../../source/edits.js';
import { type Columns, TableColumns, unchanged } from './columns.js';
import { type Problem, tableRange } from './from.js';
import { Places } from './places.js';
import { Query } from './query.js';
import { type Range, renamed } from './ranges.js';
import { within } from './scope.js';
import { isAnyView, traitsOf } from '../../kinds/is.js';

/** The result for an object. */
export interface Written {
  /** The object with rewritten text; undefined if unchanged. */
  readonly object?: SchemaObject;
  /** Problems that could not be rewritten, each with the column that it is about. */
  readonly problems: ReadonlyMap<Problem, string | undefined>;
  readonly columns: Columns;
}

const RETURNED = new Set(['FUNC_PARAM_OUT', 'FUNC_PARAM_INOUT', 'FUNC_PARAM_TABLE']);

const UNKNOWN: Written = { problems: new Map(), columns: unchanged(undefined) };

export class Writer {
  private readonly tables: TableColumns;
  private readonly views = new Map<Key, SchemaObject>();
  private readonly routines = new Map<Key, SchemaObject[]>();
  private readonly done = new Map<SchemaObject, Written>();

  constructor(private readonly catalog: Catalog) {
    this.tables = new TableColumns(catalog);
    for (const object of catalog.objects) {
      if (isAnyView(object)) this.views.set(relationKey(object.name), object);
      if (object.kind !== KIND.function) continue;
      const called = key('routine', object.name);
      this.routines.set(called, [...(this.routines.get(called) ?? []), object]);
    }
  }

  /** All objects that were rewritten, or have problems. */
  all(): ReadonlyMap<SchemaObject, Written> {
    for (const object of this.catalog.objects) this.written(object);
    return new Map(
      [...this.done].filter(([, { object, problems }]) => object !== undefined || problems.size > 0),
    );
  }

  private written(object: SchemaObject): Written {
    const known = this.done.get(object);
    if (known) return known;
    if (!traitsOf(object).queries || !isOfDump(object) || !object.statement.tree) return UNKNOWN;
    // Views that hold each other: of a cycle nothing is known.
    this.done.set(object, UNKNOWN);
    const result = this.read(object);
    this.done.set(object, result);
    return result;
  }

  /** Undefined for a relation outside the dump. */
  private columnsOf(relation: Key): Columns | undefined {
    const view = this.views.get(relation);
    return view ? this.written(view).columns : this.tables.of(relation);
  }

  private read(object: SchemaObject): Written {
    const { statement, sql } = object;
    const tree = sql === statement.text ? statement.tree! : parseStatements([sql])[0]!;
    if (!('type' in tree)) return UNKNOWN;
    const query = new Query(new Places(sql, tree.offset), {
      relation: (name) => this.find(name, object),
      rows: (row) => this.columnsOf(row),
      returned: (call) => this.returned(call, object),
      parameters: parametersOf(object, tree),
    });
    const columns = this.readTree(object, tree, query);
    const { problems, edits } = query;
    if (edits.length === 0) return { problems, columns };
    const text = edited(sql, edits);
    const now = parseStatements([text])[0]!;
    if (!('type' in now)) throw new Error(`${object.id}: ${now.message} in ${text}`);
    return {
      object: { ...object, sql: text, statement: { ...statement, text, tree: now } },
      problems,
      columns,
    };
  }

  private readTree(object: SchemaObject, { node }: Tree, query: Query): Columns {
    switch (object.kind) {
      case KIND.rule:
        this.readRule(object, node as RuleStmt, query);
        return unchanged(undefined);
      case KIND.policy: {
        const { table, qual, with_check } = node as CreatePolicyStmt;
        const scope = within(undefined);
        scope.ranges.push(tableRange(table!, scope, query));
        query.expression([qual, with_check], scope);
        return unchanged(undefined);
      }
      case KIND.function:
      case KIND.procedure:
        this.readRoutine(object, node as CreateFunctionStmt, query);
        return unchanged(undefined);
    }
    const { query: tree, aliases, into } = node as ViewStmt & CreateTableAsStmt;
    const columns = query.query(tree!, within(undefined));
    const names = strings(aliases ?? into?.colNames);
    return { ...columns, given: renamed(columns.given, names), now: renamed(columns.now, names) };
  }

  /** RETURNING * on the rule's own table returns its current columns. */
  private readRule(object: SchemaObject, { relation, actions, whereClause }: RuleStmt, query: Query): void {
    const own = tableRange(relation!, within(undefined), query);
    const rows = ['old', 'new'].map((alias): Range => ({ ...own, alias }));
    const scope = within(undefined, { aside: rows });
    query.expression(whereClause, scope);
    for (const action of actions ?? []) {
      const [statement] = Object.values(action) as { relation?: RangeVar }[];
      const target = statement?.relation && this.find(statement.relation, object)?.key;
      query.statement(action, scope, own.grows && target !== undefined && target === own.row);
    }
  }

  /** A function that returns a table's rows returns its current columns. */
  private readRoutine(
    object: SchemaObject,
    { sql_body: body, returnType }: CreateFunctionStmt,
    query: Query,
  ): void {
    const all = body ? flat(body) : [];
    const row = this.rowNamed(strings(returnType?.names), object);
    const grows = row !== undefined && this.columnsOf(row)?.grows === true;
    for (const [at, one] of all.entries())
      query.statement(one, within(undefined), grows && at === all.length - 1);
  }

  private rowNamed(parts: readonly string[], { statement }: SchemaObject): Key | undefined {
    return keysFor('relation', nameOf(parts), statement).find((one) => this.columnsOf(one));
  }

  private find(name: RangeVar, { statement }: SchemaObject): { key: Key; columns: Columns } | undefined {
    for (const one of keysFor('relation', relationName(name), statement)) {
      const columns = this.columnsOf(one);
      if (columns) return { key: one, columns };
    }
    return undefined;
  }

  /** The columns of a function with a unique name. */
  private returned(call: unknown, { statement }: SchemaObject): (Columns & { row?: Key }) | undefined {
    const { FuncCall: node } = (call ?? {}) as { FuncCall?: { funcname?: Node[] } };
    if (!node) return undefined;
    const named: Name = nameOf(strings(node.funcname));
    const [routine, ...others] =
      keysFor('routine', named, statement)
        .map((one) => this.routines.get(one))
        .find((one) => one) ?? [];
    if (!routine || others.length > 0) return undefined;
    const { returnType, parameters: list } = nodeIf(routine.statement, 'CreateFunctionStmt') ?? {};
    const outputs = parameters(list).filter(({ mode }) => RETURNED.has(mode ?? ''));
    if (outputs.length > 1) return unchanged(outputs.map(({ name = '' }) => ({ name })));
    const row = this.rowNamed(strings(returnType?.names), routine);
    return row === undefined ? undefined : { ...this.columnsOf(row)!, row };
  }
}

/** A BEGIN ATOMIC body is a list of lists; RETURN has an expression. */
const flat = (body: Node): Node[] => ('List' in body ? (body.List.items ?? []).flatMap(flat) : [body]);

/** `f.day`: unqualified, a query's column would hide a parameter. */
function parametersOf({ name }: SchemaObject, { node, type }: Tree): ReadonlyMap<string, string> {
  if (type !== 'CreateFunctionStmt') return new Map();
  const all = parameters((node as CreateFunctionStmt).parameters);
  const before = quoteIdentifier(name.name);
  return new Map(
    all.flatMap(({ name: own }) =>
      own === undefined ? [] : [[own, `${before}.${quoteIdentifier(own)}`] as const],
    ),
  );
}
