/** Visits every node of a tree with its name, including those in a field of their own type. */
import type { Node, Tree } from '../grammar.js';

type KeysOf<T> = T extends unknown ? keyof T : never;
/** `Constraint`, `FuncCall`: what a row of the table matches. */
export type NodeName = KeysOf<Node>;
export type NodeOf<K extends NodeName> = Extract<Node, Record<K, unknown>>[K];

/** Fields that hold a node without its name. */
const FIELDS: Readonly<Record<string, string>> = {
  typeName: 'TypeName',
  argType: 'TypeName',
  returnType: 'TypeName',
  ofTypename: 'TypeName',
  returningClause: 'ReturningClause',
  base: 'CreateStmt',
  action: 'GrantStmt',
  pubtable: 'PublicationTable',
  sequence: 'RangeVar',
  join_using_alias: 'Alias',
  collClause: 'CollateClause',
};

export interface Spot {
  readonly name: string;
  readonly node: object;
  /** The node that contains it; absent for the statement. */
  readonly parent?: Spot;
}

/** A value of the tree, with its name if it is a node. */
interface Next {
  readonly value: object;
  readonly name?: string | undefined;
  readonly parent?: Spot | undefined;
}

const nameIn = (field: string): string | undefined =>
  field.charCodeAt(0) <= LAST_CAPITAL && field.charCodeAt(0) >= FIRST_CAPITAL ? field : FIELDS[field];
const [FIRST_CAPITAL, LAST_CAPITAL] = [0x41, 0x5a];

/**
 * Calls `visit` for each node, parents before their parts. Without recursion: PostgreSQL accepts expressions that
 * are deeper than JavaScript's stack.
 */
export function walk({ type, node }: Tree, visit: (spot: Spot) => void): void {
  const stack: Next[] = [{ value: node, name: type }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, name } = next;
    let { parent } = next;
    if (name !== undefined) {
      parent = parent ? { name, node: value, parent } : { name, node: value };
      visit(parent);
    }
    const fields = Object.keys(value);
    for (let at = fields.length - 1; at >= 0; at--) {
      const field = fields[at]!;
      const part = (value as Record<string, unknown>)[field];
      if (typeof part !== 'object' || part === null) continue;
      stack.push({ value: part, name: Array.isArray(part) ? undefined : nameIn(field), parent });
    }
  }
}
