/**
 * Users who belong to several tenants: a table of memberships pairs users and tenants, and no other column shows a
 * user's tenant. Users, their sessions and identities belong to no tenant: a login finds them before a tenant is set,
 * and a tenant column would make one person a separate user in each organization.
 */
import type { Name } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { pasted, words } from '../../facts/names/patterns.js';
import { columnOf, primaryKeyOf } from '../../facts/relations/lineage.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';
import type { Verdict } from './verdict.js';

export interface Users {
  readonly all: readonly Relation[];
  readonly relations: ReadonlyMap<Key, Relation>;
  /** The tenant column that the table has in the dump. */
  readonly tenantColumn: (relation: Relation) => string | undefined;
  readonly tenants: Name;
}

interface Membership {
  readonly relation: Relation;
  /** Its column for the user, and the table that the column refers to. */
  readonly user: string;
  readonly to: Name;
}

/** Usual names of user tables; a login column must confirm them, since an account may be one of a ledger. */
const USERS = /^(user|account|profile|identity|login|person|member)s?$|^(people|identities)$/;
const LOGIN = /^(e_?mail(_address)?|user_?name|login|phone|password.*|.*_password|display_name)$/i;
/** A list of people may hold patients or customers, who have e-mail addresses too: only users have a password. */
const PEOPLE = /^(person|member)s?$|^people$/;
const PASSWORD = /password|passwd|pwd/i;
/** Columns that no login needs: with one, the rows are records of persons, and stay closed. */
const RECORD =
  /^(dob|date_?of_?birth|birth_?(date|day)|gender|sex|blood_?(group|type)|mrn|uhid|ssn|social_?security.*|aadhaar.*|abha.*|passport.*|national_?id.*|health_?id.*|insurance.*|diagnos.*)$/i;

/** Data that an application keeps for a user's login, which no tenant owns. */
const OF_ACCOUNTS = new Set(
  `session identity token credential preference device passkey factor authenticator password login otp code provider profile key
  recovery authentication authorization`.split(/\s+/),
);

const lastWord = ({ name }: Name): string => words(name).at(-1) ?? '';
const isOfAccounts = ({ name }: Name): boolean =>
  words(name).some((word) => OF_ACCOUNTS.has(word.replace(/ies$/, 'y').replace(/s$/, '')));

/** @returns the tables of memberships, each with its column for the user */
export function bySharedUsers(users: Users, verdicts: Map<Key, Verdict>): ReadonlyMap<Key, string> {
  const { relations, tenantColumn, tenants } = users;
  // Messages must not depend on the order of the dump.
  const all = users.all.toSorted((a, b) => (pasted(a.name) < pasted(b.name) ? -1 : 1));
  const isPart = ({ partitionOf, inherits }: Relation): boolean =>
    partitionOf !== undefined || inherits.length > 0;
  const isSure = (relation: Relation, { columns }: ForeignKey): boolean =>
    columns.every((column) => columnOf(relation, column, relations)?.notNull);
  /** Foreign keys of the primary key: each row extends a row there. */
  const extended = (relation: Relation): ForeignKey[] => {
    const key = primaryKeyOf(relation)?.join('\0');
    return relation.foreignKeys.filter(({ columns }) => columns.join('\0') === key);
  };
  const isRecord = ({ columns }: Relation): boolean =>
    [...columns.keys()].some((column) => RECORD.test(column));
  const isOfUsers = (relation: Relation): boolean => {
    const columns = [...relation.columns.keys()];
    const last = lastWord(relation.name);
    if (!USERS.test(last) || isRecord(relation)) return false;
    const login = PEOPLE.test(last) ? PASSWORD : LOGIN;
    return (
      columns.some((column) => login.test(column)) ||
      extended(relation).some(({ to }) => USERS.test(lastWord(to)))
    );
  };

  /** By the user table: the table of memberships and its user column. */
  const memberships = new Map<Key, Membership>();
  for (const relation of all) {
    const tenant = tenantColumn(relation);
    if (tenant === undefined || isPart(relation)) continue;
    for (const key of relation.foreignKeys) {
      const [user, more] = key.columns;
      if (user === undefined || more !== undefined || user === tenant || !isSure(relation, key)) continue;
      const keys = relation.uniqueKeys.filter(({ partial }) => !partial).map(({ columns }) => columns);
      const isPair = (columns: readonly string[]): boolean =>
        columns.length === 2 && columns.includes(tenant) && columns.includes(user);
      // A user with only one membership belongs to one tenant.
      if (!keys.some(isPair) || keys.some((columns) => columns.join() === user)) continue;
      if (!memberships.has(relationKey(key.to)))
        memberships.set(relationKey(key.to), { relation, user, to: key.to });
    }
  }

  /** User tables of the dump or of an unmanaged platform. */
  const shared = new Set<Key>();
  const share = (relation: Relation, why: string): void => {
    shared.add(relationKey(relation.name));
    verdicts.set(relationKey(relation.name), { class: 'reference', why, shown: true });
    for (const { to } of extended(relation)) if (!relations.has(relationKey(to))) shared.add(relationKey(to));
  };
  const isOpenTo = (relation: Relation): boolean =>
    !verdicts.has(relationKey(relation.name)) && !isPart(relation) && tenantColumn(relation) === undefined;
  const isOpen = ({ to }: ForeignKey): boolean =>
    shared.has(relationKey(to)) || verdicts.get(relationKey(to))?.class === 'reference';

  const joining = new Map<Key, string>();
  for (const [id, { relation, user, to }] of memberships) {
    const users = relations.get(id);
    const isShared = users
      ? isOpenTo(users) &&
        isOfUsers(users) &&
        // A required row may belong to a tenant.
        users.foreignKeys.every(
          (key) => isOpen(key) || !isSure(users, key) || !relations.has(relationKey(key.to)),
        )
      : USERS.test(lastWord(to));
    if (!isShared) continue;
    joining.set(relationKey(relation.name), user);
    if (users)
      share(
        users,
        `${pasted(relation.name)} joins it with ${pasted(tenants)}, so a user may belong to several tenants`,
      );
    else shared.add(id);
  }
  for (let before = -1; before !== shared.size;) {
    before = shared.size;
    for (const relation of all) {
      if (!isOpenTo(relation) || !isOfAccounts(relation.name) || isRecord(relation)) continue;
      const user = relation.foreignKeys.find(
        (key) => shared.has(relationKey(key.to)) && isSure(relation, key),
      );
      if (user && relation.foreignKeys.every(isOpen))
        share(
          relation,
          `${user.columns.join(', ')} refers to ${pasted(user.to)}, whose users may belong to several tenants`,
        );
    }
  }
  return joining;
}
