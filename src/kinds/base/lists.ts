/** Parts of a statement by their texts, to compare two definitions of an object and to write what differs. */
import { valueOf } from '../../source/literal.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Tree } from '../../grammar.js';

/** Without blanks and comments around it: a comment behind it would hide what follows. */
function bare(text: string): string {
  const all = tokens(text);
  return text.slice(all[0]?.start ?? 0, all.at(-1)?.end ?? 0);
}

/** The items between commas from the offset on, up to the parenthesis that closes the list, or to the end. */
export function itemsFrom(text: string, start: number): string[] {
  const rest = text.slice(start);
  const items: string[] = [];
  let [depth, from, end] = [0, 0, rest.length];
  for (const token of tokens(rest)) {
    const symbol = token.kind === 'symbol' ? rest[token.start]! : '';
    if (symbol === '(' || symbol === '[') depth++;
    else if (symbol === ')' || symbol === ']') depth--;
    if (depth < 0) {
      end = token.start;
      break;
    }
    if (symbol !== ',' || depth > 0) continue;
    items.push(bare(rest.slice(from, token.start)));
    from = token.end;
  }
  const last = bare(rest.slice(from, end));
  return last === '' ? items : [...items, last];
}

/** The items of the first list in parentheses, after this keyword if one is given. */
export function listAfter(text: string, word?: string): string[] {
  const all = tokens(text);
  const from = word === undefined ? 0 : all.findIndex((token) => keyword(text, token) === word);
  const open = from === -1 ? undefined : all.slice(from).find((token) => keyword(text, token) === '(');
  return open ? itemsFrom(text, open.end) : [];
}

/** The name at the start of an item, as PostgreSQL reads it, and what follows it. */
export function named(item: string): readonly [name: string, rest: string] {
  const [first] = tokens(item, 1);
  if (!first) return ['', ''];
  const name =
    first.kind === 'identifier' ? valueOf(item, first) : item.slice(first.start, first.end).toLowerCase();
  return [name, item.slice(first.end).trim()];
}

/** `restrict = core.sel, hashes` by name; without a value, `true`. */
export const definitions = (items: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    items.map((item) => {
      const [name, rest] = named(item);
      return [name, rest.replace(/^=/, '').trim() || 'true'];
    }),
  );

/** Names whose values differ, or that only one of the two has. */
export const changedNames = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));

/** The pieces of a statement from each of these places of its tree up to the next one, or to the end. */
export function piecesAt(
  { text, tree }: { readonly text: string; readonly tree: Tree | undefined },
  locations: readonly (number | undefined)[],
  end = text.length,
): string[] {
  const starts = locations.map((location) => tree!.offset(location));
  return starts.map((start) => {
    const next = Math.min(...starts.filter((other) => other > start), end);
    return bare(text.slice(start, next));
  });
}

/** True if two parts of a tree say the same, wherever they are in the text. */
export const sameNodes = (a: unknown, b: unknown): boolean => plain(a) === plain(b);

const plain = (node: unknown): string =>
  JSON.stringify(node, (name, value: unknown) => (name.endsWith('location') ? undefined : value)) ?? '';
