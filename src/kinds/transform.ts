/**
 * CREATE TRANSFORM FOR integer LANGUAGE sql (…)  →  CREATE OR REPLACE TRANSFORM …
 * https://www.postgresql.org/docs/current/sql-createtransform.html
 */
import type { CreateTransformStmt } from '../grammar.js';
import { typeText } from '../catalog/names.js';
import { key } from '../catalog/object.js';
import { needKey } from '../catalog/references.js';
import { orReplace } from './edit.js';
import { describe, type Kind } from './kind.js';

export const transform: Kind = {
  name: 'transform',
  label: 'transform',
  nodes: ['CreateTransformStmt'],
  read(statement) {
    const { type_name, lang = '' } = statement.tree!.node as CreateTransformStmt;
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
};
