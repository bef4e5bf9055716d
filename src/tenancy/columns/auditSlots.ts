/** Which columns the tool's trigger maintains, and how; which ones stay with the application, and why. */
import { quoteName } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Part } from './auditSet.js';
import { type Concept, isCreated, isOfOrm, isUser } from '../../facts/columns/auditSynonyms.js';
import type { AuthorsTrigger } from '../../facts/triggers/authorsTriggers.js';
import { columnKind, holds } from '../../facts/columns/columnKinds.js';
import { checksOf, columnsNamed } from '../../facts/queries/columnsNamed.js';
import type { Column, Relation } from '../../facts/relations/relation.js';

/** One column that the trigger maintains. */
export interface Slot {
  readonly concept: Concept;
  readonly column: string;
  /** The tool added it, so only the trigger writes it. The application may write the dump's columns. */
  readonly added: boolean;
  /** The cast of the user to the column's type: `::text`. */
  readonly cast: string;
  /** A time without a zone. */
  readonly zoneless: boolean;
  /** A smallint, which restarts at 0 after its highest value. */
  readonly small: boolean;
  /** A created_* column without a default: unless it gets one, INSERT needs the trigger too. */
  readonly unfilled: boolean;
}

export interface Kept {
  readonly slots: readonly Slot[];
  /** Columns that the tool's triggers do not maintain, each with the reason. */
  readonly left: readonly { readonly column: Column; readonly why: string }[];
  /** Triggers of the dump that would maintain a column, but do not fire. */
  readonly asleep: readonly { readonly column: Column; readonly trigger: AuthorsTrigger }[];
}

export interface Lineage {
  /** The table, its ancestors and descendants. */
  readonly relations: readonly Relation[];
  readonly triggers: readonly AuthorsTrigger[];
  /** Columns that the tool added. */
  readonly added: ReadonlySet<string>;
  /** A role that writes the table without EXECUTE on the user function. */
  readonly caller: string | undefined;
}

/** Why the trigger's value could be rejected, or be wrong. */
function whyLeft(
  { concept, found }: Part,
  { relations, added, caller }: Lineage,
  { currentUser }: Tenancy,
): string | undefined {
  const { name, type, generated } = found!;
  const kind = columnKind(type);
  if (generated) return 'it is a generated column';
  if (relations.some(({ foreignKeys }) => foreignKeys.some(({ columns }) => columns.includes(name))))
    return 'it is a foreign key, and the current user may not exist in the table it refers to';
  if (relations.some(({ uniqueKeys }) => uniqueKeys.some(({ columns }) => columns.includes(name))))
    return 'it is part of a key';
  if (relations.some(({ table }) => columnsNamed(partitionKeyOf(table.statement.tree!.node)).has(name)))
    return 'the table is partitioned by it';
  if (concept === 'rowVersion')
    return isOfOrm(name) && !added.has(name)
      ? 'its ORM increments it, and would find its row stale after a change by a trigger'
      : undefined;
  if (!isUser(concept)) return kind.is === 'time' ? undefined : `it is ${kind.type}`;
  if (relations.some((relation) => columnsNamed(checksOf(relation)).has(name)))
    return 'a constraint reads it';
  if (caller !== undefined)
    return `${caller} writes to the table but has no EXECUTE privilege on ${quoteName(currentUser.name)}()`;
  if (kind.type === currentUser.type || holds(kind, currentUser.type)) return undefined;
  return kind.is === 'text'
    ? `a user's ${currentUser.type} may not fit into it`
    : `its type is ${kind.type}, but user ids are ${currentUser.type}`;
}

const partitionKeyOf = (node: object): unknown => (node as { partspec?: unknown }).partspec;

/** Casts to text for an extension's type, whose schema is unknown to the function. */
function castTo(type: string): string {
  // `character` alone means one character.
  if (type === 'character') return '::bpchar';
  return type === 'character varying' ? `::${type}` : '::text';
}

/** Triggers of the dump that set the column on the relevant event. */
const keepers = ({ triggers }: Lineage, concept: Concept, column: string): AuthorsTrigger[] =>
  triggers.filter(
    ({ beforeRow, onInsert, onUpdate, sets, own }) =>
      beforeRow && sets.has(column) && (isCreated(concept) ? onInsert || own : onUpdate),
  );

export function keptOf(parts: readonly Part[], lineage: Lineage, tenancy: Tenancy): Kept {
  const slots: Slot[] = [];
  const left: { column: Column; why: string }[] = [];
  const asleep: { column: Column; trigger: AuthorsTrigger }[] = [];
  for (const part of parts) {
    const { concept, found: column } = part;
    if (!column) continue;
    const [keeper, ...more] = keepers(lineage, concept, column.name);
    if (keeper) {
      if ([keeper, ...more].every(({ state }) => state !== 'enabled'))
        asleep.push({ column, trigger: keeper });
      continue;
    }
    const why = whyLeft(part, lineage, tenancy);
    if (why !== undefined) {
      left.push({ column, why });
      continue;
    }
    const { type, zoneless } = columnKind(column.type);
    slots.push({
      concept,
      column: column.name,
      added: lineage.added.has(column.name),
      cast: isUser(concept) && type !== tenancy.currentUser.type ? castTo(type) : '',
      zoneless,
      small: type === 'smallint',
      unfilled: isCreated(concept) && !column.hasDefault,
    });
  }
  return { slots, left, asleep };
}
