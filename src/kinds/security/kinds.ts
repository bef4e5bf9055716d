/** Roles, policies, owners and privileges. */
import { defaultPrivileges } from './defaultPrivileges.js';
import { grant } from './grant.js';
import { owner } from './owner.js';
import { ownerChange } from './ownerChange.js';
import { policy } from './policy.js';
import { role } from './role.js';
import { roleMembership } from './roleMembership.js';
import { rowSecurity } from './rowSecurity.js';
import { temporaryPrivilege } from './temporaryPrivilege.js';

export const kinds = [
  role,
  roleMembership,
  policy,
  rowSecurity,
  owner,
  ownerChange,
  temporaryPrivilege,
  grant,
  defaultPrivileges,
] as const;
