/** The privileges on one object after its GRANTs and REVOKEs, from those that PostgreSQL gives by default. */
import type { GrantStmt, Node, ObjectType } from '../../grammar.js';
import { strings } from '../../catalog/names.js';
import { allOn, ofPublic } from './words.js';

/** PUBLIC is no role, so its name is none either. */
export const PUBLIC: unique symbol = Symbol('PUBLIC');
/** The object's owner: a new one takes over the old one's privileges. */
export const OWNER: unique symbol = Symbol('OWNER');
export type Grantee = string | typeof PUBLIC | typeof OWNER;

export interface Privilege {
  /** Undefined for the owner. */
  readonly grantor: string | undefined;
  readonly grantee: Grantee;
  readonly privilege: string;
  /** Undefined for the object as a whole. */
  readonly column: string | undefined;
  readonly grantOption: boolean;
}

/** What the privileges are on. */
export interface On {
  readonly type: ObjectType | undefined;
  /** `ON TABLE core.visits` */
  readonly text: string;
  readonly version: number;
  /** Default privileges in one schema add to those that apply everywhere. */
  readonly adds: boolean;
}

/** A GRANT or REVOKE, and who runs it if that isn't the owner. */
export interface Given {
  readonly stmt: GrantStmt;
  readonly grantor: string | undefined;
}

export class Acl {
  readonly #held = new Map<string, Privilege>();

  constructor(on: On) {
    if (on.adds) return;
    const held = (grantee: Grantee, privileges: readonly string[]): void => {
      for (const privilege of privileges)
        this.give({ grantor: undefined, grantee, privilege, column: undefined, grantOption: false });
    };
    held(OWNER, allOn(on.type, on.version));
    held(PUBLIC, ofPublic(on.type, on.version, on.text));
  }

  get held(): readonly Privilege[] {
    return [...this.#held.values()];
  }

  /** The privilege, if it is held. */
  find(one: Privilege): Privilege | undefined {
    return this.#held.get(keyOf(one));
  }

  give(one: Privilege): void {
    const key = keyOf(one);
    const grantOption = one.grantOption || this.#held.get(key)?.grantOption === true;
    this.#held.set(key, { ...one, grantOption });
  }

  /** Taking it on a table also takes it on its columns. */
  take(one: Privilege, onlyOption: boolean): void {
    for (const [key, there] of this.#held) {
      const isOf = keyOf({ ...there, column: one.column }) === keyOf(one);
      if (!isOf || (one.column !== undefined && there.column !== one.column)) continue;
      if (onlyOption) this.#held.set(key, { ...there, grantOption: false });
      else this.#held.delete(key);
    }
  }

  run({ stmt, grantor }: Given, on: On, isOwner: (role: string) => boolean): void {
    for (const grantee of granteesOf(stmt.grantees, isOwner))
      for (const { privilege, column } of privilegesOf(stmt, on)) {
        const grantOption = stmt.grant_option ?? false;
        // An owner that grants as itself is the usual grantor.
        const by = grantor !== undefined && isOwner(grantor) ? undefined : grantor;
        const one: Privilege = { grantor: by, grantee, privilege, column, grantOption };
        if (stmt.is_grant) this.give(one);
        else this.take(one, grantOption);
      }
  }
}

const nameOf = (grantee: Grantee): string =>
  typeof grantee === 'symbol' ? `\0${grantee.description}` : grantee;

const keyOf = ({ grantor, grantee, privilege, column }: Privilege): string =>
  JSON.stringify([grantor, nameOf(grantee), privilege, column]);

function granteesOf(nodes: readonly Node[] | undefined, isOwner: (role: string) => boolean): Grantee[] {
  return (nodes ?? []).flatMap((node): Grantee[] => {
    if (!('RoleSpec' in node)) return [];
    const { roletype, rolename = '' } = node.RoleSpec;
    if (roletype === 'ROLESPEC_PUBLIC') return [PUBLIC];
    if (roletype !== 'ROLESPEC_CSTRING') return [OWNER];
    return [isOwner(rolename) ? OWNER : rolename];
  });
}

const WORDS: Readonly<Record<string, string>> = { TEMP: 'TEMPORARY' };

/** With ALL expanded. */
function privilegesOf(
  { privileges = [] }: GrantStmt,
  on: On,
): { privilege: string; column: string | undefined }[] {
  if (privileges.length === 0)
    return allOn(on.type, on.version).map((privilege) => ({ privilege, column: undefined }));
  return privileges.flatMap((node) => {
    if (!('AccessPriv' in node)) return [];
    const columns = strings(node.AccessPriv.cols);
    const word = node.AccessPriv.priv_name?.toUpperCase();
    const named = word === undefined ? allOn(on.type, on.version, true) : [WORDS[word] ?? word];
    return named.flatMap((privilege) =>
      (columns.length === 0 ? [undefined] : columns).map((column) => ({ privilege, column })),
    );
  });
}

/** A role that loses what it was never given is the owner: nobody else has anything by default. */
export function impliedOwner(all: readonly Given[]): string | undefined {
  const given = new Set<string>();
  for (const { stmt, grantor } of all) {
    if (grantor !== undefined) continue;
    for (const role of granteesOf(stmt.grantees, () => false)) {
      if (typeof role === 'symbol') continue;
      if (!stmt.is_grant && !given.has(role)) return role;
      given.add(role);
    }
  }
  return undefined;
}
