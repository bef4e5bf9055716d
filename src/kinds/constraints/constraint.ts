/** The common parts of table constraints: ADD CONSTRAINT runs only if pg_constraint has no such row. */
import type { Constraint, ConstrType } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { key, type Need, type SchemaObject, type Section } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { addedConstraint, constraintProvides, onTable, ranks, relationKey } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, type RowCondition, unless } from '../base/kind.js';
import type { Traits } from '../base/traits.js';
import type { Verbs } from '../base/verbs.js';
import { dropped, isDefined } from './alterConstraint.js';
import { NO_FORCE } from '../security/rowSecurity.js';

interface ConstraintKind<Name extends string> extends Omit<Traits, 'family' | 'ofTable'> {
  readonly name: Name;
  readonly label: string;
  readonly type: ConstrType;
  readonly section: Section;
  /** Dependencies besides its table and the names in its expressions. */
  readonly needs?: (table: SchemaObject['name']) => readonly Need[];
  readonly alter: NonNullable<Verbs['alter']>;
  /** The guard's condition, if other than by name. */
  readonly missing?: (table: string, statement: Statement) => RowCondition;
}

/**
 * Puts the constraint on its own line, as pg_dump does, indented for the block around it.
 * @param first an action of the same ALTER TABLE, before the constraint
 */
function broken(sql: string, first: string | undefined): string {
  const all = tokens(sql, HEAD);
  const add = all.findIndex(
    (token, at) => keyword(sql, token) === 'ADD' && keyword(sql, all[at + 1]) === 'CONSTRAINT',
  );
  return add === -1
    ? sql
    : `${sql.slice(0, all[add - 1]!.end)}${first === undefined ? '' : ` ${first},`}\n      ${sql.slice(all[add]!.start)}`;
}

/** ADD CONSTRAINT is within this many tokens: `ALTER TABLE IF EXISTS ONLY a.b ADD CONSTRAINT`. */
const HEAD = 12;

/** `ADD CONSTRAINT x UNIQUE USING INDEX x_idx` depends on an existing index. */
const indexOf = ({ schema }: SchemaObject['name'], { indexname }: Constraint): Need[] =>
  indexname === undefined ? [] : [{ keys: [relationKey({ schema, name: indexname })] }];

/** True for a foreign key without NOT VALID: PostgreSQL checks it when it is created. */
export const isChecked = ({ contype, skip_validation }: Constraint): boolean =>
  contype === 'CONSTR_FOREIGN' && skip_validation !== true;

export function constraintKind<Name extends string>({
  name,
  label,
  type,
  section,
  needs,
  missing,
  ...traits
}: ConstraintKind<Name>): Kind<Name, 'AT_AddConstraint'> {
  return {
    name,
    label,
    family: 'constraint',
    ofTable: true,
    ...traits,
    nodes: ['AT_AddConstraint'],
    drop: dropped,
    isDefined,
    read(statement) {
      const found = addedConstraint(statement, type);
      if (!found) return undefined;
      return describe(this, statement, {
        name: { schema: found.table.schema, name: found.name },
        suffix: onTable(found.table),
        section,
        ...(section === 'Tables' ? { parent: relationKey(found.table), rank: ranks.constraint } : {}),
        // In a section of its own it sorts by its table's name, so that a table's keys are neighbours.
        order: `${found.table.name}\0${found.name}`,
        ...(section === 'Foreign keys' ? { group: `foreign keys${onTable(found.table)}` } : {}),
        provides: constraintProvides(found.table, found.constraint),
        alsoNeeds: [...(needs?.(found.table) ?? []), ...indexOf(found.table, found.constraint)],
      });
    },
    guard({ sql, statement, name: { name: constraint } }, _, provided) {
      const added = addedConstraint(statement, type)!;
      const table = regclass(added.table);
      // PostgreSQL checks the rows with a query, which is subject to the policies if FORCE applies them to the owner.
      const opened = provided?.has(key('forced', added.table)) && isChecked(added.constraint);
      const byName = unless('pg_constraint', `conrelid = ${table}`, `conname = ${quoteLiteral(constraint)}`);
      return { sql: broken(sql, opened ? NO_FORCE : undefined), when: missing?.(table, statement) ?? byName };
    },
  };
}
