/**
 * The keys that routines and rules name in ON CONFLICT: such a statement fails (42P10) after its key has changed.
 * Parses statements; reads SQL in literals as far as it is complete, and assumes a match where none can be excluded.
 * https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName } from '../../catalog/names.js';
import { type InsertStmt, type Node, parseStatements } from '../../grammar.js';
import { keyword, type Token } from '../../source/tokens.js';
import { type Level, levels, nameAt } from './levels.js';
import { KIND } from '../../kinds/registry.js';
import { traitsOf } from '../../kinds/is.js';

export interface Conflict {
  /** Id of the routine or rule. */
  readonly by: string;
  /** Undefined: any table. */
  readonly table: Name | undefined;
  /** The key's columns in any order, an empty string for an expression; undefined: any. */
  readonly columns: readonly string[] | undefined;
  readonly constraint: string | undefined;
}

type Target = Omit<Conflict, 'by'>;

const ANY: Target = { table: undefined, columns: undefined, constraint: undefined };

const depthOf = (text: string, token: Token): number => {
  const symbol = token.kind === 'symbol' ? text[token.start] : '';
  return symbol === '(' || symbol === '[' ? 1 : symbol === ')' || symbol === ']' ? -1 : 0;
};

/** The INSERT with the ON CONFLICT at `at`, up to RETURNING, INTO, LOOP or its end. */
function insertAround(text: string, all: readonly Token[], at: number): string | undefined {
  let from = at;
  for (let depth = 0; from >= 0; from--) {
    depth += depthOf(text, all[from]!);
    // An unclosed opening parenthesis: the INSERT must start inside it.
    if (depth > 0 || keyword(text, all[from]) === ';') return undefined;
    if (depth === 0 && keyword(text, all[from]) === 'INSERT' && keyword(text, all[from + 1]) === 'INTO')
      break;
  }
  if (from < 0) return undefined;
  let to = at;
  for (let depth = 0; to < all.length; to++) {
    depth += depthOf(text, all[to]!);
    if (depth < 0) break;
    if (depth === 0 && [';', 'RETURNING', 'INTO', 'LOOP'].includes(keyword(text, all[to]))) break;
  }
  return text.slice(all[from]!.start, all[to - 1]!.end);
}

const elementName = (node: Node): string => ('IndexElem' in node ? (node.IndexElem.name ?? '') : '');

/** Undefined for ON CONFLICT DO NOTHING without a key. */
function targetOf({ relation, onConflictClause }: InsertStmt): Target | undefined {
  const { infer } = onConflictClause ?? {};
  if (!infer) return undefined;
  const table = relationName(relation);
  return infer.conname === undefined
    ? { table, columns: (infer.indexElems ?? []).map(elementName), constraint: undefined }
    : { table, columns: undefined, constraint: infer.conname };
}

/** The target after ON CONFLICT in part of a query: the table is unknown. */
function fragment(text: string, all: readonly Token[], at: number): Target | undefined {
  const next = keyword(text, all[at + 2]);
  if (next === 'DO') return undefined;
  if (next === 'ON') {
    const constraint = nameAt(text, all[at + 4]);
    return constraint === undefined ? ANY : { ...ANY, constraint };
  }
  if (next !== '(') return ANY;
  const columns: string[] = [];
  for (let item = at + 3; ; item += 2) {
    const name = nameAt(text, all[item]);
    if (name === undefined) return ANY;
    columns.push(name);
    const symbol = keyword(text, all[item + 1]);
    if (symbol === ')') return { ...ANY, columns };
    if (symbol !== ',') return ANY;
  }
}

function targetsIn({ text, tokens: all }: Level): Target[] {
  if (!all) return /\bon\s+conflict\b/i.test(text) ? [ANY] : [];
  return all.flatMap((token, at) => {
    if (keyword(text, token) !== 'ON' || keyword(text, all[at + 1]) !== 'CONFLICT') return [];
    const insert = insertAround(text, all, at);
    const [tree] = insert === undefined ? [] : parseStatements([insert]);
    const parsed = tree && 'type' in tree && tree.type === 'InsertStmt' ? tree.node : undefined;
    return (parsed ? targetOf(parsed) : fragment(text, all, at)) ?? [];
  });
}

/** The keys that SQL or PL/pgSQL text names in ON CONFLICT. */
export const conflictTargets = (text: string): Target[] =>
  /\bconflict\b/i.test(text) ? levels(text).flatMap(targetsIn) : [];

export const conflictsOf = ({ objects }: Catalog): Conflict[] =>
  objects
    .filter((object) => traitsOf(object).queries === 'write')
    .flatMap(({ id, statement }) => conflictTargets(statement.text).map((target) => ({ ...target, by: id })));

/** Views: an INSERT into one may write any table. */
export const viewsOf = ({ objects }: Catalog): Name[] =>
  objects.filter(({ kind }) => kind === KIND.view).map(({ name }) => name);

/** True where the statement may need this key of this table. */
export function namesKey(
  { table, columns, constraint }: Conflict,
  of: Name,
  key: { readonly name: string | undefined; readonly columns: readonly string[] },
  views: readonly Name[],
): boolean {
  if (constraint !== undefined && constraint !== key.name) return false;
  if (columns && columns.toSorted().join('\0') !== key.columns.toSorted().join('\0')) return false;
  // Without a schema, the search path at run time decides.
  const isNamed = ({ schema, name }: Name): boolean =>
    name === table!.name && (table!.schema === undefined || table!.schema === schema);
  return !table || isNamed(of) || views.some(isNamed);
}
