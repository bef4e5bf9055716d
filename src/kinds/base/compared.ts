/**
 * Guard conditions for repeatable statements whose lock readers or writers wait for: they run only if the catalogs
 * differ.
 * https://www.postgresql.org/docs/current/explicit-locking.html
 */
import { sha256 } from '../../platform/digest.js';
import { type Name, quoteLiteral } from '../../catalog/names.js';
import { regclass } from './edit.js';
import { type RowCondition, unless } from './kind.js';

/** Digests of the server's text and of the wanted text, which is long and already part of the statement. */
export const digests = (expression: string, text: string): readonly [found: string, wanted: string] => [
  `sha256(convert_to(${expression}, 'UTF8'))`,
  `'\\x${sha256(text)}'`,
];

/**
 * True if PostgreSQL's text of a definition equals this one. pg_dump got its text from the same function; a server
 * that words it differently creates the object again, which costs only the lock.
 */
export const isWritten = (expression: string, text: string): string => digests(expression, text).join(' = ');

/** Runs unless the expression over pg_class is true for the relation. */
export const unlessRelation = (name: Name, state: string): string =>
  `${whereRelation(name, state)} IS NOT TRUE`;

/** Runs if the expression is true for the relation. */
export const whereRelation = (name: Name, state: string): string =>
  `(SELECT ${state} FROM pg_catalog.pg_class WHERE oid = ${regclass(name)})`;

/** Runs unless all conditions over pg_attribute are true for the column. */
export const unlessColumn = (table: Name, column: string, ...conditions: readonly string[]): RowCondition =>
  unless('pg_attribute', `attrelid = ${regclass(table)}`, `attname = ${quoteLiteral(column)}`, ...conditions);
