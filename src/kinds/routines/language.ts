/**
 * CREATE PROCEDURAL LANGUAGE plsample …  →  DO … IF NOT EXISTS (its row of pg_language)
 * https://www.postgresql.org/docs/current/sql-createlanguage.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { describe, type Kind, unless } from '../shared/kind.js';

export const language: Kind<'language', 'CreatePLangStmt'> = {
  name: 'language',
  label: 'language',
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
  // Not OR REPLACE: an old dump would put its own handler in the place of the server's, without inline code.
  guard: ({ sql, name }) => ({ sql, when: unless('pg_language', `lanname = ${quoteLiteral(name.name)}`) }),
};
