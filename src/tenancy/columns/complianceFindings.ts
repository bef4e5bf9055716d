/** What somebody should know about tables that gain no columns of compliance although their name fits a profile. */
import { quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics.js';
import { relationKey } from '../../kinds/alterTable.js';
import type { ComplianceProfile, Settings } from '../../settings.js';
import { pasted } from '../patterns.js';
import type { Relation } from '../tables/relations.js';
import type { Holds } from './holding.js';
import { profileOf } from './profiles.js';

const HOLD: Readonly<Record<ComplianceProfile['holding'], string>> = {
  any: 'are left out',
  person: 'hold no person',
  amount: 'hold no amount of a transaction',
  record: 'hold neither a consent nor a record of a person',
};

/** Nothing protects its rows, and that is what a reader has to know first. */
export const gainsNothing = (finding: Diagnostic): Diagnostic => ({
  ...finding,
  help: `${finding.help} Until then nothing tells which of its rows are on hold, and all can be deleted.`,
  first: true,
});

/** Tables that may hold a person each get a note, with the line that decides; all others share one for each profile. */
export function holdingFindings(
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  settings: Settings,
  holds: Holds,
): Diagnostic[] {
  const without = new Map<string, string[]>();
  const perhaps: Diagnostic[] = [];
  for (const table of tenancy.tables.values()) {
    const relation = relations.get(relationKey(table.name));
    const profile = profileOf(table, settings);
    if (!relation || !profile || relation.partitionOf) continue;
    const { holds: isHeld, perhaps: column } = holds(relation, profile);
    if (isHeld) continue;
    const [name = ''] = Object.entries(settings.compliance).find(([, one]) => one === profile) ?? [];
    const shown = pasted(table.name);
    if (column === undefined) without.set(name, [...(without.get(name) ?? []), shown]);
    else
      perhaps.push({
        severity: 'info',
        code: 'compliance/perhaps-a-person',
        message: `${shown} gains no columns of the profile ${name}: it refers to a person by ${column}, which may be NULL.`,
        help: `If its rows belong to persons: compliance: { persons: [${shown}] }`,
        object: `table ${quoteName(table.name)}`,
      });
  }
  const rest = [...without].map(([name, tables]): Diagnostic => ({
    severity: 'info',
    code: 'compliance/holds-none',
    message: `Tables of the profile ${name} that ${HOLD[settings.compliance[name]!.holding]} gain none of its columns: ${tables.toSorted().join(', ')}.`,
    help: `${settings.compliance[name]!.holding === 'amount' ? 'Give' : 'Name tables whose rows belong to persons in compliance.persons; or give'} the profile ${name} in the configuration, with \`holding: any\`.`,
  }));
  return [...perhaps, ...rest];
}
