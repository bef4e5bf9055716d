/** What the audit set means for every table of a catalog: columns that it gains, functions and triggers that keep them. */
import type { Catalog } from '../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../catalog/names.js';
import type { Key } from '../catalog/object.js';
import type { TableTenancy, Tenancy } from '../catalog/tenancy.js';
import type { Diagnostic } from '../diagnostics.js';
import { relationKey } from '../kinds/alterTable.js';
import type { AuditSettings } from '../settings.js';
import { auditFindings } from './auditFindings.js';
import { triggerName } from './auditNames.js';
import { auditSetOf, isAppendOnly, isAudited, type Part, partsOf } from './auditSet.js';
import { keptOf } from './auditSlots.js';
import { auditFunction, auditTrigger } from './auditTriggers.js';
import { authorsTriggers } from './authorsTriggers.js';
import { bareNames } from './bareNames.js';
import { fixedFinding, fixedRows, whyFixed } from './fixedRows.js';
import { clashesBelow, type Family, type Gained, gainsOf } from './gains.js';
import { belowOf, columnsOf, lineage } from './lineage.js';
import { type Relation, relationsOf } from './relations.js';
import { readersOf } from './versionColumn.js';

export interface AuditPlan {
  readonly gains: ReadonlyMap<Key, Gained>;
  /** CREATE FUNCTION, its COMMENT, CREATE TRIGGER. */
  readonly statements: readonly string[];
  readonly findings: readonly Diagnostic[];
}

const byName = (a: Relation, b: Relation): number => (quoteName(a.name) < quoteName(b.name) ? -1 : 1);

export function auditPlan(catalog: Catalog, tenancy: Tenancy, settings: AuditSettings): AuditPlan {
  const relations = relationsOf(catalog);
  const set = auditSetOf(settings, tenancy);
  const triggersOf = authorsTriggers(catalog);
  const readers = readersOf(catalog);
  const fixed = fixedRows(catalog);
  const below = belowOf(relations);
  const findings: Diagnostic[] = [];

  const audited = ({ name, partitionOf }: Relation): TableTenancy | undefined => {
    const table = partitionOf ? undefined : tenancy.tables.get(relationKey(name));
    return table && isAudited(table, settings) ? table : undefined;
  };
  const ask = (table: TableTenancy, family: Pick<Family, 'relation' | 'columns'>): Part[] => {
    const triggers = triggersOf(table.name);
    return partsOf({ family, appendOnly: isAppendOnly(table, settings), set, triggers, readers });
  };
  const gains = gainsOf(relations, (family) => {
    const table = audited(family.relation);
    if (!table) return [];
    const missing = ask(table, family)
      .flatMap(({ concept, missing: wanted }) => (wanted ? [set[concept]] : []))
      .filter(({ name }) => !clashesBelow(name, family.below));
    const why = whyFixed(table, family, fixed);
    if (why === undefined || missing.length === 0) return missing;
    const names = missing.map(({ name }) => name);
    findings.push(fixedFinding('audit', table.name, why, names));
    return [];
  });

  findings.push(...bareNames('audit', catalog, relations, gains));
  const functions = new Map<string, readonly string[]>();
  const statements: string[] = [];
  for (const relation of [...relations.values()].toSorted(byName)) {
    const table = audited(relation);
    if (!table) continue;
    const all = gains.get(relationKey(relation.name))?.all ?? [];
    const added = new Set(all.map(({ name }) => name));
    const columns = columnsOf(relation, relations);
    const before = ask(table, { relation, columns });
    for (const { name, column } of all) if (column) columns.set(name, column);
    const triggers = triggersOf(table.name);
    const kin = [...lineage(relation, relations), ...below(relation)];
    const kept = keptOf(ask(table, { relation, columns }), { relations: kin, triggers, added }, tenancy);
    findings.push(...auditFindings({ table, relation, parts: before, kept }));
    if (kept.slots.length === 0) continue;
    const run = auditFunction(kept.slots, tenancy);
    functions.set(quoteIdentifier(run.name.name), run.texts);
    const name = triggerName(triggers.map((trigger) => trigger.name));
    statements.push(auditTrigger(table.name, name, kept.slots, run));
  }
  return { gains, statements: [...[...functions.values()].flat(), ...statements], findings };
}
