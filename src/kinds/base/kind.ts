/** The contract of an object kind: its one file contains everything about it. */
import { type Name, quoteName } from '../../catalog/names.js';
import { type Key, type Need, type SchemaObject, type Section, key } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import type { AlterTableType, NodeType, Tree } from '../../grammar.js';
import type { Statement } from '../../catalog/statement.js';
import type { Guard, GuardTarget, Condition } from './guard.js';
import type { Traits } from './traits.js';
import type { Verbs } from './verbs.js';

export { type Condition, type Guard, type GuardTarget, type RowCondition, unless, where } from './guard.js';

/** The node by which a statement's kind is found; for ALTER TABLE, its action. */
export type KindNode = NodeType | AlterTableType;

/** A statement whose tree is one of these nodes; without nodes, any statement, even one without a tree. */
export type StatementOf<Node extends KindNode> = [Node] extends [never]
  ? Statement
  : Statement & {
      readonly tree: Tree<
        Extract<Node, NodeType> | (Extract<Node, AlterTableType> extends never ? never : 'AlterTableStmt')
      >;
    };

/**
 * @typeParam Name its name
 * @typeParam Node the nodes that it lists
 */
export interface Kind<Name extends string = string, Node extends KindNode = KindNode> extends Traits, Verbs {
  /** File name, label in the ledger, prefix of its fixtures. */
  readonly name: Name;
  /** Its name in texts; the id of an object starts with it. */
  readonly label: string;
  /** The nodes of libpg-query that it may read; for ALTER TABLE, the actions. */
  readonly nodes: readonly Node[];
  /** The object of this statement; undefined if it is of another kind. */
  read(statement: StatementOf<Node>): SchemaObject | undefined;
  /**
   * The re-runnable form for that server.
   * @param provided the keys that all objects of the file provide; absent if only the texts matter
   */
  guard(object: SchemaObject, target: GuardTarget, provided?: ReadonlySet<Key>): Guard;
  /** True if the object is missing; required for objects that an administrator creates and the baseline needs. */
  missing?(object: Pick<SchemaObject, 'name'>): Condition;
  /** True if only a superuser can create it; absent: never. */
  superuser?(object: SchemaObject): boolean;
}

/** A kind without its node types: the registry selects it by a statement's node. */
export type AnyKind = Omit<Kind<string, never>, 'nodes'> & { readonly nodes: readonly KindNode[] };

/** The parts of an object that its kind determines; the rest is the same for all. */
export interface Reading {
  readonly name: Name;
  readonly section: Section;
  readonly parent?: Key;
  readonly rank?: number;
  readonly order?: string;
  readonly group?: string;
  /** Distinguishes objects of the same kind and name: an argument list, a column. */
  readonly suffix?: string;
  readonly provides?: readonly Key[];
  readonly announces?: Key;
  readonly ownLine?: true;
  readonly inDumpOrder?: true;
  /** Replaces the dependencies from the tree's names. */
  readonly needs?: readonly Need[];
  /** Dependencies besides those from the tree's names. */
  readonly alsoNeeds?: readonly Need[];
  readonly sql?: string;
}

/** An object of the kind, from its statement. */
export function describe(
  kind: { readonly name: string; readonly label: string },
  statement: Statement,
  reading: Reading,
): SchemaObject {
  const { name, section, parent, provides = [] } = reading;
  const schema =
    name.schema === undefined ? [] : [{ keys: [key('schema', { schema: undefined, name: name.schema })] }];
  const named = withoutOwn(reading.needs ?? references(statement), provides);
  const identity = `${quoteName(name)}${reading.suffix ?? ''}`;
  return {
    kind: kind.name,
    id: `${kind.label} ${identity}`,
    identity,
    name,
    section,
    ...(parent === undefined ? {} : { parent }),
    ...(reading.group === undefined ? {} : { group: reading.group }),
    origin: statement.by === undefined ? { dump: statement.raw.index } : { by: statement.by },
    ...(reading.announces === undefined ? {} : { announces: reading.announces }),
    ...(reading.ownLine ? { ownLine: true } : {}),
    ...(reading.inDumpOrder ? { inDumpOrder: true } : {}),
    statement,
    sql: reading.sql ?? statement.text,
    provides,
    needs: [...named, ...(reading.alsoNeeds ?? []), ...schema],
    rank: reading.rank ?? 0,
    order: reading.order ?? '',
  };
}

/** Removes dependencies on the object itself. */
function withoutOwn(needs: readonly Need[], provides: readonly Key[]): readonly Need[] {
  if (provides.length === 0) return needs;
  const own = new Set(provides);
  return needs.filter(({ keys }) => !keys.some((k) => own.has(k)));
}
