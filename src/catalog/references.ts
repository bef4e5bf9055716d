/**
 * The names in a tree: relations, types, routines, operators … that must exist before the statement can run. The shape
 * of a node identifies a name, so that syntax of later PostgreSQL versions is handled too.
 */
import type { Node, RangeVar, TypeName } from '../grammar.js';
import { isObject, reverse, type Shape } from './descend.js';
import { nameOf, strings, typeText } from './names.js';
import { type Need, type Space, key, keysFor } from './object.js';
import type { Statement } from './statement.js';

/** Fields with a name as a list of strings, and the name space of that name. */
const NAMES: Readonly<Record<string, Space | undefined>> = {
  names: 'type',
  funcname: 'routine',
  collname: 'collation',
  opclass: 'operatorClass',
  opclassname: 'operatorClass',
  opfamilyname: 'operatorFamily',
  objname: 'any',
  dicts: 'textSearch',
  name: 'operator',
  operName: 'operator',
  useOp: 'operator',
};

/** Fields that name no object: columns, constants, modifiers. */
const LEAVES: ReadonlySet<string> = new Set([
  'ColumnRef',
  'A_Const',
  'typmods',
  'typemod',
  'String',
  'Integer',
  'keys',
  'fk_attrs',
  'pk_attrs',
]);

const REG_TYPES: ReadonlyMap<string, Space> = new Map(
  Object.entries({
    regclass: 'relation',
    regtype: 'type',
    regproc: 'routine',
    regprocedure: 'routine',
    regoper: 'operator',
    regoperator: 'operator',
    regconfig: 'textSearch',
    regdictionary: 'textSearch',
    regcollation: 'collation',
  }),
);

/** All names in the statement's tree, or in the part `root`. */
export function references(statement: Statement, root: unknown = statement.tree?.node): Need[] {
  const walker = new Walker(statement);
  walker.visit(root);
  return [...walker.needs.values()];
}

class Walker {
  readonly needs = new Map<string, Need>();

  constructor(private readonly statement: Statement) {}

  need(space: Space, parts: readonly string[]): void {
    const name = nameOf(parts);
    if (name.schema === 'pg_catalog' || name.name === '') return;
    const keys = keysFor(space, name, this.statement);
    if (keys.length > 0 && !this.needs.has(keys[0]!)) this.needs.set(keys[0]!, { keys });
  }

  /** Nodes to visit, the next one last: trees nest too deeply for recursion. */
  private readonly waiting: object[] = [];

  visit(root: unknown): void {
    if (isObject(root)) this.waiting.push(root);
    for (let value = this.waiting.pop(); value; value = this.waiting.pop()) {
      const from = this.waiting.length;
      if (Array.isArray(value)) {
        for (const item of value) if (isObject(item)) this.waiting.push(item);
      } else this.node(value as Shape);
      reverse(this.waiting, from);
    }
  }

  /** Visits each field once, for speed: most of a tree are leaves, and the whole dump is walked. */
  private node(node: Shape): void {
    for (const field in node) {
      const value = node[field];
      if (!isObject(value)) {
        if (field === 'relname') this.relation(node as RangeVar);
        else if (field === 'defname') this.definition(node);
        continue;
      }
      const space = NAMES[field];
      if (space !== undefined && Array.isArray(value)) this.list(node, field, space, value as Node[]);
      else if (!LEAVES.has(field)) {
        if (field === 'TypeCast') this.cast(value as Shape);
        else if (field === 'FuncCall') this.sequenceCall(value as Shape);
        else if (field === 'groupClause') this.grouped(node);
        this.waiting.push(value);
      }
    }
  }

  private relation({ schemaname, relname }: RangeVar): void {
    this.need('relation', schemaname === undefined ? [relname!] : [schemaname, relname!]);
  }

  private list(node: Shape, field: string, space: Space, parts: readonly Node[]): void {
    if (field === 'names') this.type(node as TypeName);
    else if (field === 'dicts') for (const dict of parts) this.need(space, strings([dict]));
    // An operator's name has its expression's `kind` next to it; other lists in a field of that name are no operators.
    else if (field === 'name' && node['kind'] === undefined) this.waiting.push(parts as object);
    else this.need(space, strings(parts));
  }

  private type(type: TypeName): void {
    const parts = strings(type.names);
    if (type.pct_type) this.need('relation', parts.slice(0, -1));
    else this.need('type', parts);
  }

  /** CREATE TYPE, OPERATOR, AGGREGATE … name functions and operators where the grammar reads types and lists. */
  private definition(node: Shape): void {
    const argument = node['arg'] as { TypeName?: TypeName; List?: { items?: Node[] } } | undefined;
    if (argument?.TypeName) this.need('any', strings(argument.TypeName.names));
    if (argument?.List) this.need('any', strings(argument.List.items));
    if (node['defname'] === 'language') this.need('language', strings([node['arg'] as Node]));
  }

  /** `'core.visits_seq'::regclass` names an object in a literal. */
  private cast(cast: Shape): void {
    const space = REG_TYPES.get(strings((cast['typeName'] as TypeName).names).at(-1) ?? '');
    const text = literal(cast['arg']);
    if (space && text !== undefined) this.need(space, splitIdentifiers(text));
  }

  /** `nextval('visits_seq')`: old dumps omit the cast. */
  private sequenceCall(call: Shape): void {
    const name = strings(call['funcname'] as Node[]).at(-1);
    const text = literal((call['args'] as Node[] | undefined)?.[0]);
    if (text !== undefined && /^(nextval|currval|setval|lastval)$/.test(name ?? ''))
      this.need('relation', splitIdentifiers(text));
  }

  /** GROUP BY a primary key allows other columns ungrouped, so the query may depend on the key. */
  private grouped(select: Shape): void {
    const relations = new Walker(this.statement);
    relations.visit(select['fromClause']);
    for (const { keys } of relations.needs.values()) {
      const wanted = keys
        .filter((k) => k.startsWith('relation\0'))
        .map((k) => k.replace('relation', 'primaryKey'));
      if (wanted.length > 0) this.needs.set(wanted[0]!, { keys: wanted });
    }
  }
}

function literal(node: unknown): string | undefined {
  return (node as { A_Const?: { sval?: { sval?: string } } } | undefined)?.A_Const?.sval?.sval;
}

/** `core."Visit"` as PostgreSQL's regclass reads it, without arguments in parentheses. */
function splitIdentifiers(text: string): string[] {
  const parts = text.replace(/\(.*$/s, '').match(/"(?:[^"]|"")*"|[^."\s]+/g) ?? [];
  return parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  );
}

/** `core.f(pg_catalog.int4,text)` of input arguments: identifies overloaded routines. */
export function signature(name: string, inputTypes: readonly (TypeName | undefined)[]): string {
  return `${name}(${inputTypes.map(typeText).join(',')})`;
}

export const needOf = (space: Space, parts: readonly string[], statement: Statement): Need => ({
  keys: keysFor(space, nameOf(parts), statement),
});

export const needKey = (space: Space, name: string): Need => ({
  keys: [key(space, { schema: undefined, name })],
});
