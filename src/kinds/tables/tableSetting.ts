/**
 * ALTER TABLE … ALTER COLUMN … SET STORAGE | COMPRESSION | STATISTICS | (n_distinct = …) | NOT NULL, SET ACCESS METHOD
 *   →  DO … IF it is set differently (its row of pg_attribute, pg_class or pg_constraint)
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import type { AlterTableCmd, AlterTableType, Node } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import {
  constraintKey,
  onTable,
  ranks,
  relationKey,
  type TableAction,
  tableAction,
} from '../base/alterTable.js';
import { unlessColumn, unlessRelation } from '../base/compared.js';
import { regclass } from '../base/edit.js';
import { type Condition, describe, type Kind, unless } from '../base/kind.js';
import { itemsOf, optionsOf, optionTexts } from '../base/options.js';
import { optionsAltered, unset } from './unset.js';

const REPEATABLE: readonly AlterTableType[] = [
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_SetAccessMethod',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_ValidateConstraint',
];

const STORAGE: Readonly<Record<string, string>> = { PLAIN: 'p', EXTERNAL: 'e', EXTENDED: 'x', MAIN: 'm' };
const COMPRESSION: Readonly<Record<string, string>> = { PGLZ: 'p', LZ4: 'l', DEFAULT: '' };

/** Options as in the catalogs; undefined if an option's form is unknown, or it is the TOAST table's. */
function optionArray(list: Node | undefined): string | undefined {
  const options = optionsOf(itemsOf(list));
  return !options || options.size === 0 || [...options.keys()].some((name) => name.startsWith('toast.'))
    ? undefined
    : optionTexts(options);
}

/** The condition on pg_attribute for a setting in effect; undefined if unknown, so that it is set again. */
function ofColumn({ subtype, def }: AlterTableCmd): string | undefined {
  const word = def ? strings([def]).join('').toUpperCase() : '';
  const letter = (column: string, found: string | undefined) =>
    found === undefined ? undefined : `${column} = ${quoteLiteral(found)}`;
  switch (subtype) {
    case 'AT_SetStorage':
      return letter('attstorage', STORAGE[word]);
    case 'AT_SetCompression':
      return letter('attcompression', COMPRESSION[word]);
    case 'AT_SetStatistics': {
      // Unset is -1, and NULL since 17.
      const target = def && 'Integer' in def ? (def.Integer.ival ?? 0) : undefined;
      return target === undefined ? undefined : `coalesce(attstattarget, -1) = ${target}`;
    }
    case 'AT_SetOptions': {
      const options = optionArray(def);
      return options === undefined ? undefined : `attoptions @> ${options}`;
    }
    case 'AT_SetNotNull':
      return 'attnotnull';
    case 'AT_DropNotNull':
      return 'NOT attnotnull';
    default:
      return undefined;
  }
}

/** The condition on pg_class for a setting in effect. */
function ofTable({ subtype, def, name }: AlterTableCmd): string | undefined {
  switch (subtype) {
    case 'AT_SetAccessMethod':
      return `relam = (SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(name ?? '')})`;
    case 'AT_SetRelOptions': {
      const options = optionArray(def);
      return options === undefined ? undefined : `reloptions @> ${options}`;
    }
    case 'AT_SetLogged':
      return `relpersistence = 'p'`;
    case 'AT_SetUnLogged':
      return `relpersistence = 'u'`;
    default:
      return undefined;
  }
}

function differs({ table, command }: TableAction): Condition | undefined {
  const { subtype, name, num } = command;
  if (subtype === 'AT_ValidateConstraint') {
    const constraint = `conname = ${quoteLiteral(name ?? '')}`;
    return unless('pg_constraint', `conrelid = ${regclass(table)}`, constraint, 'convalidated');
  }
  const [column, whole] = [ofColumn(command), ofTable(command)];
  if (whole !== undefined) return unlessRelation(table, whole);
  if (column === undefined) return undefined;
  // An index's columns are identified by number.
  return num === undefined
    ? unlessColumn(table, name ?? '', column)
    : unless('pg_attribute', `attrelid = ${regclass(table)}`, `attnum = ${num}`, column);
}

export const tableSetting: Kind<'tableSetting', (typeof REPEATABLE)[number]> = {
  name: 'tableSetting',
  label: 'setting',
  family: 'none',
  headings: [],
  unique: false,
  nodes: REPEATABLE,
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const { table, command } = found;
    const what = command.name ?? (command.num === undefined ? '' : String(command.num));
    // SET and DROP of one property count as the same setting: the later one applies.
    const property = (found.action ?? '').replace(/^AT_(Set|Drop|Reset)?/, '');
    return describe(this, statement, {
      name: {
        schema: table.schema,
        name: `${what === '' ? '' : `${what} `}${property}`,
      },
      suffix: onTable(table),
      section: 'Tables',
      parent: relationKey(table),
      rank: ranks.column,
      order: `${what}\0${property}`,
      provides: [key('settings', table)],
      // A later partition would take over the parent's storage and access method.
      alsoNeeds: [
        { keys: [key('partitions', table)] },
        ...(found.action === 'AT_ValidateConstraint' ? [{ keys: [constraintKey(table, what)] }] : []),
      ],
    });
  },
  guard({ sql, statement }) {
    const action = tableAction(statement)!;
    const when = differs(action);
    // The server may be built without the compression method.
    return { sql, ...(when && { when }), alone: action.command.subtype === 'AT_SetCompression' };
  },
  drop: ({ statement }) => unset(statement),
  alter: (before, after, target) => ({
    steps: optionsAltered(before.statement, after.statement) ?? [tableSetting.guard(after, target)],
  }),
};
