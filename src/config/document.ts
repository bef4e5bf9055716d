/** A configuration file as text: its values and their offsets. The only module that imports yaml. */
import {
  type Alias,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';

export type Path = readonly PropertyKey[];

/** Why a text is no YAML. */
export interface Broken {
  readonly message: string;
  readonly offset: number;
  readonly help: string;
}

export interface ConfigText {
  /** Undefined for an empty file. */
  readonly value: unknown;
  /** A value as the user wrote it, for messages. */
  shown(path: Path): string;
  /** Offset of a value, of its key if it has none, or of the parent. */
  offsetOf(path: Path): number;
  offsetOfKey(path: Path): number;
  /** Offset of a character within a text value. */
  offsetWithin(path: Path, offset: number): number;
}

const SHORT = 60;

function nodeAt(root: Node | null, path: Path): Node | null | undefined {
  let node: Node | null | undefined = root;
  for (const step of path) {
    if (isMap(node))
      node = node.items.find(({ key }) => isScalar(key) && key.value === step)?.value as Node | null;
    else if (isSeq(node)) node = node.items[Number(step)] as Node | undefined;
    else return undefined;
  }
  return node;
}

/** The key's node; an empty value has no offset of its own. */
function keyAt(root: Node | null, path: Path): Node | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key as Node | undefined;
}

function shown(text: string, node: Node | null | undefined): string {
  const [start, end] = node?.range ?? [0, 0];
  const source = text.slice(start, end);
  if (source === '') return 'nothing';
  return source.includes('\n') || source.length > SHORT
    ? `this ${isSeq(node) ? 'list' : isMap(node) ? 'map' : 'text'}`
    : source;
}

/** Maps an offset in the value to the source, which may have quotes, escapes, line ends and indentation. */
function within(text: string, node: Node, offset: number): number {
  const [start = 0, end = start] = node.range ?? [];
  if (!isScalar(node) || typeof node.value !== 'string') return start;
  const quoted = node.type === Scalar.QUOTE_SINGLE || node.type === Scalar.QUOTE_DOUBLE;
  const matches = (at: number, letter: string): boolean =>
    text[at] === letter || (/\s/.test(letter) && /\s/.test(text[at]!));
  let at = quoted ? start + 1 : start;
  for (const letter of node.value.slice(0, offset)) {
    while (at < end && !matches(at, letter)) at++;
    at++;
  }
  const next = node.value[offset];
  while (next !== undefined && at < end && !matches(at, next)) at++;
  return Math.min(at, end);
}

/** An alias (`*name`) without an anchor, for which yaml throws. */
function unresolved(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, node) {
      if (!node.resolve(document)) found ??= node;
    },
  });
  return found;
}

/** More nodes than a handwritten configuration has with its aliases expanded. */
const MOST_ALIASES = 100;

/** The values; yaml throws where nested aliases would exhaust memory. */
function valueOf(document: Document): { readonly of: unknown } | Broken {
  if (document.contents === null) return { of: undefined };
  try {
    return { of: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    return {
      message: `The values cannot be read: ${(error as Error).message}.`,
      offset: 0,
      help: 'Write the values out instead of repeating them by aliases (*name).',
    };
  }
}

/** Reads YAML, or JSON, which is YAML. */
export function readDocument(text: string): ConfigText | Broken {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const broken = document.errors[0];
  if (broken) {
    const help = 'Write the configuration as YAML or JSON.';
    const message = /call stack/i.test(broken.message)
      ? 'The configuration is nested too deeply.'
      : `${broken.message}.`;
    return { message, offset: broken.pos[0], help };
  }
  const alias = unresolved(document);
  if (alias) {
    const help = `Put a text that begins with a star in quotes: '*${alias.source}'`;
    return { message: `No anchor &${alias.source} is defined above.`, offset: alias.range?.[0] ?? 0, help };
  }
  const root = document.contents as Node | null;
  const startOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];
  const offsetOfKey = (path: Path): number => {
    for (let left = path; left.length > 0; left = left.slice(0, -1)) {
      const start = startOf(keyAt(root, left) ?? nodeAt(root, left));
      if (start !== undefined) return start;
    }
    return startOf(root) ?? 0;
  };
  const value = valueOf(document);
  if ('message' in value) return value;
  return {
    value: value.of,
    shown: (path) => shown(text, nodeAt(root, path)),
    offsetOf: (path) => startOf(nodeAt(root, path)) ?? offsetOfKey(path),
    offsetOfKey,
    offsetWithin: (path, offset) => {
      const node = nodeAt(root, path);
      return node ? within(text, node, offset) : offsetOfKey(path);
    },
  };
}
