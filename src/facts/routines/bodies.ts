/** Options and body of a routine; its writes, as far as its text shows them. */
import { type Name, nameOf, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { type Node, nodeOf, type RangeVar } from '../../grammar.js';
import { routineOption } from '../../kinds/routines/routine.js';
import { tokens, type Token, Unclosed } from '../../source/tokens.js';
import { walk } from '../../catalog/walk.js';
import { pathOf } from './searchPath.js';
import { hasBody } from '../../kinds/is.js';

export interface Routine {
  readonly object: SchemaObject;
  readonly language: string;
  readonly definer: boolean;
  /** True where only triggers call it. */
  readonly trigger: boolean;
  /** Undefined without its own search path: it runs with its caller's. */
  readonly searchPath: readonly string[] | undefined;
  /** The statement that sets the path: CREATE or ALTER. */
  readonly pathIn: SchemaObject;
  /** Undefined for BEGIN ATOMIC and RETURN, which have a tree. */
  readonly text: string | undefined;
  readonly tree: Node | undefined;
}

const isTrue = (node: Node | undefined): boolean =>
  node !== undefined && 'Boolean' in node && node.Boolean.boolval === true;

export function routineOf(object: SchemaObject): Routine | undefined {
  if (!hasBody(object)) return undefined;
  const stmt = nodeOf(object.statement, 'CreateFunctionStmt');
  return {
    object,
    language: strings(routineOption(stmt, 'language')).join(),
    definer: isTrue(routineOption(stmt, 'security')[0]),
    trigger: /^(event_)?trigger$/.test(strings(stmt.returnType?.names).at(-1) ?? ''),
    searchPath: pathOf(object),
    pathIn: object,
    text: routineOption(stmt, 'as').flatMap((node) => strings([node]))[0],
    tree: stmt.sql_body,
  };
}

export interface Write {
  readonly verb: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE' | 'MERGE';
  readonly name: Name;
}

export interface Writes {
  readonly writes: readonly Write[];
  /** EXECUTE of composed text, which may write anything. */
  readonly dynamic: boolean;
  /** CREATE, ALTER or DROP. */
  readonly ddl: boolean;
}

const VERBS: ReadonlyMap<string, readonly [verb: Write['verb'], ...words: string[]]> = new Map(
  Object.entries({
    INSERT: ['INSERT', 'INTO'],
    UPDATE: ['UPDATE'],
    DELETE: ['DELETE', 'FROM'],
    TRUNCATE: ['TRUNCATE'],
    MERGE: ['MERGE', 'INTO'],
  }),
);
/** Words between the verb and the name. */
const SKIPPED = new Set(['ONLY', 'TABLE']);
/** `FOR UPDATE`, `ON UPDATE`, `DO UPDATE SET`, `BEFORE UPDATE` are no statements. */
const NOT_AFTER = new Set(['FOR', 'ON', 'DO', 'OR', 'BEFORE', 'AFTER', 'KEY']);

/** A routine may have any language; a body that has no SQL tokens yields nothing. */
function tokensOf(text: string): Token[] {
  try {
    return tokens(text);
  } catch (error) {
    if (error instanceof Unclosed) return [];
    throw error;
  }
}

const namePart = (word: string): string =>
  word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();

export function writesIn({ text, tree }: Pick<Routine, 'text' | 'tree'>): Writes {
  if (text === undefined) return { writes: writesInTree(tree), dynamic: false, ddl: false };
  const all = tokensOf(text);
  const word = (at: number): string => {
    const token = all[at];
    return token && token.kind !== 'string' && token.kind !== 'dollar'
      ? text.slice(token.start, token.end)
      : '';
  };
  const keyword = (at: number): string => (all[at]?.kind === 'word' ? word(at).toUpperCase() : word(at));
  const writes = new Map<string, Write>();
  let dynamic = false;
  const ddl =
    /\b(CREATE|ALTER|DROP)\s+(OR\s+REPLACE\s+)?(UNLOGGED\s+)?(TABLE|SCHEMA|INDEX|VIEW|SEQUENCE|FUNCTION|POLICY|TRIGGER|TYPE)\b/i.test(
      text,
    );
  for (let at = 0; at < all.length; at++) {
    if (keyword(at) === 'EXECUTE') dynamic = true;
    const found = VERBS.get(keyword(at));
    if (!found || NOT_AFTER.has(keyword(at - 1))) continue;
    const [verb, ...following] = found;
    let next = at + 1;
    if (!following.every((one) => keyword(next++) === one)) continue;
    while (SKIPPED.has(keyword(next))) next++;
    const parts = [namePart(word(next))];
    while (word(next + 1) === '.') parts.push(namePart(word((next += 2))));
    if (/^\w/.test(parts[0]!) && !(verb === 'UPDATE' && parts[0] === 'set'))
      writes.set(`${verb} ${parts.join('.')}`, { verb, name: nameOf(parts) });
  }
  return { writes: [...writes.values()], dynamic, ddl };
}

const NODES: Readonly<Record<string, Write['verb']>> = {
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
};

function writesInTree(tree: unknown): Write[] {
  const out: Write[] = [];
  walk(tree, (field, { relation }) => {
    const verb = NODES[field];
    const { schemaname: schema, relname: name = '' } = (relation ?? {}) as RangeVar;
    if (verb && relation) out.push({ verb, name: { schema, name } });
  });
  return out;
}
