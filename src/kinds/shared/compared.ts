/**
 * Conditions for what is repeatable, but would take a lock that readers or writers wait for although nothing is to be done: it
 * runs only where the catalogs hold something else.
 * https://www.postgresql.org/docs/current/explicit-locking.html
 */
import { sha256 } from '../../platform/digest.js';
import { type Name, quoteLiteral } from '../../catalog/names.js';
import { regclass } from './edit.js';
import { type RowCondition, unless } from './kind.js';

/** The digest of a text, for the server to find and as it has to be: the text itself is long, and stands in the statement. */
export const digests = (expression: string, text: string): readonly [found: string, wanted: string] => [
  `sha256(convert_to(${expression}, 'UTF8'))`,
  `'\\x${sha256(text)}'`,
];

/**
 * True where PostgreSQL writes a definition out as this text. pg_dump's text is what the same function said of the source
 * database; a server that words it in another way makes the object again, which costs no more than the lock.
 */
export const isWritten = (expression: string, text: string): string => digests(expression, text).join(' = ');

/** Runs unless this is so for the relation: an expression over the columns of pg_class. */
export const unlessRelation = (name: Name, state: string): string =>
  `${whereRelation(name, state)} IS NOT TRUE`;

/** Runs where this is so for the relation. */
export const whereRelation = (name: Name, state: string): string =>
  `(SELECT ${state} FROM pg_catalog.pg_class WHERE oid = ${regclass(name)})`;

/** Runs unless all of this is so for the column: columns of pg_attribute. */
export const unlessColumn = (table: Name, column: string, ...conditions: readonly string[]): RowCondition =>
  unless('pg_attribute', `attrelid = ${regclass(table)}`, `attname = ${quoteLiteral(column)}`, ...conditions);
