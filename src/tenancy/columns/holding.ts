/** Which tables of a profile have its columns: those whose rows hold what the profile is about. */
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import type { ComplianceProfile, Patterns } from '../../settings/settings.js';
import { matches, words } from '../../facts/names/patterns.js';
import { columnsOf, lineage } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relations.js';
import { columnKind } from '../../facts/columns/columnKinds.js';
import { personsOf } from '../../facts/columns/persons.js';

/** The last word of a column that holds an amount. */
const AMOUNTS = /^(amount|amt|total|subtotal|payable|receivable|debit|credit|charged)s?$/;
/** Price lists, counters and plans hold amounts too, and no transaction. */
const MASTERS =
  /^(tariff|price|pricing|rate|package|slab|catalog|catalogue|master|plan|scheme|counter|budget|limit|type|template|config|setting)s?$/;
/** What cannot be an amount, whatever it is called. */
const NO_AMOUNTS = new Set(['time', 'date', 'text']);
const CONSENTS = /^consents?$/;

/** The column by which rows may belong to a person, of a table that need not hold one. */
export interface Held {
  readonly holds: boolean;
  readonly perhaps: string | undefined;
}

export type Holds = (relation: Relation, profile: ComplianceProfile) => Held;

/** @param said tables that hold persons because somebody said so */
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
  /** By whatever reference, through tables of the same profile. */
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
