/** The statements of a routine that decide what it returns: of an SQL body the last one, of PL/pgSQL every RETURN QUERY. */
import { strings } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import { type CreateFunctionStmt, type Node, parseStatements } from '../grammar.js';
import { scan } from '../source/scan.js';
import { keyword, tokens, Unclosed } from '../source/tokens.js';

const optionOf = ({ options = [] }: CreateFunctionStmt, name: string): string[] =>
  options.flatMap((o) =>
    'DefElem' in o && o.DefElem.defname === name && o.DefElem.arg ? strings([o.DefElem.arg]) : [],
  );

const parsed = (texts: readonly string[]): Node[] =>
  parseStatements(texts).flatMap((tree) =>
    'type' in tree ? [{ [tree.type]: tree.node } as unknown as Node] : [],
  );

/** Statements that cannot be parsed are none: what a body is made of at run time cannot be told. */
export function statementsOf({ statement }: SchemaObject): Node[] {
  const stmt = statement.tree!.node as CreateFunctionStmt;
  if (stmt.sql_body) return atomic(stmt.sql_body).slice(-1);
  const [body = ''] = optionOf(stmt, 'as');
  const [language = ''] = optionOf(stmt, 'language');
  try {
    if (language.toLowerCase() === 'sql')
      return parsed(
        scan(body)
          .map(({ text }) => text)
          .slice(-1),
      );
    return language.toLowerCase() === 'plpgsql' ? parsed(queriesReturned(body)) : [];
  } catch (error) {
    if (error instanceof Unclosed || (error instanceof Error && error.name === 'InputError')) return [];
    throw error;
  }
}

/** A BEGIN ATOMIC body is a list of lists; a RETURN an expression. */
function atomic(body: Node): Node[] {
  if ('List' in body) return (body.List.items ?? []).flatMap(atomic);
  return 'ReturnStmt' in body ? [] : [body];
}

/** What stands behind RETURN QUERY, up to its semicolon. */
function queriesReturned(body: string): string[] {
  const all = tokens(body);
  return all.flatMap((token, at) => {
    if (keyword(body, token) !== 'RETURN' || keyword(body, all[at + 1]) !== 'QUERY') return [];
    const end = all.findIndex((other, index) => index > at && keyword(body, other) === ';');
    const from = all[at + 2];
    return from === undefined || end === -1 ? [] : [body.slice(from.start, all[end]!.start)];
  });
}
