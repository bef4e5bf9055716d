/** The audit columns of all tables: those that they gain, and the functions and triggers that maintain them. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { auditFindings } from './auditFindings.js';
import { triggerName } from './auditNames.js';
import { auditSetOf, isAudited, type Part, partsOf } from './auditSet.js';
import { keptOf } from './auditSlots.js';
import { type Concept, isUser } from '../../facts/columns/auditSynonyms.js';
import { type AuditStatements, auditStatements } from './auditTriggers.js';
import { authorsTriggers } from '../../facts/triggers/authorsTriggers.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { bareNames, withoutBareNames } from './unqualifiedColumns.js';
import { callersOf } from './callers.js';
import { fixedFinding, fixedRows, whyFixed } from './fixedRows.js';
import { columnGain } from './columnText.js';
import { type CreatedDefault, type KeptTable, withCreatedDefaults } from './createdDefaults.js';
import { clashesBelow, type Family, type Gain, type Gained, gainsOf } from './gains.js';
import { belowOf, columnsOf, lineage } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { slowUser } from './slowUser.js';
import { readersOf } from './versionColumn.js';
import { isAppendOnly } from '../classification/appendOnly.js';

export interface AuditPlan {
  readonly gains: ReadonlyMap<Key, Gained>;
  /** For columns of the dump. */
  readonly defaults: readonly CreatedDefault[];
  readonly statements: AuditStatements;
  readonly findings: readonly Diagnostic[];
}

const byName = (a: Relation, b: Relation): number => (quoteName(a.name) < quoteName(b.name) ? -1 : 1);

export function auditPlan(catalog: Catalog, tenancy: Tenancy, all: Settings): AuditPlan {
  const { audit: settings } = all;
  const relations = relationsOf(catalog);
  const set = auditSetOf(settings, tenancy);
  const triggersOf = authorsTriggers(catalog);
  const readers = readersOf(catalog);
  const fixed = fixedRows(catalog);
  const callers = callersOf(catalog, tenancy.currentUser, all);
  const bare = bareNames(catalog);
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
  /** Omits the DEFAULT's call where it would fail for a role that writes the table. */
  const gainFor = (concept: Concept, { name }: TableTenancy): Gain =>
    isUser(concept) && callers.inDefault(name) !== undefined
      ? columnGain(`${quoteIdentifier(set[concept].name)} ${tenancy.currentUser.type}`)
      : set[concept];
  const gains = gainsOf(relations, (family) => {
    const table = audited(family.relation);
    if (!table) return [];
    const missing = ask(table, family)
      .flatMap(({ concept, missing: wanted }) => (wanted ? [gainFor(concept, table)] : []))
      .filter(({ name }) => !clashesBelow(name, family.below));
    const why = whyFixed(table, family, fixed);
    if (why === undefined) {
      const possible = withoutBareNames('audit', table.name, missing, bare);
      findings.push(...possible.findings);
      return possible.columns;
    }
    if (missing.length === 0) return [];
    const names = missing.map(({ name }) => name);
    findings.push(fixedFinding('audit', table.name, why, names));
    return [];
  });

  const kept: (KeptTable & { readonly name: string })[] = [];
  for (const relation of [...relations.values()].toSorted(byName)) {
    const table = audited(relation);
    if (!table) continue;
    const { all: gained, own: written } = gains.get(relationKey(relation.name))!;
    const own = new Set(written.map(({ name }) => name));
    const added = new Set(gained.map(({ name }) => name));
    const columns = new Map(columnsOf(relation, relations));
    const before = ask(table, { relation, columns });
    for (const { name, column } of gained) if (column) columns.set(name, column);
    const triggers = triggersOf(table.name);
    const kin = [...lineage(relation, relations), ...below(relation)];
    const all = keptOf(
      ask(table, { relation, columns }),
      { relations: kin, triggers, added, caller: callers.inTrigger(table.name) },
      tenancy,
    );
    findings.push(...auditFindings({ table, relation, parts: before, kept: all, gained: own }));
    if (all.slots.length === 0) continue;
    const name = triggerName(
      ownNames(tenancy.prefix).auditTrigger,
      triggers.map((trigger) => trigger.name),
    );
    kept.push({ relation, slots: all.slots, name });
  }
  const mayCall = (relation: Relation): boolean =>
    [relation, ...below(relation)].every(({ name }) => callers.inDefault(name) === undefined);
  const { tables, defaults } = withCreatedDefaults(kept, { relations, tenancy, mayCall });
  const statements = auditStatements(
    tables.map(({ relation, slots, name }) => ({ table: relation.name, name, slots })),
    tenancy,
  );
  findings.push(...slowUser(catalog, tenancy, { gains, tables, defaults }));
  return { gains, defaults, statements, findings };
}
