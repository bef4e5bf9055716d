/**
 * CREATE SEQUENCE core.visit_no_seq …  →  CREATE SEQUENCE IF NOT EXISTS core.visit_no_seq …
 * https://www.postgresql.org/docs/current/sql-createsequence.html
 */
import { type Name, quoteName, relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import { relationKey } from '../base/alterTable.js';
import { existing, step, whereExisting } from '../base/altered.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind, where } from '../base/kind.js';
import type { Step } from '../base/verbs.js';
import { nodeOf } from '../../grammar.js';
import { type Clause, notDone, sequenceClauses } from './sequenceOptions.js';

export const sequence: Kind<'sequence', 'CreateSeqStmt'> = {
  name: 'sequence',
  label: 'sequence',
  plural: 'sequences',
  family: 'none',
  headings: ['SEQUENCE'],
  unique: true,
  noun: 'SEQUENCE',
  nodes: ['CreateSeqStmt'],
  read(statement) {
    const name = placed(relationName(statement.tree.node.sequence), statement);
    return describe(this, statement, { name, section: 'Sequences', provides: [relationKey(name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SEQUENCE') }),
  drop: ({ name }) => [
    { sql: `DROP SEQUENCE IF EXISTS ${quoteName(name)}`, loses: `value of sequence ${quoteName(name)}` },
  ],
  alter(before, after, { version }) {
    const [old, wanted] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateSeqStmt'));
    const [was, is] = [old!.sequence?.relpersistence, wanted!.sequence?.relpersistence];
    // Before 15 a sequence is always logged.
    const isLogged = was === is || version < UNLOGGED_SINCE ? [] : persistence(after.name, is === 'u');
    const clauses = sequenceClauses(old!.options ?? [], wanted!.options ?? []);
    return { steps: [...isLogged, ...altered(after.name, clauses)] };
  },
};

const UNLOGGED_SINCE = 15;

const persistence = (name: Name, unlogged: boolean): Step[] =>
  step(
    `ALTER SEQUENCE ${quoteName(name)} SET ${unlogged ? 'UNLOGGED' : 'LOGGED'}`,
    whereExisting(name, `relpersistence = ${unlogged ? "'p'" : "'u'"}`),
  );

const altered = (name: Name, clauses: readonly Clause[]): Step[] =>
  clauses.length === 0
    ? []
    : step(
        `ALTER SEQUENCE ${quoteName(name)} ${clauses.map(({ text }) => text).join(' ')}`,
        where('pg_sequence', `seqrelid = ${existing(name)}`, notDone(clauses)),
      );
