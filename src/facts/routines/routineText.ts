/** The queries of a routine, as trees. */
import type { SchemaObject } from '../../catalog/object.js';
import { type Node, nodeIf, parseStatements } from '../../grammar.js';
import { scanBody } from '../../source/scan.js';
import { keyword, tokens, Unclosed } from '../../source/tokens.js';
import { routineBody } from './routineBody.js';

export interface Query {
  /** As `{ SelectStmt: … }`. */
  readonly tree: Node;
  /** True where its rows are the routine's result. */
  readonly result: boolean;
}

interface Text {
  readonly text: string;
  readonly result: boolean;
}

/** Skips statements that cannot be parsed: SQL composed at run time is unknown. */
export function queriesOf({ statement }: SchemaObject): Query[] {
  const { sql_body: atomic } = nodeIf(statement, 'CreateFunctionStmt') ?? {};
  if (atomic) {
    const all = flat(atomic);
    return all.map((tree, at) => ({ tree, result: at === all.length - 1 }));
  }
  const { language, text } = routineBody(statement);
  const texts = textsOf(language, text);
  return parseStatements(texts.map((query) => query.text)).flatMap((tree, at) =>
    'type' in tree
      ? [{ tree: { [tree.type]: tree.node } as unknown as Node, result: texts[at]!.result }]
      : [],
  );
}

/** The queries that determine the result: the last one of SQL, every RETURN QUERY of PL/pgSQL. */
export const statementsOf = (routine: SchemaObject): Node[] =>
  queriesOf(routine).flatMap(({ tree, result }) => (result ? [tree] : []));

/** A BEGIN ATOMIC body is a list of lists; RETURN has an expression. */
function flat(body: Node): Node[] {
  if ('List' in body) return (body.List.items ?? []).flatMap(flat);
  return 'ReturnStmt' in body ? [] : [body];
}

function textsOf(language: string | undefined, body: string): Text[] {
  try {
    if (language === 'plpgsql') return pieces(body).flatMap((piece) => queryIn(piece) ?? []);
    if (language !== 'sql') return [];
    const all = scanBody(body);
    return all.map(({ text }, at) => ({ text, result: at === all.length - 1 }));
  } catch (error) {
    if (error instanceof Unclosed || (error instanceof Error && error.name === 'InputError')) return [];
    throw error;
  }
}

/** Splits the body at semicolons; none is in parentheses. */
function pieces(text: string): string[] {
  const ends = tokens(text).filter((token) => keyword(text, token) === ';');
  return ends.map(({ start }, at) => text.slice(ends[at - 1]?.end ?? 0, start));
}

/** RETURN QUERY, and INSERT up to RETURNING: other PL/pgSQL is no query, or fills variables. */
function queryIn(piece: string): Text | undefined {
  const all = tokens(piece);
  const find = (...words: readonly string[]): number =>
    all.findIndex((_, index) => words.every((word, offset) => keyword(piece, all[index + offset]) === word));
  const query = find('RETURN', 'QUERY');
  if (query !== -1) return { text: piece.slice(all[query + 1]!.end), result: true };
  const insert = find('INSERT', 'INTO');
  if (insert === -1) return undefined;
  const clause = find('WITH');
  const start = all[clause === -1 || clause > insert ? insert : clause]!.start;
  const returning = all.findLast((token) => keyword(piece, token) === 'RETURNING');
  const end = returning && returning.start > all[insert]!.start ? returning.start : undefined;
  return { text: piece.slice(start, end), result: false };
}
