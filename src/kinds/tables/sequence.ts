/**
 * CREATE SEQUENCE core.visit_no_seq …  →  CREATE SEQUENCE IF NOT EXISTS core.visit_no_seq …
 * https://www.postgresql.org/docs/current/sql-createsequence.html
 */
import { relationName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import { relationKey } from '../base/alterTable.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';

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
};
