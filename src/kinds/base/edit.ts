/** Small edits of a statement's head: `CREATE` becomes `CREATE OR REPLACE`; the rest stays the source's slice. */
import { type Name, quoteLiteral, quoteName, typeText } from '../../catalog/names.js';
import { keyword, tokens } from '../../source/tokens.js';
import { type RowCondition, unless } from './kind.js';
import type { TypeName } from '../../grammar.js';

const insert = (text: string, at: number, words: string): string =>
  `${text.slice(0, at)} ${words}${text.slice(at)}`;

/** `CREATE OR REPLACE …`, unless already so. */
export function orReplace(text: string): string {
  const [create, next] = tokens(text, 2);
  return keyword(text, next) === 'OR' ? text : insert(text, create!.end, 'OR REPLACE');
}

/** The noun is within this many tokens: `ALTER TABLE IF EXISTS ONLY core.visits ADD COLUMN`. */
const HEAD = 16;

/** `… INDEX IF NOT EXISTS …` after the first of these keywords, unless already so. */
export function ifNotExists(text: string, noun: string): string {
  const all = tokens(text, HEAD);
  const at = all.findIndex((token) => keyword(text, token) === noun);
  return keyword(text, all[at + 1]) === 'IF' ? text : insert(text, all[at]!.end, 'IF NOT EXISTS');
}

/** Removes the words from the statement's head: `CONCURRENTLY`, `OR REPLACE`. */
export function without(text: string, ...words: readonly string[]): string {
  const all = tokens(text, HEAD);
  const at = all.findIndex((_, index) =>
    words.every((word, offset) => keyword(text, all[index + offset]) === word),
  );
  if (at === -1) return text;
  return text.slice(0, all[at]!.start) + text.slice(all[at + words.length - 1]!.end).trimStart();
}

/** `'core.visits'::regclass`: resolved at run time; fails if the relation is missing. */
export const regclass = (name: Name): string => `${quoteLiteral(quoteName(name))}::regclass`;

/** True if the relation is missing. */
export const noRelation = (name: Name): string => `to_regclass(${quoteLiteral(quoteName(name))}) IS NULL`;

/** True if the type is missing. Fails for a shell type: types that may have one use `noFilledType`. */
export const noType = (name: Name): string => `to_regtype(${quoteLiteral(quoteName(name))}) IS NULL`;

/** The schema of a name, as a condition on a catalog: `pronamespace = 'core'::regnamespace`. */
export const inSchema = (column: string, { schema }: Name): string =>
  `${column} = ${schema === undefined ? 'current_schema()' : quoteLiteral(quoteName({ schema: undefined, name: schema }))}::regnamespace`;

/** Runs if the type is missing, or is only a shell. */
export const noFilledType = (name: Name): RowCondition =>
  unless('pg_type', inSchema('typnamespace', name), `typname = ${quoteLiteral(name.name)}`, 'typisdefined');

/** `'core.address'::regtype`. */
export const regtype = (type: TypeName | undefined): string => `${quoteLiteral(typeText(type))}::regtype`;
