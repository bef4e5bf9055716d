/**
 * CREATE SEQUENCE core.visit_no_seq …  →  CREATE SEQUENCE IF NOT EXISTS core.visit_no_seq …
 * https://www.postgresql.org/docs/current/sql-createsequence.html
 */
import type { CreateSeqStmt } from '../grammar.js';
import { relationName } from '../catalog/names.js';
import { placed } from '../catalog/object.js';
import { relationKey } from './alterTable.js';
import { ifNotExists } from './edit.js';
import { describe, type Kind } from './kind.js';

export const sequence: Kind = {
  name: 'sequence',
  label: 'sequence',
  nodes: ['CreateSeqStmt'],
  read(statement) {
    const name = placed(relationName((statement.tree!.node as CreateSeqStmt).sequence), statement);
    return describe(this, statement, { name, section: 'Sequences', provides: [relationKey(name)] });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'SEQUENCE') }),
};
