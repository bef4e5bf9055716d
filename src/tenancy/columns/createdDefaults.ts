/** Defaults for the dump's `created_*` columns without one: a default costs an INSERT a fraction of a trigger. */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import type { Changed, Tenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { isTable } from '../../kinds/tables/table.js';
import { needFor } from './kernelNeed.js';
import { callOf } from '../kernel/kernel.js';
import { lineage } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relation.js';
import type { Slot } from './auditSlots.js';
import { isUser } from '../../facts/columns/auditSynonyms.js';

export interface CreatedDefault {
  readonly table: Name;
  readonly column: string;
  /** `DEFAULT now()` */
  readonly text: string;
  readonly callsUser: boolean;
}

/** A table's maintained columns. */
export interface KeptTable {
  readonly relation: Relation;
  readonly slots: readonly Slot[];
}

interface Around {
  readonly relations: ReadonlyMap<Key, Relation>;
  readonly tenancy: Tenancy;
  /** False where a role that inserts, into it or a descendant, may not call the user function. */
  readonly mayCall: (relation: Relation) => boolean;
}

const idOf = (table: Name, column: string): string => `${relationKey(table)}\0${column}`;

function defaultText({ concept, cast }: Slot, tenancy: Tenancy): string {
  if (!isUser(concept)) return 'DEFAULT now()';
  const call = callOf(tenancy.currentUser);
  return `DEFAULT ${cast === '' ? call : `(${call})${cast}`}`;
}

/** Adds defaults, and returns the tables with the columns for which INSERT still needs the trigger. */
export function withCreatedDefaults<T extends KeptTable>(
  tables: readonly T[],
  { relations, tenancy, mayCall }: Around,
): { tables: T[]; defaults: CreatedDefault[] } {
  const given = new Map<string, CreatedDefault>();
  for (const { relation, slots } of tables)
    for (const slot of slots) {
      const callsUser = isUser(slot.concept);
      if (!slot.unfilled || slot.added || relation.columns.get(slot.column)?.type === undefined) continue;
      if (callsUser && !mayCall(relation)) continue;
      const { column } = slot;
      given.set(idOf(relation.name, column), {
        table: relation.name,
        column,
        text: defaultText(slot, tenancy),
        callsUser,
      });
    }
  // A table inherits its parent's column with the default.
  const isFilled = (relation: Relation, column: string): boolean =>
    lineage(relation, relations).some(({ name }) => given.has(idOf(name, column)));
  return {
    tables: tables.map((table) => ({
      ...table,
      slots: table.slots.map((slot) =>
        slot.unfilled ? { ...slot, unfilled: !isFilled(table.relation, slot.column) } : slot,
      ),
    })),
    defaults: [...given.values()],
  };
}

/** The table or ADD COLUMN with its defaults; the same object if it has none. */
export function withDefaults(
  object: SchemaObject,
  defaults: readonly CreatedDefault[],
  tenancy: Tenancy,
): SchemaObject {
  const action = object.kind === KIND.column ? tableAction(object.statement) : undefined;
  const table = action?.table ?? object.name;
  if (!isTable(object) && !action) return object;
  const own = new Map(
    defaults
      .filter((one) => relationKey(one.table) === relationKey(table))
      .map((one) => [one.column, one] as const),
  );
  const needs = (some: readonly CreatedDefault[]) =>
    some.some(({ callsUser }) => callsUser) ? [...object.needs, needFor(tenancy.currentUser)] : object.needs;
  if (isTable(object)) {
    const used: CreatedDefault[] = [];
    const elements = object.elements?.map((element) => {
      const found = own.get(element.column?.colname ?? '');
      if (!found) return element;
      used.push(found);
      return { ...element, text: `${element.text} ${found.text}` };
    });
    return elements && used.length > 0
      ? ({ ...object, elements, needs: needs(used) } as SchemaObject)
      : object;
  }
  const found = own.get(object.name.name);
  return found ? { ...object, sql: `${object.sql} ${found.text}`, needs: needs([found]) } : object;
}

/** The declaration for the report. */
export const declaredDefault = ({ table, column, text }: CreatedDefault): Changed => ({
  kind: 'default',
  name: `${quoteName(table)}.${quoteIdentifier(column)}`,
  what: `${text} added`,
  why: 'it stamps a new row: the audit trigger fires on UPDATE only',
});
