/** Steps that alter what exists: the words before an action of ALTER TABLE, and conditions that a missing relation meets not. */
import { type Name, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { nodeOf } from '../../grammar.js';
import { type Condition, type RowCondition, where } from './kind.js';
import type { Step } from './verbs.js';

/** `OBJECT_MATVIEW`: as ALTER takes it; PostgreSQL accepts TABLE for the others. */
const NOUNS: Readonly<Record<string, string>> = {
  OBJECT_INDEX: 'INDEX',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_VIEW: 'VIEW',
  OBJECT_SEQUENCE: 'SEQUENCE',
  OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE',
};

/** `ALTER TABLE ONLY core.visits …`: another action on the relation of an ALTER TABLE (VIEW, INDEX …). */
export function alterRelation(statement: Statement, action: string): string {
  const { relation, objtype } = nodeOf(statement, 'AlterTableStmt');
  const noun = NOUNS[objtype ?? ''] ?? 'TABLE';
  // Without ONLY the grammar has `inh`. ALTER INDEX and the like take no ONLY.
  const only = noun === 'TABLE' && relation?.inh !== true ? 'ONLY ' : '';
  return `ALTER ${noun} ${only}${quoteName(placed(relationName(relation), statement))} ${action}`;
}

/** `to_regclass('core.visits')`: NULL if the relation is missing, which no row equals. */
export const existing = (name: Name): string => `to_regclass(${quoteLiteral(quoteName(name))})`;

/** Runs if the column exists and meets the conditions over pg_attribute. */
export const whereColumn = (table: Name, column: string, ...conditions: readonly string[]): RowCondition =>
  where(
    'pg_attribute',
    `attrelid = ${existing(table)}`,
    `attname = ${quoteLiteral(column)}`,
    'NOT attisdropped',
    ...conditions,
  );

/** Runs if the relation exists and meets the conditions over pg_class. */
export const whereExisting = (name: Name, ...conditions: readonly string[]): RowCondition =>
  where('pg_class', `oid = ${existing(name)}`, ...conditions);

/** One statement, run if the condition is true. */
export const step = (sql: string, when?: Condition): Step[] => [when === undefined ? { sql } : { sql, when }];

/** Fields of a tree that say where and how something is written, not what it is. */
const WRITTEN = new Set(['location', 'stmt_location', 'stmt_len', 'replace', 'if_not_exists', 'concurrent']);

/** A text of the tree that is equal for equal definitions. @param but further fields to leave out */
export const shapeOf = (node: unknown, ...but: readonly string[]): string =>
  JSON.stringify(node, (field, value: unknown) =>
    WRITTEN.has(field) || but.includes(field) ? undefined : value,
  );

/** True if the trees differ at most in these fields. */
export const sameBut = (one: unknown, other: unknown, ...fields: readonly string[]): boolean =>
  shapeOf(one, ...fields) === shapeOf(other, ...fields);
