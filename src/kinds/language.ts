/**
 * CREATE PROCEDURAL LANGUAGE plsample …  →  CREATE OR REPLACE PROCEDURAL LANGUAGE plsample …
 * https://www.postgresql.org/docs/current/sql-createlanguage.html
 */
import type { CreatePLangStmt } from '../grammar.js';
import { strings } from '../catalog/names.js';
import { key } from '../catalog/object.js';
import { needOf } from '../catalog/references.js';
import { orReplace } from './edit.js';
import { describe, type Kind } from './kind.js';

export const language: Kind = {
  name: 'language',
  label: 'language',
  nodes: ['CreatePLangStmt'],
  read(statement) {
    const { plname = '', plhandler, plinline, plvalidator } = statement.tree!.node as CreatePLangStmt;
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
  // Without a handler it is CREATE EXTENSION in disguise, which has no OR REPLACE that could find another language there.
  guard: ({ sql }) => ({ sql: orReplace(sql) }),
};
