/** Which tables of a profile get its columns: those with rows of the profile's kind. */
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { ComplianceProfile, Patterns } from '../../settings/settings.js';
import { matches, words } from '../../facts/names/patterns.js';
import { columnsOf, lineage } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relations.js';
import { columnKind } from '../../facts/columns/columnKinds.js';
import { personsOf } from '../../facts/columns/persons.js';

/** The last word of a column for an amount. */
const AMOUNTS = /^(amount|amt|total|subtotal|payable|receivable|debit|credit|charged)s?$/;
/** Price lists, counters and plans have amounts too, but no transactions. */
const MASTERS =
  /^(tariff|price|pricing|rate|package|slab|catalog|catalogue|master|plan|scheme|counter|budget|limit|type|template|config|setting)s?$/;
/** Types that no amount has, whatever the column's name. */
const NO_AMOUNTS = new Set(['time', 'date', 'text']);
const CONSENTS = /^consents?$/;

/** `perhaps`: the column by which rows may belong to a person, in a table that need not hold any. */
export interface Held {
  readonly holds: boolean;
  readonly perhaps: string | undefined;
}

export type Holds = (relation: Relation, profile: ComplianceProfile) => Held;

/** @param said tables that the configuration lists as holding persons */
export function holdsOf(relations: ReadonlyMap<Key, Relation>, said: Patterns): Holds {
  const persons = personsOf(relations, said);
  const isConsent = ({ name }: Relation): boolean => words(name.name).some((word) => CONSENTS.test(word));
  const hasAmount = (relation: Relation): boolean =>
    [...columnsOf(relation, relations).values()].some(({ name, type }) => {
      const kind = columnKind(type);
      return (
        AMOUNTS.test(words(name).at(-1) ?? '') &&
        !NO_AMOUNTS.has(kind.is) &&
        !/^(boolean|jsonb?|uuid)$/.test(kind.type)
      );
    });
  const isMaster = ({ name }: Relation): boolean => words(name.name).some((word) => MASTERS.test(word));
  /** Follows any reference through tables of the same profile. */
  const isRecord = (relation: Relation, tables: Patterns, path: readonly Relation[] = []): boolean =>
    isConsent(relation) ||
    persons.holds(relation, tables) ||
    persons.mayHold(relation, tables) !== undefined ||
    lineage(relation, relations)
      .flatMap(({ foreignKeys }) => foreignKeys)
      .flatMap(({ to }) => relations.get(relationKey(to)) ?? [])
      .filter((to) => matches(tables, to.name) && !path.includes(to))
      .some((to) => isRecord(to, tables, [...path, relation]));
  return (relation, profile) => {
    const held = (holds: boolean, perhaps?: string): Held => ({ holds, perhaps });
    switch (profile.holding) {
      case 'any':
        return held(true);
      case 'amount':
        return held(hasAmount(relation) && !isMaster(relation));
      case 'record':
        return held(isRecord(relation, profile.tables));
      case 'person':
        return persons.holds(relation, profile.tables)
          ? held(true)
          : held(false, persons.mayHold(relation, profile.tables));
    }
  };
}
