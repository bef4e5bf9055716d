/**
 * CREATE TYPE core.mynum  →  DO … IF NOT EXISTS (any row of pg_type)
 * A shell type allows the functions of a base or range type to name it before it exists.
 * https://www.postgresql.org/docs/current/sql-createtype.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { rowOf, when } from '../base/dropped.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

export const shellType: Kind<'shellType', 'DefineStmt'> = {
  name: 'shellType',
  label: 'shell type',
  family: 'type',
  headings: ['TYPE', 'SHELL TYPE'],
  unique: false,
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames, definition = [] } = statement.tree.node;
    if (kind !== 'OBJECT_TYPE' || definition.length > 0) return undefined;
    const name = placedName(strings(defnames), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('type', name), key('dummy', name)],
      announces: key('type', name),
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: unless('pg_type', inSchema('typnamespace', name), `typname = ${quoteLiteral(name.name)}`),
  }),
  // A filled type replaced it, and has its own drop.
  drop: ({ identity, name }) => [
    when(rowOf('pg_type', 'typ', name, 'NOT typisdefined'), `DROP TYPE ${identity}`),
  ],
};
