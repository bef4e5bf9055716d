/**
 * The trigger that keeps audit columns, one function for all tables that have the same ones.
 * https://www.postgresql.org/docs/current/plpgsql-trigger.html
 */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Slot } from './auditSlots.js';
import { functionName } from './auditNames.js';
import { CLOSED_PATH } from '../routines/closedPath.js';
import { pasted } from '../patterns.js';

const isCreated = ({ concept }: Slot): boolean => concept === 'createdAt' || concept === 'createdBy';

/** The highest smallint. */
const SMALL = 32767;

/**
 * The current user. The function that the tool makes is written out: whoever writes a row need not have USAGE on the schema
 * that it stands in.
 */
const userOf = ({ currentUser: { name, made, setting, type } }: Tenancy): string =>
  made ? `nullif(current_setting(${quoteLiteral(setting ?? '')}, true), '')::${type}` : `${pasted(name)}()`;

/** What the column is filled with: now, the user. */
const valueOf = ({ concept, cast }: Slot, tenancy: Tenancy): string =>
  concept === 'createdAt' || concept === 'updatedAt' ? 'now()' : `${userOf(tenancy)}${cast}`;

function onInsert(slot: Slot, tenancy: Tenancy): string {
  const column = quoteIdentifier(slot.column);
  return `NEW.${column} := coalesce(NEW.${column}, ${valueOf(slot, tenancy)});`;
}

function onUpdate(slot: Slot, tenancy: Tenancy): string {
  const column = quoteIdentifier(slot.column);
  const [before, after] = [`OLD.${column}`, `NEW.${column}`];
  // What was written once stays; what was not may still be told.
  if (isCreated(slot)) return `${after} := coalesce(${before}, ${after});`;
  const untouched = `IF ${after} IS NOT DISTINCT FROM ${before} THEN`;
  if (slot.concept === 'rowVersion') {
    const next = slot.small
      ? `CASE WHEN ${before} < ${SMALL} THEN ${before} + 1 ELSE 0 END`
      : `${before} + 1`;
    return `${untouched} ${after} := ${next}; END IF;`;
  }
  const value = valueOf(slot, tenancy);
  const set =
    slot.concept === 'updatedAt' ? `${after} := ${value};` : `${after} := coalesce(${value}, ${after});`;
  // What the application writes into a column of its own stays.
  return slot.added ? set : `${untouched} ${set} END IF;`;
}

export interface AuditFunction {
  readonly name: Name;
  readonly texts: readonly string[];
}

/** @param others texts of the functions that are there, by name: another one that has the same mark by chance */
export function auditFunction(
  slots: readonly Slot[],
  tenancy: Tenancy,
  others: ReadonlyMap<string, readonly string[]>,
): AuditFunction {
  const columns = slots.map(({ column }) => column);
  const created = slots.filter(isCreated);
  const update = slots.map((slot) => `    ${onUpdate(slot, tenancy)}`);
  const insert = created.map((slot) => `        ${onInsert(slot, tenancy)}`);
  const body = [
    'BEGIN',
    ...(insert.length === 0
      ? []
      : [`    IF TG_OP = 'INSERT' THEN`, ...insert, '        RETURN NEW;', '    END IF;']),
    ...update,
    '    RETURN NEW;',
    'END',
  ].join('\n');
  const { schema } = tenancy.currentUser.name;
  for (let turn = 0; ; turn++) {
    const name = { schema, name: functionName(tenancy.prefix, columns, `${body}${' '.repeat(turn)}`) };
    const texts = functionTexts(name, columns, body);
    const there = others.get(name.name);
    if (there === undefined || there.join() === texts.join()) return { name, texts };
  }
}

const functionTexts = (name: Name, columns: readonly string[], body: string): string[] => [
  `CREATE FUNCTION ${quoteName(name)}() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ${CLOSED_PATH}
    AS ${dollarQuote(`\n${body}\n`)}`,
  `COMMENT ON FUNCTION ${quoteName(name)}() IS ${quoteLiteral(`Sets ${columns.join(', ')} of the row that is written.`)}`,
];

/** Rows come in with what tells who made them; without such a column there is nothing to do then. */
export const auditTrigger = (
  table: Name,
  name: string,
  slots: readonly Slot[],
  { name: run }: AuditFunction,
): string =>
  `CREATE TRIGGER ${quoteIdentifier(name)} BEFORE ${slots.some(isCreated) ? 'INSERT OR UPDATE' : 'UPDATE'} ON ${quoteName(table)} FOR EACH ROW EXECUTE FUNCTION ${quoteName(run)}()`;
