/** Every node of a tree under its name, those that stand in a field of their own type too. */
import type { Node, Tree } from '../grammar.js';

type KeysOf<T> = T extends unknown ? keyof T : never;
/** `Constraint`, `FuncCall`: what a row of the table asks for. */
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
};

export interface Spot {
  readonly name: string;
  readonly node: object;
  /** From the statement down to the node's parent. */
  readonly above: readonly Spot[];
}

/** Calls `visit` for each node, parents before their parts. */
export function walk({ type, node }: Tree, visit: (spot: Spot) => void): void {
  const named = (name: string, value: object, above: readonly Spot[]): void => {
    const spot: Spot = { name, node: value, above };
    visit(spot);
    fields(value, [...above, spot]);
  };
  const fields = (value: object, above: readonly Spot[]): void => {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isObject(item)) fields(item, above);
      return;
    }
    for (const [field, part] of Object.entries(value)) {
      if (!isObject(part)) continue;
      const name = /^[A-Z]/.test(field) ? field : FIELDS[field];
      if (name === undefined || Array.isArray(part)) fields(part, above);
      else named(name, part, above);
    }
  };
  named(type, node, []);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
