/** Small edits of a statement's head: `CREATE` becomes `CREATE OR REPLACE`, the rest stays the slice it was. */
import { type Name, quoteLiteral, quoteName, typeText } from '../../catalog/names.js';
import { keyword, tokens } from '../../source/tokens.js';
import { type RowCondition, unless } from './kind.js';
import type { TypeName } from '../../grammar.js';

const insert = (text: string, at: number, words: string): string =>
  `${text.slice(0, at)} ${words}${text.slice(at)}`;

/** `CREATE OR REPLACE …`, unless it says so already. */
export function orReplace(text: string): string {
  const [create, next] = tokens(text, 2);
  return keyword(text, next) === 'OR' ? text : insert(text, create!.end, 'OR REPLACE');
}

/** The noun is among so many tokens: `ALTER TABLE IF EXISTS ONLY core.visits ADD COLUMN`. */
const HEAD = 16;

/** `… INDEX IF NOT EXISTS …` behind the first of these keywords, unless it says so already. */
export function ifNotExists(text: string, noun: string): string {
  const all = tokens(text, HEAD);
  const at = all.findIndex((token) => keyword(text, token) === noun);
  return keyword(text, all[at + 1]) === 'IF' ? text : insert(text, all[at]!.end, 'IF NOT EXISTS');
}

/** Takes the words away from the statement's head: `CONCURRENTLY`, `OR REPLACE`. */
export function without(text: string, ...words: readonly string[]): string {
  const all = tokens(text, HEAD);
  const at = all.findIndex((_, index) =>
    words.every((word, offset) => keyword(text, all[index + offset]) === word),
  );
  if (at === -1) return text;
  return text.slice(0, all[at]!.start) + text.slice(all[at + words.length - 1]!.end).trimStart();
}

/** `'core.visits'::regclass`: resolved when it runs, an error when the relation is missing. */
export const regclass = (name: Name): string => `${quoteLiteral(quoteName(name))}::regclass`;

/** True where no relation of that name is there. */
export const noRelation = (name: Name): string => `to_regclass(${quoteLiteral(quoteName(name))}) IS NULL`;

/** True where no type of that name is there. On a shell it is an error: a type that may have one asks for typisdefined. */
export const noType = (name: Name): string => `to_regtype(${quoteLiteral(quoteName(name))}) IS NULL`;

/** The namespace of a name, as the catalogs hold it: `pronamespace = 'core'::regnamespace`. */
export const inSchema = (column: string, { schema }: Name): string =>
  `${column} = ${schema === undefined ? 'current_schema()' : quoteLiteral(quoteName({ schema: undefined, name: schema }))}::regnamespace`;

/** Runs where the type is not there, or its shell alone. */
export const noFilledType = (name: Name): RowCondition =>
  unless('pg_type', inSchema('typnamespace', name), `typname = ${quoteLiteral(name.name)}`, 'typisdefined');

/** `'core.address'::regtype`. */
export const regtype = (type: TypeName | undefined): string => `${quoteLiteral(typeText(type))}::regtype`;
