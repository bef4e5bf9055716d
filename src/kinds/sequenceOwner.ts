/**
 * ALTER SEQUENCE core.visit_no_seq OWNED BY core.visits.visit_no, repeatable as it stands.
 * https://www.postgresql.org/docs/current/sql-altersequence.html
 */
import type { AlterSeqStmt } from '../grammar.js';
import { relationName, strings } from '../catalog/names.js';
import { placed, placedName } from '../catalog/object.js';
import { ranks, relationKey } from './alterTable.js';
import { describe, type Kind } from './kind.js';

export const sequenceOwner: Kind = {
  name: 'sequenceOwner',
  label: 'sequence owner',
  nodes: ['AlterSeqStmt'],
  read(statement) {
    const { sequence, options = [] } = statement.tree!.node as AlterSeqStmt;
    const owner = options.flatMap((o) => ('DefElem' in o && o.DefElem.defname === 'owned_by' && o.DefElem.arg ? [strings([o.DefElem.arg])] : []))[0];
    if (!owner || owner.length < 2) return undefined;
    const table = placedName(owner.slice(0, -1), statement);
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
  guard: ({ sql }) => ({ sql }),
};
