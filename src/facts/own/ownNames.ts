/** The names that the tool chooses, all with one prefix: a schema that uses one of them takes another (`names.prefix`). */

export interface OwnNames {
  readonly isolation: string;
  readonly access: string;
  readonly owner: string;
  readonly sharedUpdate: string;
  readonly sharedDelete: string;
  /** Policies of the role that views run as, by command. */
  readonly viewOwner: Readonly<Record<'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE', string>>;
  /** The policy of the role that finds a tenant. */
  readonly lookup: string;
  /** What the names of the functions that keep audit columns begin with. */
  readonly auditFunction: string;
  /** Triggers fire in the order of their names: after the dump's own. */
  readonly auditTrigger: string;
  /** What the names of the functions that keep rows on hold begin with. */
  readonly holdFunction: string;
  /** Behind all other triggers, that of the audit columns with them: what these make of the row is judged. */
  readonly holdTrigger: string;
  readonly truncateTrigger: string;
}

export const ownNames = (prefix: string): OwnNames => ({
  isolation: `${prefix}_tenant_isolation`,
  access: `${prefix}_tenant_access`,
  owner: `${prefix}_tenant_owner`,
  sharedUpdate: `${prefix}_shared_update`,
  sharedDelete: `${prefix}_shared_delete`,
  viewOwner: {
    SELECT: `${prefix}_view_owner_access`,
    INSERT: `${prefix}_view_owner_insert`,
    UPDATE: `${prefix}_view_owner_update`,
    DELETE: `${prefix}_view_owner_delete`,
  },
  lookup: `${prefix}_lookup_access`,
  auditFunction: `${prefix}_audit_`,
  auditTrigger: `zz_${prefix}_audit`,
  holdFunction: `${prefix}_hold`,
  holdTrigger: `zzz_${prefix}_hold`,
  truncateTrigger: `zzz_${prefix}_hold_truncate`,
});

/** The message of the self-check, with any schema; earlier versions said `apart`. A function without it is not ours. */
export const CHECK_MESSAGE = /tenants are not (?:isolated|apart)/;

/** The tool's own policies. One of the dump with such a name has the tool's definition, or the conversion stopped. */
export function ownPolicies(prefix: string): ReadonlySet<string> {
  const { isolation, access, owner, sharedUpdate, sharedDelete, viewOwner, lookup } = ownNames(prefix);
  return new Set([isolation, access, owner, sharedUpdate, sharedDelete, ...Object.values(viewOwner), lookup]);
}
