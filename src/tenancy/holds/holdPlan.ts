/** Which tables keep rows on hold, and by which triggers. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/alterTable.js';
import { madeObjects } from '../../kinds/made.js';
import type { Settings } from '../../settings.js';
import { triggerName } from '../columns/auditNames.js';
import { authorsTriggers } from '../columns/authorsTriggers.js';
import { holdsOf } from '../columns/holding.js';
import { profileOf } from '../columns/profiles.js';
import { ownNames } from '../ownNames.js';
import { sameDefinition } from '../sameDefinition.js';
import { belowOf, columnsOf } from '../tables/lineage.js';
import { type Relation, relationsOf } from '../tables/relations.js';
import { otherPrefix, taken } from '../takenNames.js';
import { holdColumnsOf } from './holdColumns.js';
import { type HoldFunction, holdFunctions, rowTrigger, truncateTrigger } from './holdFunctions.js';

/** @param catalog with the columns that tables gain */
export function holdTexts(catalog: Catalog, tenancy: Tenancy, settings: Settings): string[] {
  const relations = relationsOf(catalog);
  const below = belowOf(relations);
  const holds = holdsOf(relations, settings.persons);
  const triggersOf = authorsTriggers(catalog);
  const names = ownNames(tenancy.prefix);
  const around = {
    schema: tenancy.currentUser.name.schema,
    prefix: tenancy.prefix,
    releaseRole: settings.holds.releaseRole,
  };
  // A child has the columns of its parent, and fires no trigger of it; a partition fires those for rows alone.
  const kept = new Set<Relation>();
  for (const table of tenancy.tables.values()) {
    const relation = relations.get(relationKey(table.name));
    const profile = profileOf(table, settings);
    if (!relation || !profile || !holds(relation, profile).holds) continue;
    for (const one of [relation, ...below(relation)]) kept.add(one);
  }
  const functions = new Map<string, readonly string[]>();
  const triggers: string[] = [];
  const used = (one: HoldFunction): HoldFunction => {
    functions.set(quoteName(one.name), one.texts);
    return one;
  };
  for (const relation of [...kept].toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1))) {
    const columns = holdColumnsOf(columnsOf(relation, relations));
    if (!columns) continue;
    const { row, truncate } = holdFunctions(columns, around);
    const own = [names.holdTrigger, names.truncateTrigger];
    const others = triggersOf(relation.name)
      .map(({ name }) => name)
      .filter((name) => !own.includes(name));
    if (!relation.partitionOf)
      triggers.push(rowTrigger(relation.name, triggerName(names.holdTrigger, others), used(row)));
    triggers.push(truncateTrigger(relation.name, names.truncateTrigger, used(truncate)));
  }
  return [...[...functions.values()].flat(), ...triggers];
}

/**
 * What the dump does not have yet, from an earlier baseline.
 * @throws InputError `names/taken` where it has something else of such a name
 */
export function holdObjects({ objects }: Catalog, texts: readonly string[], prefix: string): SchemaObject[] {
  const there = new Map(objects.map((object) => [object.id, object]));
  return madeObjects(texts).filter((made) => {
    const theirs = there.get(made.id);
    if (!theirs) return true;
    if (made.kind !== 'comment' && !sameDefinition(theirs.statement.tree!, made.statement.tree!))
      throw taken(theirs, otherPrefix(prefix));
    return false;
  });
}
