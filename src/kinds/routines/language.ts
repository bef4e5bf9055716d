/**
 * CREATE PROCEDURAL LANGUAGE plsample …  →  DO … IF NOT EXISTS (its row of pg_language)
 * https://www.postgresql.org/docs/current/sql-createlanguage.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { dropping } from '../base/dropped.js';
import { orReplace } from '../base/edit.js';
import { type Condition, describe, type Kind, unless } from '../base/kind.js';

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_language', `lanname = ${quoteLiteral(name.name)}`);

export const language: Kind<'language', 'CreatePLangStmt'> = {
  name: 'language',
  label: 'language',
  family: 'none',
  headings: ['PROCEDURAL LANGUAGE'],
  unique: false,
  noun: 'LANGUAGE',
  nodes: ['CreatePLangStmt'],
  read(statement) {
    const { plname = '', plhandler, plinline, plvalidator } = statement.tree.node;
    const name = { schema: undefined, name: plname };
    const handlers = [plhandler, plinline, plvalidator].flatMap((f) =>
      f ? [needOf('routine', strings(f), statement)] : [],
    );
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('language', name)],
      needs: handlers,
    });
  },
  // Not OR REPLACE: an old dump would replace the server's handler with its own, without inline code.
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  missing,
  drop: dropping('LANGUAGE'),
  alter: (_, { sql }) => ({ steps: [{ sql: orReplace(sql) }] }),
};
