/**
 * CREATE EVENT TRIGGER x …  →  DO … IF NOT EXISTS (its row of pg_event_trigger)
 * https://www.postgresql.org/docs/current/sql-createeventtrigger.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { type Condition, describe, type Kind, unless } from '../base/kind.js';

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
};
