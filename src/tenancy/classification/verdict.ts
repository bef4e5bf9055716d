/** Verdicts from the configuration and the name of a table. */
import type { Name } from '../../catalog/names.js';
import type { TableClass } from '../../catalog/tenancy.js';
import type { TenancySettings } from '../../settings/settings.js';
import { isReferenceName } from '../../facts/names/evidence.js';
import { matches } from '../../facts/names/patterns.js';

export interface Verdict {
  readonly class: TableClass;
  readonly why: string;
  readonly undecided?: boolean;
  /** True where the configuration lists the table or its parent. */
  readonly configured?: boolean;
  /** True where the dump's structure or policies, not just its name, show that all tenants share its rows. */
  readonly shown?: boolean;
}

export function fromSettings(name: Name, settings: TenancySettings): Verdict | undefined {
  const why = 'listed in the configuration';
  const said = (verdict: TableClass): Verdict => ({ class: verdict, why, configured: true });
  if (matches(settings.tenantTables, name)) return said('tenant');
  if (matches([...settings.mixedTables, ...settings.logTables], name)) return said('mixed');
  return matches(settings.referenceTables, name) ? said('reference') : undefined;
}

export const byName = (name: Name): Verdict =>
  isReferenceName(name)
    ? { class: 'reference', why: 'its name is that of reference data' }
    : { class: 'tenant', why: 'unclear; treated as tenant-owned until you decide', undecided: true };
