/**
 * The one door to libpg-query: PostgreSQL's own grammar says what a statement is. What is printed are slices of the
 * source; a tree is only ever read. https://github.com/constructive-io/libpg-query-node
 */
import { hasSqlDetails, loadModule, type Node, parseSync } from 'libpg-query';
import { byteLength, unitsIn } from './platform/bytes.js';

export type * from 'libpg-query';

/** Loads the parser's WebAssembly. Await it once before `parseStatements`. */
export const loadGrammar = (): Promise<void> => loadModule();

type KeysOf<N> = N extends unknown ? keyof N : never;

/** The name of a node of the grammar: `CreateStmt`. */
export type NodeType = KeysOf<Node>;

/** What a node of this name holds. */
export type NodeOf<Type extends NodeType> = Type extends NodeType
  ? Extract<Node, Record<Type, unknown>>[Type]
  : never;

/** The statement's tree under the name of its node: `{ type: 'CreateStmt', node: … }`. */
export type Tree<Type extends NodeType = NodeType> = {
  readonly [T in Type]: {
    readonly type: T;
    readonly node: NodeOf<T>;
    /** Turns a `location` of the tree (UTF-8 bytes into the batch) into an offset (UTF-16 units) into the statement. */
    readonly offset: (location: number | undefined) => number;
  };
}[Type];

/**
 * The node of a statement that is known to be of this type, or of one of these.
 * @throws Error where it is another one, which only a mistake in the code can cause
 */
export function nodeOf<Type extends NodeType>(
  { tree }: { readonly tree: Tree | undefined },
  ...types: readonly Type[]
): NodeOf<Type> {
  if (tree && (types as readonly NodeType[]).includes(tree.type)) return tree.node as NodeOf<Type>;
  throw new Error(`the statement is no ${types.join(' or ')} but ${tree?.type ?? 'not parsed'}`);
}

/** The node where the statement is of this type. */
export const nodeIf = <Type extends NodeType>(
  { tree }: { readonly tree: Tree | undefined },
  type: Type,
): NodeOf<Type> | undefined => (tree?.type === type ? (tree.node as NodeOf<Type>) : undefined);

export interface SyntaxFailure {
  /** PostgreSQL's message: `syntax error at or near "foo"`. */
  readonly message: string;
  /** Offset (UTF-16 units) into the statement. */
  readonly offset: number;
  /** It nests too deeply for the grammar's stack, or for this process's. */
  readonly deep?: true;
}

/** PostgreSQL's own grammar gives up in these words; the same grammar compiled to WebAssembly may find no stack before. */
const isDeep = (error: unknown): error is Error =>
  error instanceof RangeError || (error instanceof Error && error.message.startsWith('memory exhausted'));

/** Statements are parsed together up to this many characters: few calls, and a failure costs little to redo. */
const BATCH = 1 << 17;

/** One answer for each text, in order. A text that PostgreSQL's grammar refuses, or that holds no or several statements, is a failure. */
export function parseStatements(texts: readonly string[]): (Tree | SyntaxFailure)[] {
  const out: (Tree | SyntaxFailure)[] = [];
  for (let start = 0; start < texts.length;) {
    let end = start;
    for (let size = 0; end < texts.length && (size === 0 || size + texts[end]!.length < BATCH); end++)
      size += texts[end]!.length;
    const batch = texts.slice(start, end);
    out.push(...(parseTogether(batch) ?? batch.map(parseAlone)));
    start = end;
  }
  return out;
}

/** What stands between two statements of a batch; the newline ends a trailing comment. */
const GLUE = '\n;\n';

function parseTogether(texts: readonly string[]): Tree[] | undefined {
  const whole = texts.join(GLUE);
  let trees: readonly Node[];
  try {
    trees = (parseSync(whole).stmts ?? []).map(({ stmt }) => stmt!);
  } catch (error) {
    if (!hasSqlDetails(error) && !isDeep(error)) throw error;
    return undefined;
  }
  if (trees.length !== texts.length) return undefined;
  const sizeOf = isAscii(whole) ? (text: string) => text.length : byteLength;
  let base = 0;
  return texts.map((text, index) => {
    const result = tree(trees[index]!, text, base);
    base += sizeOf(text) + GLUE.length;
    return result;
  });
}

function parseAlone(text: string): Tree | SyntaxFailure {
  try {
    const { stmts } = parseSync(text === '' ? ';' : text);
    if (stmts?.length === 1) return tree(stmts[0]!.stmt!, text, 0);
    return { message: `${stmts?.length ?? 0} statements where one was expected`, offset: 0 };
  } catch (error) {
    if (isDeep(error)) return { message: error.message, offset: 0, deep: true };
    if (!hasSqlDetails(error)) throw error;
    const at = error.sqlDetails?.cursorPosition ?? 0;
    // PostgreSQL counts the position of an error in characters, not bytes.
    return { message: error.message, offset: [...text].slice(0, at).join('').length };
  }
}

/** Then bytes and characters count alike. */
const isAscii = (text: string): boolean => byteLength(text) === text.length;

function tree(node: Node, text: string, base: number): Tree {
  const [type, value] = Object.entries(node)[0]! as [NodeType, object];
  const offset = (location = 0): number => {
    const bytes = Math.max(0, location - base);
    return isAscii(text) ? bytes : unitsIn(text, bytes);
  };
  return { type, node: value, offset } as Tree;
}
