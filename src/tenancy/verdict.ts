/** What the configuration and the name of a table tell of it. */
import type { Name } from '../catalog/names.js';
import type { TableClass } from '../catalog/tenancy.js';
import type { TenancySettings } from '../settings.js';
import { isReferenceName } from './evidence.js';
import { matches } from './patterns.js';

export interface Verdict {
  readonly class: TableClass;
  readonly why: string;
  readonly undecided?: boolean;
}

export function fromSettings(name: Name, settings: TenancySettings): Verdict | undefined {
  const why = 'listed in the configuration';
  if (matches(settings.tenantTables, name)) return { class: 'tenant', why };
  if (matches([...settings.mixedTables, ...settings.logTables], name)) return { class: 'mixed', why };
  return matches(settings.referenceTables, name) ? { class: 'reference', why } : undefined;
}

export const byName = (name: Name): Verdict =>
  isReferenceName(name)
    ? { class: 'reference', why: 'its name is that of reference data' }
    : { class: 'tenant', why: 'unclear; treated as tenant-owned until you decide', undecided: true };
