/** Findings about tables that gain no compliance columns although their name matches a profile. */
import { quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { ComplianceProfile, Settings } from '../../settings/settings.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Relation } from '../../facts/relations/relations.js';
import type { Holds } from './holding.js';
import { profileOf } from './profiles.js';

const HOLD: Readonly<Record<ComplianceProfile['holding'], string>> = {
  any: 'is left out',
  person: 'holds no person',
  amount: 'holds no amount of a transaction',
  record: 'holds neither a consent nor a record of a person',
};

/** Comes first, because nothing protects the table's rows. */
export const gainsNothing = (finding: Diagnostic): Diagnostic => ({
  ...finding,
  help: `${finding.help} Until then nothing tells which of its rows are on hold, and all can be deleted.`,
  first: true,
});

/** What a profile's table does not hold, with the configuration line to override that. */
export function holdingFindings(
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  settings: Settings,
  holds: Holds,
): Diagnostic[] {
  return [...tenancy.tables.values()].flatMap((table): Diagnostic[] => {
    const relation = relations.get(relationKey(table.name));
    const profile = profileOf(table, settings);
    if (!relation || !profile || relation.partitionOf) return [];
    const { holds: isHeld, perhaps: column } = holds(relation, profile);
    if (isHeld) return [];
    const [name = ''] = Object.entries(settings.compliance).find(([, one]) => one === profile) ?? [];
    const shown = pasted(table.name);
    const said = (code: DiagnosticCode, why: string, help: string): Diagnostic => ({
      severity: 'info',
      code,
      message: `${shown} gains no columns of the profile ${name}: it ${why}.`,
      help,
      object: `table ${quoteName(table.name)}`,
    });
    const persons = `If its rows belong to persons: compliance: { persons: [${shown}] }`;
    if (column !== undefined)
      return [
        said('compliance/perhaps-a-person', `refers to a person by ${column}, which may be NULL`, persons),
      ];
    const other = `If it is to have them, name it in a profile of its own: compliance.<name>.tables.`;
    return [
      said('compliance/holds-none', HOLD[profile.holding], profile.holding === 'amount' ? other : persons),
    ];
  });
}
