/**
 * ALTER TABLE … ALTER COLUMN … SET STORAGE | COMPRESSION | STATISTICS | (n_distinct = …) | NOT NULL, SET ACCESS METHOD …
 *   →  DO … IF it is set in another way (its row of pg_attribute, pg_class or pg_constraint)
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
} from '../shared/alterTable.js';
import { unlessColumn, unlessRelation } from '../shared/compared.js';
import { regclass } from '../shared/edit.js';
import { type Condition, describe, type Kind, unless } from '../shared/kind.js';

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

/** `n_distinct=-0.3` for each option, as the catalogs keep it; undefined where one is of a kind that is not known here. */
function optionTexts(list: Node | undefined): string | undefined {
  const items = list && 'List' in list ? (list.List.items ?? []) : [];
  const texts = items.map((item) => {
    if (!('DefElem' in item) || item.DefElem.defnamespace) return undefined;
    const { defname, arg } = item.DefElem;
    if (!arg) return `${defname}=true`;
    if ('String' in arg) return `${defname}=${arg.String.sval}`;
    if ('Float' in arg) return `${defname}=${arg.Float.fval}`;
    return 'Integer' in arg ? `${defname}=${arg.Integer.ival ?? 0}` : undefined;
  });
  return texts.length === 0 || texts.includes(undefined)
    ? undefined
    : `ARRAY[${texts.map((text) => quoteLiteral(text!)).join(', ')}]`;
}

/** What pg_attribute says of the column where it is set; undefined: not known, so it is set again. */
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
      // Unset is -1, and NULL from 17 on.
      const target = def && 'Integer' in def ? (def.Integer.ival ?? 0) : undefined;
      return target === undefined ? undefined : `coalesce(attstattarget, -1) = ${target}`;
    }
    case 'AT_SetOptions': {
      const options = optionTexts(def);
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

/** What pg_class says of the table where it is set. */
function ofTable({ subtype, def, name }: AlterTableCmd): string | undefined {
  switch (subtype) {
    case 'AT_SetAccessMethod':
      return `relam = (SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(name ?? '')})`;
    case 'AT_SetRelOptions': {
      const options = optionTexts(def);
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
  // The columns of an index are known by their number.
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
    // SET and DROP of one property are one thing said twice: the later one holds.
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
      // A partition that comes later would take the parent's storage and access method over.
      alsoNeeds: [
        { keys: [key('partitions', table)] },
        ...(found.action === 'AT_ValidateConstraint' ? [{ keys: [constraintKey(table, what)] }] : []),
      ],
    });
  },
  guard({ sql, statement }) {
    const action = tableAction(statement)!;
    const when = differs(action);
    // A server may be built without the method.
    return { sql, ...(when && { when }), alone: action.command.subtype === 'AT_SetCompression' };
  },
};
