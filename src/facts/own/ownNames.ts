/** The names that the tool chooses share a prefix; `names.prefix` changes it where the schema already uses them. */

export interface OwnNames {
  readonly isolation: string;
  readonly access: string;
  readonly owner: string;
  readonly sharedUpdate: string;
  readonly sharedDelete: string;
  /** Policies for the owner of views, by command. */
  readonly viewOwner: Readonly<Record<'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE', string>>;
  /** The policy for the role that looks up a tenant. */
  readonly lookup: string;
  /** Prefix of the functions that maintain audit columns. */
  readonly auditFunction: string;
  /** Triggers fire in the order of their names: this one after the dump's own. */
  readonly auditTrigger: string;
  /** Prefix of the functions that keep rows on hold. */
  readonly holdFunction: string;
  /** Fires after all other triggers, also that of the audit columns, so that it checks the row as they leave it. */
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

/** The self-check's error message; earlier versions wrote `apart`. It identifies the tool's own function. */
export const CHECK_MESSAGE = /tenants are not (?:isolated|apart)/;

/** The tool's own policies. A dump's policy of such a name has the tool's definition: others stop the conversion. */
export function ownPolicies(prefix: string): ReadonlySet<string> {
  const { isolation, access, owner, sharedUpdate, sharedDelete, viewOwner, lookup } = ownNames(prefix);
  return new Set([isolation, access, owner, sharedUpdate, sharedDelete, ...Object.values(viewOwner), lookup]);
}
