/** Constraints and indexes of tables with rows: first without a look at the rows, then checked while others read and write. */
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { type Constraint, nodeOf } from '../../grammar.js';
import { tableAction } from '../../kinds/base/alterTable.js';
import { where } from '../../kinds/base/guard.js';
import type { Step } from '../../kinds/base/verbs.js';
import { indexed } from '../../kinds/indexes/index.js';
import { KIND } from '../../kinds/registry.js';
import { keyword, tokens } from '../../source/tokens.js';
import { strings } from '../../catalog/names.js';
import type { Action } from '../base/action.js';
import { names } from '../base/words.js';
import type { Parts } from './part.js';
import { validation } from './tableParts.js';

export const constraintIn = ({
  statement,
}: SchemaObject): { table: Name; constraint: Constraint } | undefined => {
  const found = tableAction(statement);
  const def = found?.command.def;
  return found && def && 'Constraint' in def ? { table: found.table, constraint: def.Constraint } : undefined;
};

/** The table of an index or constraint. */
export const tableOf = (object: SchemaObject): Name | undefined =>
  object.kind === KIND.index ? indexed(object.statement) : constraintIn(object)?.table;

/** NOT VALID, then VALIDATE. @param filled columns that get their values between the two */
export function checkedLater({ object, steps }: Action, filled: readonly string[]): Parts {
  const { table } = constraintIn(object)!;
  const unchecked = steps.map((step): Step => ({ ...step, sql: `${step.sql} NOT VALID` }));
  const validate = validation(table, object.name.name);
  // A row whose other columns are still empty could break it.
  return filled.some((column) => names(object.sql, column))
    ? { backfill: [...unchecked, validate] }
    : { expand: unchecked, backfill: [validate] };
}

/** An index that CREATE INDEX CONCURRENTLY could not finish stays, and is not used. */
const withoutLeftover = (name: Name): Step => ({
  sql: `DROP INDEX ${quoteName(name)}`,
  when: where('pg_index', `indexrelid = to_regclass(${quoteLiteral(quoteName(name))})`, 'NOT indisvalid'),
});

/** It waits for transactions that run; nobody waits for it. */
const concurrently = (name: Name, sql: string): Step[] => [
  withoutLeftover(name),
  { sql: 'SET lock_timeout = 0' },
  { sql },
  { sql: `SET lock_timeout = '30s'` },
];

export const indexParts = ({ object, steps }: Action): Parts => ({
  backfill: steps.flatMap(({ sql }) =>
    concurrently(
      object.name,
      sql.replace(/^(\s*CREATE\s+(?:UNIQUE\s+)?INDEX)\s/i, '$1 CONCURRENTLY IF NOT EXISTS '),
    ),
  ),
});

/** The index first, then the constraint that takes it over. @returns undefined where PostgreSQL has no such form */
export function keyParts({ object, steps }: Action): Parts | undefined {
  const { table, constraint } = constraintIn(object)!;
  const {
    contype,
    keys,
    including,
    nulls_not_distinct,
    indexname,
    without_overlaps,
    deferrable,
    initdeferred,
  } = constraint;
  const [step, ...more] = steps;
  if (!step || more.length > 0 || !keys || indexname !== undefined || without_overlaps) return undefined;
  const name = { schema: table.schema, name: object.name.name };
  const list = (nodes: typeof keys): string => `(${strings(nodes).map(quoteIdentifier).join(', ')})`;
  const index = [
    `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${quoteIdentifier(name.name)} ON ${quoteName(table)} ${list(keys)}`,
    ...(including ? [`INCLUDE ${list(including)}`] : []),
    ...(nulls_not_distinct ? ['NULLS NOT DISTINCT'] : []),
    ...withOptions(object.sql),
    ...(constraint.indexspace === undefined ? [] : [`TABLESPACE ${quoteIdentifier(constraint.indexspace)}`]),
  ].join(' ');
  const words = contype === 'CONSTR_PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE';
  const deferral = deferrable ? ` DEFERRABLE${initdeferred ? ' INITIALLY DEFERRED' : ''}` : '';
  const add = `ALTER TABLE ONLY ${quoteName(table)}\n      ADD CONSTRAINT ${quoteIdentifier(name.name)} ${words} USING INDEX ${quoteIdentifier(name.name)}${deferral}`;
  return { backfill: concurrently(name, index), contract: [{ ...step, sql: add }] };
}

/** `WITH (fillfactor='70')` of the constraint. */
function withOptions(sql: string): string[] {
  const all = tokens(sql);
  const words = all.map((token) => keyword(sql, token));
  const from = words.findIndex((word, at) => word === 'WITH' && words[at + 1] === '(');
  return from === -1 ? [] : [sql.slice(all[from]!.start, all[words.indexOf(')', from)]!.end)];
}

/** True for CREATE INDEX on the table alone, without its partitions. */
export const isOnOnly = (object: SchemaObject): boolean =>
  nodeOf(object.statement, 'IndexStmt').relation?.inh !== true;
