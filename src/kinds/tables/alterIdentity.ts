/**
 * An identity with other options, from a sequence of its own (serial), and back. The next value stays in each case.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { Constraint } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { sha256 } from '../../platform/digest.js';
import { tableAction } from '../base/alterTable.js';
import { existing, step, whereColumn, whereExisting } from '../base/altered.js';
import { ifNotExists } from '../base/edit.js';
import { where } from '../base/kind.js';
import type { Step } from '../base/verbs.js';
import { notDone, sequenceClauses } from './sequenceOptions.js';
import { sequenceName } from './table.js';

const constraintOf = (statement: Statement): Constraint =>
  (tableAction(statement)!.command.def as { Constraint: Constraint }).Constraint;

/** The sequence that an identity makes. */
export function identitySequence(statement: Statement): Name {
  const { table, command } = tableAction(statement)!;
  const [named] = (constraintOf(statement).options ?? []).flatMap(sequenceName);
  return placed(named ?? { schema: table.schema, name: `${table.name}_${command.name}_seq` }, statement);
}

interface IdentityColumn {
  readonly table: Name;
  readonly column: string;
  /** `ALTER TABLE core.visits ALTER COLUMN id` */
  readonly alter: string;
  readonly sequence: Name;
}

function columnOf({ statement }: SchemaObject): IdentityColumn {
  const { table, command } = tableAction(statement)!;
  const column = command.name ?? '';
  const alter = `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quoteIdentifier(column)}`;
  return { table, column, alter, sequence: identitySequence(statement) };
}

const rename = (from: Name, to: Name, when: Step['when']): Step[] =>
  step(`ALTER SEQUENCE ${quoteName(from)} RENAME TO ${quoteIdentifier(to.name)}`, when);

export function alterIdentity(before: SchemaObject, after: SchemaObject): Step[] {
  const { table, column, alter, sequence } = columnOf(after);
  const old = identitySequence(before.statement);
  const [was, is] = [constraintOf(before.statement), constraintOf(after.statement)];
  const clauses = sequenceClauses(was.options ?? [], is.options ?? [], 'identity');
  const letter = is.generated_when ?? 'd';
  const generated = letter === 'a' ? 'ALWAYS' : 'BY DEFAULT';
  const set = `${alter} ${clauses.map(({ text }) => `SET ${text}`).join(' ')}`;
  return [
    ...(quoteName(old) === quoteName(sequence)
      ? []
      : rename(old, sequence, whereExisting(old, `relkind = 'S'`))),
    ...(was.generated_when === letter
      ? []
      : step(
          `${alter} SET GENERATED ${generated}`,
          whereColumn(table, column, `attidentity NOT IN ('', '${letter}')`),
        )),
    ...(clauses.length === 0
      ? []
      : step(set, where('pg_sequence', `seqrelid = ${existing(sequence)}`, notDone(clauses)))),
  ];
}

/** Where the sequence waits while another one gets its value. */
const waiting = (sequence: Name): Name => ({
  schema: sequence.schema,
  name: `sequence_${sha256(quoteName(sequence)).slice(0, 16)}`,
});

/** In a DO block, since it has a condition. */
const takesValue = (to: Name, from: Name): Step[] =>
  step(
    `PERFORM setval(${quoteLiteral(quoteName(to))}, last_value, is_called) FROM ${quoteName(from)}`,
    whereExisting(from, `relkind = 'S'`),
  );

/**
 * From the default of a sequence to an identity, which makes a sequence of its own.
 * @param old the sequence of the default
 * @param after the identity, on a column that is NOT NULL
 * @param add the guard of the identity
 */
export function identityFromSequence(old: SchemaObject, after: SchemaObject, add: Step): Step[] {
  const { table, column, alter, sequence } = columnOf(after);
  const aside = waiting(old.name);
  const isPlain = `EXISTS (SELECT FROM pg_attribute WHERE attrelid = ${existing(table)} AND attname = ${quoteLiteral(column)} AND attidentity = '')`;
  return [
    ...step(
      `${alter} DROP DEFAULT`,
      whereColumn(table, column, 'atthasdef', `attgenerated = ''`, `attidentity = ''`),
    ),
    ...rename(old.name, aside, whereExisting(old.name, `relkind = 'S'`, isPlain)),
    add,
    ...takesValue(sequence, aside),
    ...step(`DROP SEQUENCE IF EXISTS ${quoteName(aside)}`),
  ];
}

/**
 * From an identity to a sequence; its default and owner follow.
 * @param before the identity
 * @param after the sequence
 */
export function sequenceFromIdentity(before: SchemaObject, after: SchemaObject): Step[] {
  const { table, column, alter, sequence } = columnOf(before);
  const aside = waiting(sequence);
  const own = `pg_get_serial_sequence(${quoteLiteral(quoteName(table))}, ${quoteLiteral(column)})`;
  const isIdentity = whereColumn(table, column, `attidentity <> ''`);
  return [
    ...rename(sequence, aside, {
      ...isIdentity,
      where: [...isIdentity.where, `${own} = ${quoteLiteral(quoteName(sequence))}`],
    }),
    ...step(ifNotExists(after.sql, 'SEQUENCE')),
    ...takesValue(after.name, aside),
    ...step(`${alter} DROP IDENTITY`, isIdentity),
  ];
}
