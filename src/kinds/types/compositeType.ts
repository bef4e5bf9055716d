/**
 * CREATE TYPE core.address AS (…)  →  DO … IF to_regtype('core.address') IS NULL
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { dropping } from '../base/dropped.js';
import { noType } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { alterAttributes, hasAttributes } from './attributes.js';

export const compositeType: Kind<'compositeType', 'CompositeTypeStmt'> = {
  name: 'compositeType',
  label: 'composite type',
  family: 'type',
  headings: ['TYPE'],
  unique: true,
  noun: 'TYPE',
  runs: true,
  nodes: ['CompositeTypeStmt'],
  read(statement) {
    const name = placed(relationName(statement.tree.node.typevar), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('type', name), key('relation', name)],
    });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
  drop: dropping('TYPE'),
  alter: alterAttributes,
  isDefined: hasAttributes,
};
