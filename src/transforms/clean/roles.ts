/** Creates missing roles that policies, user mappings and privileges name, with NOLOGIN. */
import { addObjects } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type {
  AlterDefaultPrivilegesStmt,
  CreatePolicyStmt,
  CreateUserMappingStmt,
  GrantStmt,
} from '../../grammar.js';
import { grantorOf, roleNames } from '../../kinds/security/grant.js';
import { ownerOf } from '../../kinds/security/owner.js';
import { madeRole } from '../../kinds/security/role.js';
import type { Settings } from '../../settings/settings.js';
import { ownNames } from '../../facts/own/ownNames.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** The roles without which the statement would fail, or its guard would skip it. */
function namedBy({ kind, name, statement }: SchemaObject, { preset, owners, prefix }: Settings): string[] {
  const node = statement.tree?.node;
  switch (kind) {
    case KIND.policy:
      // An earlier baseline's owner policy names that owner; this baseline's is for the role that runs it.
      return preset === 'hims' && owners === 'strip' && name.name === ownNames(prefix).owner
        ? []
        : roleNames((node as CreatePolicyStmt).roles);
    case KIND.userMapping: {
      const { user } = node as CreateUserMappingStmt;
      return user ? roleNames([{ RoleSpec: user }]) : [];
    }
    case KIND.grant:
      return [...roleNames((node as GrantStmt).grantees), grantorOf(statement) ?? ''];
    case KIND.defaultPrivileges:
      return roleNames((node as AlterDefaultPrivilegesStmt).action?.grantees);
    case KIND.owner:
      return [ownerOf(statement) ?? ''];
    default:
      return [];
  }
}

export const roles: Transform = {
  name: 'roles',
  stage: 'clean',
  summary: 'Creates missing roles that policies and privileges name, without login (`roles: create`).',
  apply(catalog, settings) {
    // The tool's own output creates all its roles, and has no headings that name the dump's owner.
    if (settings.roles !== 'create' || catalog.isOwnOutput) return catalog;
    const there = new Set(
      catalog.objects.filter(({ kind }) => kind === KIND.role).map(({ name }) => name.name),
    );
    const owners = new Set(catalog.statements.map(({ raw }) => raw.heading?.owner ?? ''));
    const wanted = new Map<string, boolean>();
    for (const object of catalog.objects) {
      for (const role of namedBy(object, settings)) {
        // The role that runs the file replaces the dump's owner, unless more than a privilege needs the role.
        const asked = object.kind !== KIND.grant && object.kind !== KIND.defaultPrivileges;
        if (role !== '' && !role.startsWith('pg_') && !there.has(role))
          wanted.set(role, (wanted.get(role) ?? false) || asked || !owners.has(role));
      }
    }
    const made = [...wanted]
      .filter(([, needed]) => needed)
      .map(([role]) => madeRole(role, `CREATE ROLE ${quoteIdentifier(role)} NOLOGIN`, 'roles'));
    return addObjects(catalog, made);
  },
};
