/** Which tables keep rows on hold, and their triggers. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { holdTriggersBlock } from '../../kinds/ours/holdTriggers.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Settings } from '../../settings/settings.js';
import { triggerName } from '../columns/auditNames.js';
import { authorsTriggers } from '../../facts/triggers/authorsTriggers.js';
import { holdsOf } from '../columns/holding.js';
import { profileOf } from '../columns/profiles.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { pasted } from '../../facts/names/patterns.js';
import { sameDefinition } from '../names/sameDefinition.js';
import { belowOf, columnsOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { holdColumnsOf, unreadColumns } from './holdColumns.js';
import { type HoldFunction, holdFunctions, rowTrigger, truncateTrigger } from './holdFunctions.js';
import { domainsOf } from '../../facts/columns/domains.js';
import { otherPrefix, taken } from '../names/taken.js';
import { nodeIf } from '../../grammar.js';

/** Tables with hold columns, sorted by name. A child has its parent's columns, but does not fire its triggers. */
function keptTables(catalog: Catalog, tenancy: Tenancy, settings: Settings): Relation[] {
  const relations = relationsOf(catalog);
  const below = belowOf(relations);
  const holds = holdsOf(relations, settings.persons);
  const kept = new Set<Relation>();
  for (const table of tenancy.tables.values()) {
    const relation = relations.get(relationKey(table.name));
    const profile = profileOf(table, settings);
    if (!relation || !profile || !holds(relation, profile).holds) continue;
    for (const one of [relation, ...below(relation)]) kept.add(one);
  }
  return [...kept].toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1));
}

/** @param catalog the catalog with added columns */
export function holdTexts(catalog: Catalog, tenancy: Tenancy, settings: Settings): string[] {
  const relations = relationsOf(catalog);
  const domains = domainsOf(catalog);
  const triggersOf = authorsTriggers(catalog);
  const names = ownNames(tenancy.prefix);
  const around = {
    schema: tenancy.currentUser.name.schema,
    prefix: tenancy.prefix,
    releaseRole: settings.holds.releaseRole,
  };
  const functions = new Map<string, readonly string[]>();
  const triggers: string[] = [];
  const used = (one: HoldFunction): HoldFunction => {
    functions.set(quoteName(one.name), one.texts);
    return one;
  };
  const tables = keptTables(catalog, tenancy, settings);
  for (const relation of tables) {
    const columns = holdColumnsOf(columnsOf(relation, relations), domains);
    if (!columns) continue;
    const { row, truncate } = holdFunctions(columns, around);
    const own = [names.holdTrigger, names.truncateTrigger];
    const others = triggersOf(relation.name)
      .map(({ name }) => name)
      .filter((name) => !own.includes(name));
    // A partition has its parent's row trigger.
    if (!relation.partitionOf)
      triggers.push(rowTrigger(relation.name, triggerName(names.holdTrigger, others), used(row)));
    triggers.push(truncateTrigger(relation.name, names.truncateTrigger, used(truncate)));
  }
  const canGrow = tables.some((one) => isPartitioned(one) || one.partitionOf || one.inherits.length > 0);
  const called = [...functions.keys()].map((name) => `${name}()`).toSorted();
  const later = canGrow && called.length > 0 ? [holdTriggersBlock(called)] : [];
  return [...[...functions.values()].flat(), ...triggers, ...later];
}

const isPartitioned = ({ table }: Relation): boolean =>
  nodeIf(table.statement, 'CreateStmt')?.partspec !== undefined;

/** Columns named like a hold whose type does not fit. */
export function holdFindings(catalog: Catalog, tenancy: Tenancy, settings: Settings): Diagnostic[] {
  const relations = relationsOf(catalog);
  const domains = domainsOf(catalog);
  return keptTables(catalog, tenancy, settings)
    .filter(({ partitionOf, inherits }) => !partitionOf && inherits.length === 0)
    .flatMap((relation) =>
      unreadColumns(columnsOf(relation, relations), domains).map(
        ({ column, type, expected }): Diagnostic => ({
          severity: 'warning',
          code: 'compliance/hold-type',
          message: `${pasted(relation.name)}.${quoteIdentifier(column)} is ${type}, not ${expected}, so no trigger reads it, and the rows that it marks can be deleted.`,
          help: 'Change its type in the design.',
          object: `table ${quoteName(relation.name)}`,
        }),
      ),
    );
}

/**
 * The objects that the dump does not yet have from an earlier baseline.
 * @throws InputError `names/taken` for a different object of such a name
 */
export function holdObjects({ objects }: Catalog, texts: readonly string[], prefix: string): SchemaObject[] {
  const there = new Map(objects.map((object) => [object.id, object]));
  return objectsFromSql('complianceColumns', texts).filter((made) => {
    const theirs = there.get(made.id);
    if (!theirs) return true;
    if (made.kind !== KIND.comment && !sameDefinition(theirs.statement.tree!, made.statement.tree!))
      throw taken(theirs, otherPrefix(prefix));
    return false;
  });
}
