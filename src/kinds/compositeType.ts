/**
 * CREATE TYPE core.address AS (…)  →  DO … IF to_regtype('core.address') IS NULL
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import type { CompositeTypeStmt } from '../grammar.js';
import { relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import { noType } from './edit.js';
import { describe, type Kind } from './kind.js';

export const compositeType: Kind = {
  name: 'compositeType',
  label: 'composite type',
  nodes: ['CompositeTypeStmt'],
  read(statement) {
    const name = placed(relationName((statement.tree!.node as CompositeTypeStmt).typevar), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('type', name), key('relation', name)],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
};
