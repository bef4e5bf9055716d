/** The contract of an object kind: everything about it stands in its one file. */
import type { Target } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import { type Key, type Need, type SchemaObject, type Section, key } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import type { AlterTableType, NodeType, Tree } from '../../grammar.js';
import type { Statement } from '../../catalog/statement.js';
import type { Traits } from './traits.js';

/** What must hold for a statement to run: an SQL expression, or the absence (presence) of a row of the system catalogs. */
export type Condition = string | RowCondition;

export interface RowCondition {
  /** `missing`: run where no such row is; `present`: run where there is one. */
  readonly row: 'missing' | 'present';
  readonly from: string;
  readonly where: readonly string[];
  /** What must hold beside it. */
  readonly and?: string;
}

/** What the re-runnable form depends on. */
export interface GuardTarget extends Target {
  /** What becomes of a statement whose roles are missing: an error (`expect`), or it is left out. */
  readonly roles: 'create' | 'expect' | 'skip';
}

/** The re-runnable form of a statement. */
export interface Guard {
  /** Native (`IF NOT EXISTS`, `OR REPLACE`) or repeatable as it stands, and without a lock, when there is no `when`. */
  readonly sql: string;
  /** In place of `sql` for what is printed as a list, an item a line: `sql` is what stands before it. */
  readonly list?: { readonly items: readonly string[]; readonly tail: string };
  /** Runs only where this holds: printed as a DO block that looks into the catalog. */
  readonly when?: Condition;
  /** What must run before it, where it runs. */
  readonly before?: readonly string[];
  /** A server may lack what it needs, so that nothing else is in its block. */
  readonly alone?: boolean;
  /** What must run right before and after it, in the same block: `SET LOCAL ROLE x`, `RESET ROLE`. */
  readonly around?: readonly [string, string];
}

/** By what a statement finds its kind: its node, or of ALTER TABLE the action. */
export type KindNode = NodeType | AlterTableType;

/** A statement whose tree is one of these nodes; without any, one that may have no tree. */
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
export interface Kind<Name extends string = string, Node extends KindNode = KindNode> extends Traits {
  /** File name, label in the ledger, prefix of its fixtures. */
  readonly name: Name;
  /** What people call it; the id of an object starts with it. */
  readonly label: string;
  /** The nodes of libpg-query that it may own; of ALTER TABLE, the actions. */
  readonly nodes: readonly Node[];
  /** The object of this statement, or undefined when the statement is not of this kind. */
  read(statement: StatementOf<Node>): SchemaObject | undefined;
  /**
   * How it is made re-runnable on that server.
   * @param provided what all objects of the file provide; absent where only the texts matter
   */
  guard(object: SchemaObject, target: GuardTarget, provided?: ReadonlySet<Key>): Guard;
  /** Holds where the object is not there; needed of what an administrator creates and the baseline cannot do without. */
  missing?(object: Pick<SchemaObject, 'name'>): Condition;
  /** True where only a superuser may make it; absent: never. */
  superuser?(object: SchemaObject): boolean;
}

/** A kind by itself: which statements are of its nodes is known to whoever finds it by them. */
export type AnyKind = Omit<Kind<string, never>, 'nodes'> & { readonly nodes: readonly KindNode[] };

/** What a kind says of an object; the rest is the same for all. */
export interface Reading {
  readonly name: Name;
  readonly section: Section;
  readonly parent?: Key;
  readonly rank?: number;
  readonly order?: string;
  readonly group?: string;
  /** Told apart from others of the same kind and name: an argument list, a column. */
  readonly suffix?: string;
  readonly provides?: readonly Key[];
  readonly announces?: Key;
  readonly ownLine?: true;
  readonly inDumpOrder?: true;
  /** In place of what the tree names. */
  readonly needs?: readonly Need[];
  /** Beside what the tree names. */
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

/** What an object defines itself it does not wait for. */
function withoutOwn(needs: readonly Need[], provides: readonly Key[]): readonly Need[] {
  if (provides.length === 0) return needs;
  const own = new Set(provides);
  return needs.filter(({ keys }) => !keys.some((k) => own.has(k)));
}

/** Runs where no row of `from` answers to `where`. */
export const unless = (from: string, ...where: readonly string[]): RowCondition => ({
  row: 'missing',
  from: `pg_catalog.${from}`,
  where,
});

/** Runs where a row of `from` answers to `where`. */
export const where = (from: string, ...conditions: readonly string[]): RowCondition => ({
  row: 'present',
  from: `pg_catalog.${from}`,
  where: conditions,
});
