/** The audit columns that a table has, under any name, and those that it gains. */
import { quoteIdentifier } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { AuditSettings } from '../../settings/settings.js';
import { audit as defaults } from '../../settings/hims.js';
import {
  columnsFor,
  type Concept,
  concepts,
  isCreated,
  saysItself,
} from '../../facts/columns/auditSynonyms.js';
import type { AuthorsTrigger } from '../../facts/triggers/authorsTriggers.js';
import { columnGain } from './columnText.js';
import type { Family, Gain } from './gains.js';
import { isNamedLikeHistory } from '../../facts/names/evidence.js';
import { callOf } from '../kernel/kernel.js';
import { matches } from '../../facts/names/patterns.js';
import type { Column } from '../../facts/relations/relation.js';
import { type Readers, whyData } from './versionColumn.js';

export type AuditSet = Readonly<Record<Concept, Gain>>;

/** The configured columns; by default, `*_by` has the type of the dump's user ids. */
export function auditSetOf(settings: AuditSettings, { currentUser }: Tenancy): AuditSet {
  const textOf = (concept: Concept): string => {
    const text = settings[concept];
    const isDefault = text === defaults[concept];
    if (!isDefault || (concept !== 'createdBy' && concept !== 'updatedBy')) return text;
    const { name } = columnGain(text);
    const column = `${quoteIdentifier(name)} ${currentUser.type}`;
    // The trigger sets updated_by; a new row has no value, because no user has changed it.
    return concept === 'createdBy' ? `${column} DEFAULT ${callOf(currentUser)}` : column;
  };
  const of = (concept: Concept): Gain => columnGain(textOf(concept));
  return {
    createdAt: of('createdAt'),
    createdBy: of('createdBy'),
    updatedAt: of('updatedAt'),
    updatedBy: of('updatedBy'),
    rowVersion: of('rowVersion'),
  };
}

/**
 * Tables with audit columns: those of tenants, and reference tables, whose rows users change too. Excludes migration
 * tools' tables, because these tools expect only their own columns.
 */
export const isAudited = ({ name, form }: TableTenancy, { except }: AuditSettings): boolean =>
  (form === 'table' || form === 'fixed') && !isNamedLikeHistory(name) && !matches(except, name);

export interface Part {
  readonly concept: Concept;
  /** The column with this meaning. */
  readonly found: Column | undefined;
  /** True for a needed new one. */
  readonly missing: boolean;
  /** Columns that only look like it, each with the reason. */
  readonly data: readonly { readonly column: Column; readonly why: string }[];
}

export interface Asked {
  readonly family: Pick<Family, 'relation' | 'columns'>;
  readonly appendOnly: boolean;
  readonly set: AuditSet;
  readonly triggers: readonly AuthorsTrigger[];
  readonly readers: Readers;
}

/** The table's columns for each audit column. */
export function partsOf({ family, appendOnly, set, triggers, readers }: Asked): Part[] {
  const { relation, columns } = family;
  return concepts.map((concept): Part => {
    const { name } = set[concept];
    const candidates = columnsFor(concept, name, columns);
    const judged = candidates.map((column) => ({
      column,
      why: concept === 'rowVersion' ? whyData(column, relation, triggers, readers) : undefined,
    }));
    const found = judged.find(({ why }) => why === undefined)?.column;
    const data = judged.flatMap(({ column, why }) => (why === undefined ? [] : [{ column, why }]));
    if (appendOnly && !isCreated(concept)) return { concept, found: undefined, missing: false, data };
    const itself = appendOnly && saysItself(concept, columns.values());
    return { concept, found, missing: !found && !itself && !columns.has(name), data };
  });
}
