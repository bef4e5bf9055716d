/**
 * ALTER EVENT TRIGGER x DISABLE | ENABLE REPLICA | ENABLE ALWAYS: repeatable unchanged.
 * https://www.postgresql.org/docs/current/sql-altereventtrigger.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { type Key, key, type SchemaObject } from '../../catalog/object.js';
import { added, type Statement } from '../../catalog/statement.js';
import { step } from '../base/altered.js';
import { describe, type Kind, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** Since this version, `SET LOCAL event_triggers = off` disables event triggers. */
export const EVENT_TRIGGERS_SETTING = 17;

export const eventTriggerKey = (name: string): Key => key('eventTrigger', { schema: undefined, name });

function stateOf(statement: Statement, name: string): SchemaObject {
  return describe(eventTriggerState, statement, {
    name: { schema: undefined, name },
    section: 'Event triggers',
    parent: eventTriggerKey(name),
    rank: 1,
    alsoNeeds: [{ keys: [eventTriggerKey(name)] }],
  });
}

/** The default state of an event trigger, if the dump has none. */
export const enabledEventTrigger = (name: string, by: string): SchemaObject =>
  stateOf(added(`ALTER EVENT TRIGGER ${quoteIdentifier(name)} ENABLE`, by), name);

export const eventTriggerState: Kind<'eventTriggerState', 'AlterEventTrigStmt'> = {
  name: 'eventTriggerState',
  label: 'state of event trigger',
  family: 'none',
  headings: [],
  unique: false,
  about: true,
  nodes: ['AlterEventTrigStmt'],
  read: (statement) => stateOf(statement, nodeOf(statement, 'AlterEventTrigStmt').trigname ?? ''),
  guard: ({ sql }) => ({ sql }),
  drop: ({ name }) =>
    step(
      `ALTER EVENT TRIGGER ${quoteIdentifier(name.name)} ENABLE`,
      where('pg_event_trigger', `evtname = ${quoteLiteral(name.name)}`, `evtenabled <> 'O'`),
    ),
  alter: 'again',
};
