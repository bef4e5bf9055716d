/**
 * Expressions whose operators PostgreSQL looks up by name in the search path: IS DISTINCT FROM, NULLIF, CASE x WHEN,
 * IN, BETWEEN, JOIN USING. OPERATOR(schema.=) is not possible in them, so pg_dump cannot write the schema. DISTINCT,
 * GROUP BY, ORDER BY, UNION, GREATEST use the type's operator class and need no search path.
 * https://www.postgresql.org/docs/current/sql-expressions.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { relationName, strings } from '../../catalog/names.js';
import { type Key, keysFor, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import {
  type A_Expr,
  type CaseExpr,
  type ColumnDef,
  type ColumnRef,
  type FuncCall,
  type JoinExpr,
  nodeIf,
  nodeOf,
  type RangeVar,
  type SubLink,
  type TypeCast,
  type TypeName,
} from '../../grammar.js';
import { type Shape, walk } from '../../catalog/walk.js';
import { relationsOf } from '../relations/relations.js';
import { type Operators, Types } from './types.js';
import { KIND } from '../../kinds/registry.js';
import { isRelation } from '../../kinds/is.js';

/** Only operators: pg_dump writes OPERATOR(…) for those outside pg_catalog. */
const BY_OPERATOR = new Set(['AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL']);

/** Each statement with such an expression contains one of these words. */
const COMPARES = /\b(?:DISTINCT|NULLIF|CASE|IN|LIKE|ILIKE|SIMILAR|BETWEEN|USING)\b/i;

interface Compared {
  readonly expressions: readonly unknown[];
  /** Columns of JOIN … USING. */
  readonly columns: readonly string[];
}

/** The statement's operands whose operator cannot be schema-qualified. */
function comparedIn(tree: unknown): Compared {
  const expressions: unknown[] = [];
  const columns: string[] = [];
  walk(tree, (field, node) => {
    if (field === 'A_Expr') {
      const { kind, name, lexpr, rexpr } = node as A_Expr;
      if (kind !== undefined && !BY_OPERATOR.has(kind) && strings(name).length === 1)
        expressions.push(lexpr, rexpr);
    } else if (field === 'CaseExpr') {
      const { arg, args } = node as CaseExpr;
      if (arg)
        expressions.push(
          arg,
          ...(args ?? []).flatMap((one) => ('CaseWhen' in one ? [one.CaseWhen.expr] : [])),
        );
    } else if (field === 'JoinExpr') columns.push(...strings((node as JoinExpr).usingClause));
    else if (field === 'SubLink') {
      const { testexpr, operName } = node as SubLink;
      if (testexpr && !operName) expressions.push(testexpr);
    }
  });
  return { expressions, columns };
}

type Columns = ReadonlyMap<string, { readonly type: TypeName | undefined; readonly statement: Statement }>;

export class ByName {
  private readonly types: Types;
  private readonly relations = new Map<Key, SchemaObject>();
  private readonly routines = new Map<Key, SchemaObject[]>();
  private readonly columns = new Map<Key, Columns>();

  constructor(private readonly catalog: Pick<Catalog, 'objects'>) {
    this.types = new Types(catalog);
    for (const object of catalog.objects)
      for (const provided of object.provides) {
        if (provided.startsWith('relation\0') && isRelation(object)) this.relations.set(provided, object);
        if (provided.startsWith('routine\0'))
          this.routines.set(provided, [...(this.routines.get(provided) ?? []), object]);
      }
  }

  /** The operators that the statement needs and cannot qualify. */
  of(tree: unknown, statement: Statement): Operators[] {
    if (!COMPARES.test(statement.text)) return [];
    const { expressions, columns } = comparedIn(tree);
    if (expressions.length + columns.length === 0) return [];
    const named = new Set(columns);
    const found = new Map<string, Operators>();
    const note = (type: TypeName | undefined, where: Statement): void => {
      const own = this.types.operatorsOf(type, where);
      if (own) found.set(JSON.stringify(own.type), own);
    };
    walk(expressions, (field, node) => {
      if (field === 'TypeCast') note((node as TypeCast).typeName, statement);
      else if (field === 'ColumnRef') named.add(strings((node as ColumnRef).fields).at(-1) ?? '');
      else if (field === 'FuncCall')
        for (const one of this.results(node as FuncCall, statement)) note(one.type, one.in);
    });
    for (const one of relationsIn(tree, statement))
      for (const [name, { type, statement: where }] of this.columnsOf(one))
        if (named.has(name)) note(type, where);
    return [...found.values()];
  }

  private results(
    { funcname }: FuncCall,
    statement: Statement,
  ): { type: TypeName | undefined; in: Statement }[] {
    const [schema, name = ''] = [strings(funcname).at(-2), strings(funcname).at(-1)];
    return keysFor('routine', { schema, name }, statement)
      .flatMap((one) => this.routines.get(one) ?? [])
      .map((object) => ({
        type: nodeIf(object.statement, 'CreateFunctionStmt')?.returnType,
        in: object.statement,
      }));
  }

  /** A view has the columns of what it reads. */
  private columnsOf(relation: Key): Columns {
    const known = this.columns.get(relation);
    if (known) return known;
    const out = new Map<string, { type: TypeName | undefined; statement: Statement }>();
    this.columns.set(relation, out);
    const object = this.relations.get(relation);
    if (!object) return out;
    const { statement } = object;
    for (const one of inherited(object, statement))
      for (const [name, column] of this.columnsOf(one)) out.set(name, column);
    for (const [name, { type }] of relationsOf(this.catalog).get(relation)?.columns ?? [])
      out.set(name, { type, statement });
    for (const { colname = '', typeName } of foreignColumns(object))
      out.set(colname, { type: typeName, statement });
    return out;
  }
}

/** What the columns come from: parents of a table, what a view reads. */
const inherited = ({ kind }: SchemaObject, statement: Statement): Key[] =>
  kind === KIND.foreignTable ? [] : relationsIn(statement.tree!.node, statement);

const foreignColumns = ({ kind, statement }: SchemaObject): ColumnDef[] =>
  kind === KIND.foreignTable
    ? (nodeOf(statement, 'CreateForeignTableStmt').base?.tableElts ?? []).flatMap((one) =>
        'ColumnDef' in one ? [one.ColumnDef] : [],
      )
    : [];

/** All relations that the tree names. */
function relationsIn(tree: unknown, statement: Statement): Key[] {
  const out = new Set<Key>();
  const look = (node: Shape): void => {
    if (typeof node['relname'] !== 'string') return;
    const [found] = keysFor('relation', relationName(node as RangeVar), statement);
    if (found !== undefined) out.add(found);
  };
  look(tree as Shape);
  walk(tree, (_, node) => look(node));
  return [...out];
}
