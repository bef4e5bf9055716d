/**
 * CREATE CAST (core.address AS text) …  →  DO … IF NOT EXISTS (its row of pg_cast)
 * https://www.postgresql.org/docs/current/sql-createcast.html
 */
import { key } from '../../catalog/object.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { castName } from '../base/target.js';
import { regtype } from '../base/edit.js';
import { nodeOf } from '../../grammar.js';

export const cast: Kind<'cast', 'CreateCastStmt'> = {
  name: 'cast',
  label: 'cast',
  family: 'none',
  headings: ['CAST'],
  unique: true,
  runs: true,
  nodes: ['CreateCastStmt'],
  read(statement) {
    const { sourcetype, targettype } = statement.tree.node;
    const name = { schema: undefined, name: castName(sourcetype, targettype) };
    return {
      ...describe(this, statement, {
        name,
        section: 'Routines that tables need',
        provides: [key('cast', name)],
      }),
      id: `cast ${name.name}`,
    };
  },
  guard({ sql, statement }) {
    const { sourcetype, targettype } = nodeOf(statement, 'CreateCastStmt');
    return {
      sql,
      when: unless('pg_cast', `castsource = ${regtype(sourcetype)}`, `casttarget = ${regtype(targettype)}`),
    };
  },
};
