/** Which audit and compliance columns a table had, and which it gained. */
import type { Key } from '../catalog/object.js';
import type { Tenancy } from '../catalog/tenancy.js';
import { relationKey } from '../kinds/base/alterTable.js';
import type { Settings } from '../settings/settings.js';
import { auditSetOf, isAudited } from '../tenancy/columns/auditSet.js';
import { columnsFor, concepts, isCreated, saysItself } from '../facts/columns/auditSynonyms.js';
import { columnGain } from '../tenancy/columns/columnText.js';
import { meaningOf } from '../tenancy/columns/complianceSynonyms.js';
import { consentColumn, consentsOf, isConsent } from '../tenancy/columns/consents.js';
import { holdsOf } from '../tenancy/columns/holding.js';
import { profileOf } from '../tenancy/columns/profiles.js';
import type { Relation } from '../facts/relations/relations.js';
import { type Cell, cellOf, type Compared } from './cell.js';
import { type Domains } from '../facts/columns/domains.js';
import { isAppendOnly } from '../tenancy/classification/appendOnly.js';

interface ColumnCells {
  readonly audit: Cell;
  readonly compliance: Cell;
}

export function columnCoverage(
  tenancy: Tenancy,
  settings: Settings,
  relations: ReadonlyMap<Key, Relation>,
  domains: Domains,
): (table: Compared) => ColumnCells {
  const set = auditSetOf(settings.audit, tenancy);
  const consents = consentsOf(relations);
  const holds = holdsOf(relations, settings.persons);
  const isOff = (transform: string): boolean => settings.off.includes(transform);
  // Each table looks up its profile, which is parsed once.
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text) ?? columnGain(consentColumn(text, consents)).name;
    names.set(text, known);
    return known;
  };

  const audit = ({ table, had, has }: Compared): Cell => {
    if (table.form === 'foreign') return 'exempt a foreign table';
    if (!isAudited(table, settings.audit)) return 'exempt not asked for';
    const log = isAppendOnly(table, settings.audit);
    const parts = {
      undecided: [] as string[],
      added: [] as string[],
      reused: [] as string[],
      had: [] as string[],
    };
    for (const concept of concepts) {
      const { name } = set[concept];
      const [found] = columnsFor(concept, name, had);
      if (log && !isCreated(concept)) continue;
      if (has.has(name) && !had.has(name)) parts.added.push(name);
      else if (found) parts[found.name === name ? 'had' : 'reused'].push(found.name);
      else if (!(log && saysItself(concept, had.values()))) parts.undecided.push(name);
    }
    if (Object.values(parts).every((list) => list.length === 0))
      return 'exempt a log with its own time and user columns';
    return isOff('auditColumns') && parts.undecided.length > 0 ? 'exempt auditColumns is off' : cellOf(parts);
  };

  const compliance = (compared: Compared): Cell => {
    const { table, had, has } = compared;
    const profile = profileOf(table, settings);
    if (table.class === 'reference') return 'exempt rows are shared by all tenants';
    if (!profile) return isAppendOnly(table, settings.audit) ? 'exempt a log' : 'exempt no profile matches';
    if (isOff('complianceColumns')) return 'exempt complianceColumns is off';
    const relation = relations.get(relationKey(table.name));
    if (relation && !holds(relation, profile).holds) return 'exempt holds nothing of its profile';
    const wanted = profile.columns.map(nameOf);
    const meant = (name: string): string | undefined => meaningOf(name, had, domains)?.name;
    const parts = {
      // A table that records its consent in another way needs no column for it.
      undecided: wanted.filter((name) => !has.has(name) && meant(name) === undefined && !isConsent(name)),
      added: wanted.filter((name) => has.has(name) && !had.has(name)),
      reused: [...new Set(wanted.flatMap((name) => (had.has(name) ? [] : (meant(name) ?? []))))],
      had: wanted.filter((name) => had.has(name)),
    };
    return Object.values(parts).every((list) => list.length === 0)
      ? 'exempt tells it by other means'
      : cellOf(parts);
  };

  return (compared) => ({ audit: audit(compared), compliance: compliance(compared) });
}
