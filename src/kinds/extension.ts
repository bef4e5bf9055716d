/**
 * CREATE EXTENSION citext  →  CREATE EXTENSION IF NOT EXISTS citext
 * https://www.postgresql.org/docs/current/sql-createextension.html
 */
import type { CreateExtensionStmt } from '../grammar.js';
import { strings } from '../catalog/names.js';
import { key } from '../catalog/object.js';
import { needKey } from '../catalog/references.js';
import { ifNotExists } from './edit.js';
import { describe, type Kind } from './kind.js';

export const extension: Kind = {
  name: 'extension',
  label: 'extension',
  nodes: ['CreateExtensionStmt'],
  read(statement) {
    const { extname = '', options = [] } = statement.tree!.node as CreateExtensionStmt;
    const name = { schema: undefined, name: extname };
    const into = options.flatMap((o) =>
      'DefElem' in o && o.DefElem.defname === 'schema' && o.DefElem.arg ? strings([o.DefElem.arg]) : [],
    );
    return describe(this, statement, {
      name,
      section: 'Extensions',
      // An extension that brings a language provides it.
      provides: [key('extension', name), key('language', name)],
      alsoNeeds: into.map((s) => needKey('schema', s)),
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'EXTENSION') }),
};
