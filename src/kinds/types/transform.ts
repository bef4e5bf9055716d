/**
 * CREATE TRANSFORM FOR integer LANGUAGE sql (…)  →  CREATE OR REPLACE TRANSFORM …
 * https://www.postgresql.org/docs/current/sql-createtransform.html
 */
import { quoteIdentifier, typeText } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { orReplace } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

export const transform: Kind<'transform', 'CreateTransformStmt'> = {
  name: 'transform',
  label: 'transform',
  family: 'none',
  headings: ['TRANSFORM'],
  unique: false,
  nodes: ['CreateTransformStmt'],
  read(statement) {
    const { type_name, lang = '' } = statement.tree.node;
    const name = {
      schema: undefined,
      name: `for ${typeText(type_name).replaceAll('pg_catalog.', '')} language ${lang}`,
    };
    const object = describe(this, statement, {
      name,
      section: 'Routines that tables need',
      provides: [key('transform', name)],
      alsoNeeds: [needKey('language', lang)],
    });
    return { ...object, id: `transform ${name.name}` };
  },
  guard: ({ sql }) => ({ sql: orReplace(sql) }),
  drop({ statement }) {
    const { type_name, lang = '' } = nodeOf(statement, 'CreateTransformStmt');
    return [{ sql: `DROP TRANSFORM IF EXISTS FOR ${typeText(type_name)} LANGUAGE ${quoteIdentifier(lang)}` }];
  },
  alter: 'again',
};
