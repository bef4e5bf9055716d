/**
 * ALTER TABLE … DISABLE TRIGGER x, ENABLE ALWAYS RULE x  →  DO … IF its state differs, after the trigger or rule,
 * whose OR REPLACE resets it.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { onTable, tableAction, within } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/** The states in pg_trigger and pg_rewrite. */
const STATES = {
  Enable: 'O',
  EnableAlways: 'A',
  EnableReplica: 'R',
  Disable: 'D',
} as const;
const ACTION = /^AT_(\w+)(Trig|Rule)$/;

type State = keyof typeof STATES;

export const firingState: Kind<'firingState', `AT_${State}${'Trig' | 'Rule'}`> = {
  name: 'firingState',
  label: 'firing state',
  family: 'none',
  // A partition's trigger comes with its parent's; the dump contains only its state.
  headings: ['TRIGGER'],
  unique: false,
  about: true,
  nodes: (Object.keys(STATES) as State[]).flatMap((state) => [`AT_${state}Trig`, `AT_${state}Rule`] as const),
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
      provides: [key('firing', within(table, command.name ?? ''))],
      // A partition's trigger comes with its parent's: the state depends on any trigger of that name.
      alsoNeeds: [{ keys: [host, key('triggerName', { schema: undefined, name: command.name ?? '' })] }],
    });
  },
  guard({ sql, statement }) {
    const { table, command, action } = tableAction(statement)!;
    const [, state = '', what] = ACTION.exec(action ?? '') ?? [];
    const [catalog, of, name, enabled] =
      what === 'Trig'
        ? ['pg_trigger', 'tgrelid', 'tgname', 'tgenabled']
        : ['pg_rewrite', 'ev_class', 'rulename', 'ev_enabled'];
    return {
      sql,
      when: unless(
        catalog!,
        `${of} = ${regclass(table)}`,
        `${name} = ${quoteLiteral(command.name ?? '')}`,
        `${enabled} = ${quoteLiteral(STATES[state as State])}`,
      ),
    };
  },
};
