/** The self-check's expectations, as literals. */
import type { HoldTrigger } from './questions/holds.js';
import type { KernelRoutine } from './questions/kernel.js';
import type { ExpectedLookup } from './questions/lookup.js';
import { type Exemption } from '../../catalog/tenancy.js';

export interface Expectation {
  readonly checkFunction: string;
  /** Transforms that are off: what they close stays open. */
  readonly off: readonly string[];
  readonly tenantColumn: string;
  /** The target's version. */
  readonly version: number;
  /** Schemas of the design. */
  readonly schemas: readonly string[];
  /** Schemas that are skipped. */
  readonly unmanaged: readonly string[];
  /** Roles that serve all tenants. */
  readonly administrators: readonly string[];
  /** Memberships of application roles in administrators that the design contains. */
  readonly inherited: readonly (readonly [member: string, group: string])[];
  readonly viewOwner: string;
  /** Views that show no rows of tenants. */
  readonly views: readonly Exemption[];
  /** Relations that the view owner may read without a policy, as regclass prints them. */
  readonly readable: readonly string[];
  /** Exempt tables that still refer to tenants, as regclass prints them. */
  readonly namingTenants: readonly string[];
  readonly kernel: readonly KernelRoutine[];
  /** Foreign keys declared as known: relation as regclass prints it, and name. */
  readonly knownKeys: readonly (readonly [relation: string, name: string])[];
  /** SECURITY DEFINER routines of the design, `schema.name`. */
  readonly definers: readonly string[];
  /** Triggers that keep rows on hold. */
  readonly holds: readonly HoldTrigger[];
  /** How the application looks a tenant up before it sets one; undefined: it must know the key. */
  readonly lookup: ExpectedLookup | undefined;
  /** Rules of the design, `schema.table.rule`. */
  readonly rules: readonly string[];
}
