/** What the constraints of a table have in common: ADD CONSTRAINT runs where pg_constraint has no such row. */
import type { Constraint, ConstrType } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { key, type Need, type SchemaObject, type Section } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { addedConstraint, constraintProvides, onTable, ranks, relationKey } from '../shared/alterTable.js';
import { regclass } from '../shared/edit.js';
import { describe, type Kind, type RowCondition, unless } from '../shared/kind.js';
import type { Traits } from '../shared/traits.js';
import { NO_FORCE } from '../security/rowSecurity.js';

interface ConstraintKind<Name extends string> extends Omit<Traits, 'family' | 'ofTable'> {
  readonly name: Name;
  readonly label: string;
  readonly type: ConstrType;
  readonly section: Section;
  /** What it needs beside its table and what its expressions name. */
  readonly needs?: (table: SchemaObject['name']) => readonly Need[];
  /** Other than by its name. */
  readonly missing?: (table: string, statement: Statement) => RowCondition;
}

/**
 * The constraint on a line of its own, as pg_dump has it, indented for the block that it stands in.
 * @param first an action of the same ALTER TABLE in front of it
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

/** ADD CONSTRAINT is among so many tokens: `ALTER TABLE IF EXISTS ONLY a.b ADD CONSTRAINT`. */
const HEAD = 12;

/** `ADD CONSTRAINT x UNIQUE USING INDEX x_idx` makes a constraint of an index that is there. */
const indexOf = ({ schema }: SchemaObject['name'], { indexname }: Constraint): Need[] =>
  indexname === undefined ? [] : [{ keys: [relationKey({ schema, name: indexname })] }];

/** A foreign key that is not NOT VALID is checked when it is made. */
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
    read(statement) {
      const found = addedConstraint(statement, type);
      if (!found) return undefined;
      return describe(this, statement, {
        name: { schema: found.table.schema, name: found.name },
        suffix: onTable(found.table),
        section,
        ...(section === 'Tables' ? { parent: relationKey(found.table), rank: ranks.constraint } : {}),
        // In a section of its own it stands by its table's name, so that the keys of a table are neighbours.
        order: `${found.table.name}\0${found.name}`,
        ...(section === 'Foreign keys' ? { group: `foreign keys${onTable(found.table)}` } : {}),
        provides: constraintProvides(found.table, found.constraint),
        alsoNeeds: [...(needs?.(found.table) ?? []), ...indexOf(found.table, found.constraint)],
      });
    },
    guard({ sql, statement, name: { name: constraint } }, _, provided) {
      const added = addedConstraint(statement, type)!;
      const table = regclass(added.table);
      // What is checked by a query is checked with the policies that bind the owner.
      const opened = provided?.has(key('forced', added.table)) && isChecked(added.constraint);
      const byName = unless('pg_constraint', `conrelid = ${table}`, `conname = ${quoteLiteral(constraint)}`);
      return { sql: broken(sql, opened ? NO_FORCE : undefined), when: missing?.(table, statement) ?? byName };
    },
  };
}
