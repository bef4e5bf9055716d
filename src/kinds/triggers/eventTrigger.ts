/**
 * CREATE EVENT TRIGGER x …  →  DO … IF NOT EXISTS (its row of pg_event_trigger)
 * https://www.postgresql.org/docs/current/sql-createeventtrigger.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { describe, type Kind, unless } from '../shared/kind.js';

export const eventTrigger: Kind<'eventTrigger', 'CreateEventTrigStmt'> = {
  name: 'eventTrigger',
  label: 'event trigger',
  nodes: ['CreateEventTrigStmt'],
  read(statement) {
    const { trigname = '' } = statement.tree.node;
    const name = { schema: undefined, name: trigname };
    // Last of all: from here on it fires.
    return describe(this, statement, {
      name,
      section: 'Event triggers',
      rank: 9,
      provides: [key('eventTrigger', name)],
    });
  },
  guard: ({ sql, name }) => ({
    sql,
    when: unless('pg_event_trigger', `evtname = ${quoteLiteral(name.name)}`),
  }),
  superuser: () => true,
};
