/**
 * ALTER TABLE … DISABLE TRIGGER x, ENABLE ALWAYS RULE x: repeatable, after the trigger or rule, whose OR REPLACE resets it.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { key } from '../catalog/object.js';
import { onTable, tableAction, within } from './alterTable.js';
import { describe, type Kind } from './kind.js';

const STATES = ['Enable', 'EnableAlways', 'EnableReplica', 'Disable'].flatMap((state) => [
  `AT_${state}Trig`,
  `AT_${state}Rule`,
]);

export const firingState: Kind = {
  name: 'firingState',
  label: 'firing state',
  nodes: STATES,
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command, action } = found;
    const host = key(action?.endsWith('Trig') ? 'trigger' : 'rule', within(table, command.name ?? ''));
    return describe(this, statement, {
      name: { schema: table.schema, name: command.name ?? '' },
      suffix: onTable(table),
      order: table.name,
      section: 'Triggers and rules',
      parent: host,
      rank: 1,
      // A partition's trigger is its parent's: there is none of its own to wait for.
      alsoNeeds: [{ keys: [host, key('triggerName', { schema: undefined, name: command.name ?? '' })] }],
    });
  },
  guard: ({ sql }) => ({ sql }),
};
