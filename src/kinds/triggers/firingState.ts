/**
 * ALTER TABLE … DISABLE TRIGGER x, ENABLE ALWAYS RULE x  →  DO … IF its state differs, after the trigger or rule,
 * whose OR REPLACE resets it.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { onTable, tableAction, within } from '../base/alterTable.js';
import { alterRelation, existing, step } from '../base/altered.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';

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
    const { catalog, of, named, enabled, state, table } = rowOf(statement);
    return { sql, when: unless(catalog, `${of} = ${regclass(table)}`, named, `${enabled} = ${state}`) };
  },
  // A trigger or rule is enabled when it is created.
  drop({ statement }) {
    const { catalog, of, named, enabled, table, what, name } = rowOf(statement);
    if (isEnable(statement)) return [];
    const enable = alterRelation(statement, `ENABLE ${what} ${quoteIdentifier(name)}`);
    return step(enable, where(catalog, `${of} = ${existing(table)}`, named, `${enabled} <> 'O'`));
  },
  alter: 'again',
};

const isEnable = (statement: Statement): boolean =>
  /^AT_Enable(Trig|Rule)$/.test(tableAction(statement)?.action ?? '');

/** Its row of pg_trigger or pg_rewrite. */
function rowOf(statement: Statement) {
  const { table, command, action } = tableAction(statement)!;
  const [, state = '', kind] = ACTION.exec(action ?? '') ?? [];
  const name = command.name ?? '';
  const found =
    kind === 'Trig'
      ? { catalog: 'pg_trigger', of: 'tgrelid', enabled: 'tgenabled', what: 'TRIGGER', column: 'tgname' }
      : { catalog: 'pg_rewrite', of: 'ev_class', enabled: 'ev_enabled', what: 'RULE', column: 'rulename' };
  const named = `${found.column} = ${quoteLiteral(name)}`;
  return { ...found, table, name, named, state: quoteLiteral(STATES[state as State]) };
}
