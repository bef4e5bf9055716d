/**
 * ALTER SEQUENCE core.visit_no_seq OWNED BY core.visits.visit_no  →  DO … IF the column has no or another sequence
 * https://www.postgresql.org/docs/current/sql-altersequence.html
 */
import { type Name, quoteLiteral, quoteName, relationName, strings } from '../../catalog/names.js';
import { type Key, placed, placedName, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { ranks, relationKey } from '../base/alterTable.js';
import { step } from '../base/altered.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** The table that owns each sequence, by the sequence's key. */
export function sequenceOwners(objects: readonly SchemaObject[]): Map<Key, Name> {
  const found = objects.filter(({ kind }) => kind === 'sequenceOwner');
  return new Map(found.map(({ name, statement }) => [relationKey(name), ownerColumn(statement)!.table]));
}

/** `OWNED BY core.visits.visit_no`; undefined for `OWNED BY NONE`. */
function ownerColumn(statement: Statement): { table: Name; column: string } | undefined {
  const { options = [] } = nodeOf(statement, 'AlterSeqStmt');
  const [owner] = options.flatMap((o) =>
    'DefElem' in o && o.DefElem.defname === 'owned_by' && o.DefElem.arg ? [strings([o.DefElem.arg])] : [],
  );
  return owner && owner.length > 1
    ? { table: placedName(owner.slice(0, -1), statement), column: owner.at(-1)! }
    : undefined;
}

export const sequenceOwner: Kind<'sequenceOwner', 'AlterSeqStmt'> = {
  name: 'sequenceOwner',
  label: 'sequence owner',
  family: 'none',
  headings: ['SEQUENCE OWNED BY'],
  unique: false,
  nodes: ['AlterSeqStmt'],
  read(statement) {
    const { sequence } = statement.tree.node;
    const owner = ownerColumn(statement);
    if (!owner) return undefined;
    const { table } = owner;
    const name = placed(relationName(sequence), statement);
    return describe(this, statement, {
      name,
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.columnDefault,
      order: name.name,
      alsoNeeds: [{ keys: [relationKey(table)] }],
    });
  },
  guard({ sql, statement, name }) {
    const { table, column } = ownerColumn(statement)!;
    const own = `pg_get_serial_sequence(${quoteLiteral(quoteName(table))}, ${quoteLiteral(column)})`;
    return { sql, when: `${own} IS DISTINCT FROM ${quoteLiteral(quoteName(name))}` };
  },
  drop: ({ name }) => step(`ALTER SEQUENCE IF EXISTS ${quoteName(name)} OWNED BY NONE`),
  alter: 'again',
};
