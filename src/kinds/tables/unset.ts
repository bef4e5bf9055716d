/**
 * The inverse of a setting, where PostgreSQL has one: what a table, column or index has without it.
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { Statement } from '../../catalog/statement.js';
import { type TableAction, tableAction } from '../base/alterTable.js';
import { alterRelation, existing, step, whereColumn, whereExisting } from '../base/altered.js';
import { type RowCondition, where } from '../base/kind.js';
import { itemsOf, type OptionChange, optionChanges, optionsOf, resetting } from '../base/options.js';
import type { Step } from '../base/verbs.js';

/** Runs if the column, which an index knows by its number, meets the conditions over pg_attribute. */
const ofColumn = ({ table, command }: TableAction, ...conditions: readonly string[]): RowCondition =>
  command.num === undefined
    ? whereColumn(table, command.name ?? '', ...conditions)
    : where('pg_attribute', `attrelid = ${existing(table)}`, `attnum = ${command.num}`, ...conditions);

const columnText = ({ command }: TableAction): string =>
  command.num === undefined ? quoteIdentifier(command.name ?? '') : String(command.num);

/** SET STORAGE DEFAULT exists only since 16. */
const TYPES_STORAGE = `(SELECT CASE typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END`;

function typesStorage(statement: Statement, found: TableAction): Step[] {
  const { table, command } = found;
  const alter = alterRelation(statement, `ALTER COLUMN ${columnText(found)} SET STORAGE `);
  const column = `attrelid = ${existing(table)} AND attname = ${quoteLiteral(command.name ?? '')}`;
  const type = `FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE ${column})`;
  const differs = `attstorage <> (SELECT typstorage FROM pg_type t WHERE t.oid = atttypid)`;
  return step(`EXECUTE ${quoteLiteral(alter)} || ${TYPES_STORAGE} ${type}`, ofColumn(found, differs));
}

/** Heap, and for a partitioned table none (17). */
function accessMethod(statement: Statement, { table }: TableAction): Step[] {
  const other = `relam <> (SELECT oid FROM pg_am WHERE amname = 'heap')`;
  return [
    ...step(
      alterRelation(statement, 'SET ACCESS METHOD heap'),
      whereExisting(table, `relkind <> 'p'`, other),
    ),
    ...step(
      alterRelation(statement, 'SET ACCESS METHOD DEFAULT'),
      whereExisting(table, `relkind = 'p'`, 'relam <> 0'),
    ),
  ];
}

/** Options of the TOAST table are in a row of its own: these are set without a look. */
const isOnToast = (change: OptionChange): boolean => change.action.includes('toast.');

const optionSteps = (statement: Statement, found: TableAction, changes: readonly OptionChange[]): Step[] =>
  changes.flatMap((change) => {
    const differs = (column: string): string => `(${change.done(column)}) IS NOT TRUE`;
    if (found.command.subtype === 'AT_SetOptions')
      return step(
        alterRelation(statement, `ALTER COLUMN ${columnText(found)} ${change.action}`),
        ofColumn(found, differs('attoptions')),
      );
    const altered = alterRelation(statement, change.action);
    return isOnToast(change)
      ? step(altered, whereExisting(found.table))
      : step(altered, whereExisting(found.table, differs('reloptions')));
  });

/** What sets the options of one statement where those of another are set; undefined for other settings. */
export function optionsAltered(before: Statement, after: Statement): Step[] | undefined {
  const [old, wanted] = [tableAction(before)!, tableAction(after)!];
  const { subtype } = wanted.command;
  if (subtype !== old.command.subtype || (subtype !== 'AT_SetOptions' && subtype !== 'AT_SetRelOptions'))
    return undefined;
  const [from, to] = [old, wanted].map(({ command }) => optionsOf(itemsOf(command.def)));
  return from && to ? optionSteps(after, wanted, optionChanges(from, to)) : undefined;
}

/** Without steps where nothing says what was there before: DROP NOT NULL, VALIDATE, SET LOGGED, RESET. */
export function unset(statement: Statement): Step[] {
  const found = tableAction(statement)!;
  const ofIts = (action: string, ...differs: readonly string[]): Step[] =>
    step(
      alterRelation(statement, `ALTER COLUMN ${columnText(found)} ${action}`),
      ofColumn(found, ...differs),
    );
  switch (found.command.subtype) {
    case 'AT_SetStorage':
      return typesStorage(statement, found);
    case 'AT_SetCompression':
      return ofIts('SET COMPRESSION DEFAULT', `attcompression <> ''`);
    case 'AT_SetStatistics':
      return ofIts('SET STATISTICS -1', 'coalesce(attstattarget, -1) <> -1');
    case 'AT_SetNotNull':
      return ofIts('DROP NOT NULL', 'attnotnull');
    case 'AT_SetOptions':
    case 'AT_SetRelOptions': {
      const names = itemsOf(found.command.def).flatMap((item) => [...(optionsOf([item])?.keys() ?? [])]);
      return names.length === 0 ? [] : optionSteps(statement, found, [resetting(names)]);
    }
    case 'AT_SetAccessMethod':
      return accessMethod(statement, found);
    case 'AT_SetUnLogged':
      return step(alterRelation(statement, 'SET LOGGED'), whereExisting(found.table, `relpersistence = 'u'`));
    default:
      return [];
  }
}
