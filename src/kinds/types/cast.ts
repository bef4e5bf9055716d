/**
 * CREATE CAST (core.address AS text) …  →  DO … IF NOT EXISTS (its row of pg_cast)
 * https://www.postgresql.org/docs/current/sql-createcast.html
 */
import { nameOf, strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { foundType, routineRow, selected } from '../base/dropped.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { castName } from '../base/target.js';
import { regtype } from '../base/edit.js';
import { type CreateCastStmt, nodeOf } from '../../grammar.js';

const CONTEXTS: Readonly<Record<string, string>> = {
  COERCION_IMPLICIT: 'i',
  COERCION_ASSIGNMENT: 'a',
};

/** How it converts: `f` by a function, `i` by the types' texts, `b` not at all. */
const methodOf = ({ func, inout }: CreateCastStmt): string => (func ? 'f' : inout ? 'i' : 'b');

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
  drop: ({ name }) => [{ sql: `DROP CAST IF EXISTS ${name.name}` }],
  isDefined({ statement }) {
    const stmt = nodeOf(statement, 'CreateCastStmt');
    const { sourcetype, targettype, context, func } = stmt;
    const types = (func?.objargs ?? []).map((node) => ('TypeName' in node ? node.TypeName : undefined));
    return where(
      'pg_cast',
      `castsource = ${foundType(sourcetype)}`,
      `casttarget = ${foundType(targettype)}`,
      `castcontext = '${CONTEXTS[context ?? ''] ?? 'e'}'`,
      `castmethod = '${methodOf(stmt)}'`,
      ...(func ? [`castfunc = (${selected(routineRow(nameOf(strings(func.objname)), types))})`] : []),
    );
  },
};
