/**
 * CREATE EVENT TRIGGER x …  →  DO … IF NOT EXISTS (its row of pg_event_trigger)
 * https://www.postgresql.org/docs/current/sql-createeventtrigger.html
 */
import { quoteIdentifier, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { key, placedName, type SchemaObject } from '../../catalog/object.js';
import { step } from '../base/altered.js';
import { type Condition, describe, type Kind, unless, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_event_trigger', `evtname = ${quoteLiteral(name.name)}`);

export const eventTrigger: Kind<'eventTrigger', 'CreateEventTrigStmt'> = {
  name: 'eventTrigger',
  label: 'event trigger',
  family: 'none',
  headings: ['EVENT TRIGGER'],
  unique: true,
  noun: 'EVENT TRIGGER',
  administrator: 'after',
  nodes: ['CreateEventTrigStmt'],
  read(statement) {
    const { trigname = '' } = statement.tree.node;
    const name = { schema: undefined, name: trigname };
    // Last of all, because it fires from here on.
    return describe(this, statement, {
      name,
      section: 'Event triggers',
      rank: 9,
      provides: [key('eventTrigger', name)],
    });
  },
  missing,
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  superuser: () => true,
  drop: ({ name }) => step(`DROP EVENT TRIGGER IF EXISTS ${quoteIdentifier(name.name)}`),
  isDefined({ statement, name }) {
    const { eventname = '', funcname, whenclause = [] } = nodeOf(statement, 'CreateEventTrigStmt');
    const routine = quoteLiteral(`${quoteName(placedName(strings(funcname), statement))}()`);
    const tags = whenclause.flatMap((one) =>
      'DefElem' in one && one.DefElem.arg ? strings([one.DefElem.arg]).map(quoteLiteral) : [],
    );
    return where(
      'pg_event_trigger',
      `evtname = ${quoteLiteral(name.name)}`,
      `evtevent = ${quoteLiteral(eventname)}`,
      `evtfoid = to_regprocedure(${routine})`,
      tags.length === 0 ? 'evttags IS NULL' : `evttags = ARRAY[${tags.join(', ')}]`,
    );
  },
};
