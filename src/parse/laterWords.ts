/**
 * Words that a later PostgreSQL reserved. pg_dump leaves a name unquoted where its own server has no such keyword (a
 * column `system_user` in 15); today's grammar reports a syntax error or reads a call. Such words are quoted, which
 * every version reads the same; the rest of the slice stays unchanged.
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html
 */
import { isObject, type Shape } from '../catalog/descend.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { parseStatements, type SyntaxFailure, type Tree } from '../grammar.js';
import { type Token, tokens } from '../source/tokens.js';

/** Words that were no keywords at all before the version; only these can be distinguished from keywords in use. */
const SINCE: readonly (readonly [version: number, words: string])[] = [
  [8.1, 'greatest least'],
  [8.2, 'asymmetric returning symmetric'],
  [8.3, 'xmlattributes xmlconcat xmlelement xmlforest xmlparse xmlpi xmlroot xmlserialize'],
  [8.4, 'current_catalog current_schema variadic window'],
  [9.1, 'collation xmlexists'],
  [9.3, 'lateral'],
  [9.5, 'grouping tablesample'],
  [10, 'xmlnamespaces xmltable'],
  [13, 'normalize'],
  [16, 'json_array json_arrayagg json_object json_objectagg system_user'],
  [17, 'json json_exists json_query json_scalar json_serialize json_table json_value merge_action'],
];
const versions = new Map(
  SINCE.flatMap(([version, words]) => words.split(' ').map((word) => [word, version] as const)),
);

export interface ParsedText {
  readonly text: string;
  readonly tree: Tree | SyntaxFailure;
}

const isTree = (tree: Tree | SyntaxFailure): tree is Tree => 'type' in tree;

/** True where the word can be a name: any word may follow a dot, and json without a parenthesis is the type. */
function isBareName(text: string, all: readonly Token[], at: number): boolean {
  if (text[all[at - 1]?.start ?? -1] === '.') return false;
  return (
    text.slice(all[at]!.start, all[at]!.end).toLowerCase() !== 'json' ||
    text[all[at + 1]?.start ?? -1] === '('
  );
}

/** The text with these words quoted, and the words found. */
function quoted(text: string, words: ReadonlySet<string>): { text: string; found: Set<string> } {
  const all = tokens(text);
  const found = new Set<string>();
  let out = '';
  let copied = 0;
  for (const [at, { kind, start, end }] of all.entries()) {
    const word = kind === 'word' ? text.slice(start, end).toLowerCase() : '';
    if (!words.has(word) || !isBareName(text, all, at)) continue;
    found.add(word);
    out += `${text.slice(copied, start)}"${word}"`;
    copied = end;
  }
  return { text: out + text.slice(copied), found };
}

/** True for trees that are equal except for their locations. */
function sameMeaning(one: Tree, other: Tree): boolean {
  if (one.type !== other.type) return false;
  const waiting: [unknown, unknown][] = [[one.node, other.node]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [left, right] = next;
    if (!isObject(left) || !isObject(right)) {
      if (left !== right) return false;
      continue;
    }
    const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
    for (const field of fields)
      if (!field.endsWith('location')) waiting.push([(left as Shape)[field], (right as Shape)[field]]);
  }
  return true;
}

/**
 * Statements with their trees; where a word means something else to today's grammar than to the dump's server, it is quoted.
 * Without a version in the dump's head only what is a syntax error tells that a word was none yet.
 * @param version of the server that the dump comes from, with the minor one: `9.5`
 */
export function parseOlder(
  texts: readonly string[],
  version: number | undefined,
): { parsed: ParsedText[]; notes: Diagnostic[] } {
  const first = parseStatements(texts).map((tree, at): ParsedText => ({ text: texts[at]!, tree }));
  const later = [...versions].filter(([, since]) => version === undefined || since > version);
  const words = new Set(later.map(([word]) => word));
  if (words.size === 0) return { parsed: first, notes: [] };
  const counts = new Map<string, number>();
  const requote = (all: readonly ParsedText[], which: ReadonlySet<string>, broken: boolean): ParsedText[] => {
    const one = new RegExp(String.raw`\b(?:${[...which].join('|')})\b`, 'i');
    return all.map((known) => {
      if ((broken && isTree(known.tree)) || !one.test(known.text)) return known;
      const { text, found } = quoted(known.text, which);
      const [tree] = found.size === 0 ? [] : parseStatements([text]);
      if (!tree || !isTree(tree) || (isTree(known.tree) && sameMeaning(tree, known.tree))) return known;
      for (const word of found) counts.set(word, (counts.get(word) ?? 0) + 1);
      return { text, tree };
    });
  };
  let parsed = requote(first, words, version === undefined);
  // A word that was a name where it could be nothing else is a name everywhere.
  if (version === undefined && counts.size > 0) parsed = requote(parsed, new Set(counts.keys()), false);
  return { parsed, notes: [...counts].map(note) };
}

const note = ([word, count]: [string, number]): Diagnostic => ({
  severity: 'info',
  code: 'parse/later-keyword',
  message: `${word} has been a keyword since PostgreSQL ${versions.get(word)}: it was quoted in ${count} statement${count === 1 ? '' : 's'} that use it as a name.`,
});
