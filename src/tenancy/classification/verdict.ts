/** What the configuration and the name of a table tell of it. */
import type { Name } from '../../catalog/names.js';
import type { TableClass } from '../../catalog/tenancy.js';
import type { TenancySettings } from '../../settings/settings.js';
import { isReferenceName } from '../../facts/names/evidence.js';
import { matches } from '../../facts/names/patterns.js';

export interface Verdict {
  readonly class: TableClass;
  readonly why: string;
  readonly undecided?: boolean;
  /** The configuration lists the table, or the table that it is a part of. */
  readonly configured?: boolean;
  /** Not by its name: the structure of the dump or its author's policies show that its rows are of all tenants. */
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
