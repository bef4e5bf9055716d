/**
 * Bodies of the audit trigger functions; `src/kinds/routines/auditFunction.ts` recognizes them.
 * https://www.postgresql.org/docs/current/plpgsql-trigger.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { HIGHEST_SMALLINT } from '../../kinds/routines/auditFunction.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Slot } from './auditSlots.js';
import { isCreated } from '../../facts/columns/auditSynonyms.js';

/**
 * The current user. Inlines the tool's own function, because a role that writes a row may lack USAGE on the function's
 * schema.
 */
const userOf = ({ currentUser: { name, made, setting, type } }: Tenancy): string =>
  made ? `nullif(current_setting(${quoteLiteral(setting ?? '')}, true), '')::${type}` : `${pasted(name)}()`;

/** The time or the user, in the column's own type: PL/pgSQL would cast any other type at each call. */
const valueOf = ({ concept, cast, zoneless }: Slot, tenancy: Tenancy): string =>
  concept === 'createdAt' || concept === 'updatedAt'
    ? zoneless
      ? 'LOCALTIMESTAMP'
      : 'now()'
    : `${userOf(tenancy)}${cast}`;

function onInsert(slot: Slot, tenancy: Tenancy): string {
  const column = quoteIdentifier(slot.column);
  return `NEW.${column} := coalesce(NEW.${column}, ${valueOf(slot, tenancy)});`;
}

function onUpdate(slot: Slot, tenancy: Tenancy): string {
  const column = quoteIdentifier(slot.column);
  const [before, after] = [`OLD.${column}`, `NEW.${column}`];
  // A recorded value stays; a missing one may still be added.
  if (isCreated(slot.concept)) return `${after} := coalesce(${before}, ${after});`;
  const untouched = `IF ${after} IS NOT DISTINCT FROM ${before} THEN`;
  if (slot.concept === 'rowVersion') {
    const next = slot.small
      ? `(CASE WHEN ${before} < ${HIGHEST_SMALLINT} THEN ${before} + 1 ELSE 0 END)::smallint`
      : `${before} + 1`;
    return `${untouched} ${after} := ${next}; END IF;`;
  }
  const value = valueOf(slot, tenancy);
  const set =
    slot.concept === 'updatedAt' ? `${after} := ${value};` : `${after} := coalesce(${value}, ${after});`;
  // The application may set its own column.
  return slot.added ? set : `${untouched} ${set} END IF;`;
}

export function auditBody(slots: readonly Slot[], tenancy: Tenancy): string {
  const insert = slots.filter(({ unfilled }) => unfilled).map((slot) => `        ${onInsert(slot, tenancy)}`);
  return [
    'BEGIN',
    ...(insert.length === 0
      ? []
      : [`    IF TG_OP = 'INSERT' THEN`, ...insert, '        RETURN NEW;', '    END IF;']),
    ...slots.map((slot) => `    ${onUpdate(slot, tenancy)}`),
    '    RETURN NEW;',
    'END',
  ].join('\n');
}
