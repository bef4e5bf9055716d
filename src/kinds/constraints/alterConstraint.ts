/**
 * What can be altered about a constraint: VALIDATE, and for foreign keys DEFERRABLE and ENFORCED, for NOT NULL also NO INHERIT.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { Constraint } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { keyword, tokens } from '../../source/tokens.js';
import { tableAction } from '../base/alterTable.js';
import { existing, sameBut, step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { type Condition, type RowCondition, unless, where } from '../base/kind.js';
import { alterIndexOptions, optionsOf, optionTexts } from '../base/options.js';
import type { Alteration, Step } from '../base/verbs.js';

export interface Added {
  readonly table: Name;
  readonly constraint: Constraint;
  readonly name: string;
}

/** The constraint of an ADD CONSTRAINT of any type. */
export function added({ statement, name }: SchemaObject): Added {
  const { table, command } = tableAction(statement)!;
  return { table, constraint: (command.def as { Constraint: Constraint }).Constraint, name: name.name };
}

const rowOf = ({ table, name }: Added): string[] => [
  `conrelid = ${existing(table)}`,
  `conname = ${quoteLiteral(name)}`,
];

/** Runs if the constraint exists and meets the conditions. */
const whereConstraint = (found: Added, ...conditions: readonly string[]): RowCondition =>
  where('pg_constraint', ...rowOf(found), ...conditions);

/** Constraints with an index, which may be attached to that of a partitioned table. */
const WITH_INDEX = ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION'];

/** A partition's key goes with that of the partitioned table, and can't go without it. */
export function dropped(object: SchemaObject): Step[] {
  const found = added(object);
  const [table, name] = [quoteName(found.table), quoteIdentifier(found.name)];
  return WITH_INDEX.includes(found.constraint.contype ?? '')
    ? step(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`, whereConstraint(found, 'conparentid = 0'))
    : step(`ALTER TABLE IF EXISTS ${table} DROP CONSTRAINT IF EXISTS ${name}`);
}

/** The text after the name, without the options of its index, which pg_get_constraintdef() leaves out. */
function definition(sql: string): string {
  const all = tokens(sql);
  const words = all.map((token) => keyword(sql, token));
  const add = words.findIndex((word, at) => word === 'ADD' && words[at + 1] === 'CONSTRAINT');
  const from = all[add + 2]!.end;
  const options = words.findIndex((word, at) => at > add && word === 'WITH' && words[at + 1] === '(');
  const isExclusion = words[add + 3] === 'EXCLUDE';
  if (options === -1 || isExclusion) return sql.slice(from).trim();
  const end = words.indexOf(')', options);
  return `${sql.slice(from, all[options]!.start).trim()}${sql.slice(all[end]!.end).trimEnd()}`;
}

export function isDefined(object: SchemaObject): Condition {
  const found = added(object);
  const options = optionsOf(found.constraint.options);
  const written = isWritten('pg_get_constraintdef(oid)', definition(object.sql));
  if (!options || options.size === 0) return whereConstraint(found, written);
  const index = `EXISTS (SELECT FROM pg_class i WHERE i.oid = conindid AND i.reloptions = ${optionTexts(options)})`;
  return whereConstraint(found, written, index);
}

const alterTable = ({ table }: Added): string => `ALTER TABLE ${quoteName(table)}`;

const validate = (found: Added): Step => ({
  sql: `${alterTable(found)} VALIDATE CONSTRAINT ${quoteIdentifier(found.name)}`,
  when: whereConstraint(found, 'NOT convalidated'),
});

const alterConstraint = (found: Added, to: string, differs: string): Step => ({
  sql: `${alterTable(found)} ALTER CONSTRAINT ${quoteIdentifier(found.name)} ${to}`,
  when: whereConstraint(found, differs),
});

function deferral(found: Added): Step {
  const { deferrable = false, initdeferred = false } = found.constraint;
  const words = deferrable
    ? `DEFERRABLE INITIALLY ${initdeferred ? 'DEFERRED' : 'IMMEDIATE'}`
    : 'NOT DEFERRABLE';
  return alterConstraint(found, words, `(condeferrable, condeferred) <> (${deferrable}, ${initdeferred})`);
}

/** Since 18, also NOT ENFORCED: making it enforced validates it. */
export function alterForeignKey(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, found] = [added(before), added(after)];
  const is = (field: 'deferrable' | 'initdeferred' | 'skip_validation' | 'is_enforced'): boolean =>
    Boolean(old.constraint[field]) !== Boolean(found.constraint[field]);
  const fields = ['deferrable', 'initdeferred', 'skip_validation', 'initially_valid', 'is_enforced'];
  if (!sameBut(old.constraint, found.constraint, ...fields)) return undefined;
  const steps: Step[] = [];
  const enforced = found.constraint.is_enforced === true;
  if (is('is_enforced')) {
    // No ALTER enforces it and leaves rows unchecked.
    if (enforced && found.constraint.skip_validation) return undefined;
    steps.push(
      alterConstraint(found, enforced ? 'ENFORCED' : 'NOT ENFORCED', `${enforced ? 'NOT ' : ''}conenforced`),
    );
  } else if (is('skip_validation')) {
    if (found.constraint.skip_validation) return undefined;
    steps.push(validate(found));
  }
  return { steps: is('deferrable') || is('initdeferred') ? [...steps, deferral(found)] : steps };
}

/** From NOT VALID to valid; the other way there is no ALTER. */
export function alterCheck(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, found] = [added(before), added(after)];
  const same = sameBut(old.constraint, found.constraint, 'skip_validation', 'initially_valid');
  return same && !found.constraint.skip_validation ? { steps: [validate(found)] } : undefined;
}

/** VALIDATE, and INHERIT or NO INHERIT since 18. */
export function alterNotNull(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, found] = [added(before), added(after)];
  const fields = ['skip_validation', 'initially_valid', 'is_no_inherit'];
  if (!sameBut(old.constraint, found.constraint, ...fields)) return undefined;
  if (found.constraint.skip_validation && !old.constraint.skip_validation) return undefined;
  const alone = found.constraint.is_no_inherit === true;
  const inherits = alterConstraint(found, alone ? 'NO INHERIT' : 'INHERIT', `connoinherit <> ${alone}`);
  return {
    steps: [
      ...(old.constraint.skip_validation && !found.constraint.skip_validation ? [validate(found)] : []),
      ...(alone === (old.constraint.is_no_inherit === true) ? [] : [inherits]),
    ],
  };
}

/** RENAME CONSTRAINT where only the name differs, which keeps its index and what depends on it. */
export function renamedConstraint(before: SchemaObject, after: SchemaObject): Step | undefined {
  const [old, found] = [added(before), added(after)];
  if (before.kind !== after.kind || quoteName(old.table) !== quoteName(found.table)) return undefined;
  if (!sameBut(old.constraint, found.constraint, 'conname')) return undefined;
  const other = unless('pg_constraint', ...rowOf(found));
  return {
    sql: `${alterTable(found)} RENAME CONSTRAINT ${quoteIdentifier(old.name)} TO ${quoteIdentifier(found.name)}`,
    when: whereConstraint(
      old,
      `NOT EXISTS (SELECT FROM ${other.from} AS other WHERE ${other.where.map((one) => `other.${one}`).join(' AND ')})`,
    ),
  };
}

/** The options of a key's index; everything else makes another index. */
export function alterKey(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, found] = [added(before), added(after)];
  if (!sameBut(old.constraint, found.constraint, 'options')) return undefined;
  const index = { schema: found.table.schema, name: found.name };
  return alterIndexOptions(index, old.constraint.options, found.constraint.options);
}
