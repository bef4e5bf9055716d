/**
 * ALTER DEFAULT PRIVILEGES FOR ROLE x IN SCHEMA core GRANT …  →  DO … IF the roles exist
 * Last of the privileges: objects that are created later get more privileges than in the dump.
 * https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html
 */
import { type Node, nodeOf } from '../../grammar.js';
import { strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { roleNames, privilegeGuard } from './grant.js';
import { describe, type Kind } from '../base/kind.js';

const option = (options: readonly Node[] | undefined, name: string): Node[] =>
  (options ?? []).flatMap((o) =>
    'DefElem' in o && o.DefElem.defname === name && o.DefElem.arg && 'List' in o.DefElem.arg
      ? (o.DefElem.arg.List.items ?? [])
      : [],
  );

/** FOR ROLE: the creators of the affected objects; if empty, the role that runs the statement. */
export const rolesOf = ({ statement }: SchemaObject): string[] =>
  roleNames(option(nodeOf(statement, 'AlterDefaultPrivilegesStmt').options, 'roles'));

export const defaultPrivileges: Kind<'defaultPrivileges', 'AlterDefaultPrivilegesStmt'> = {
  name: 'defaultPrivileges',
  label: 'default privileges',
  family: 'privilege',
  headings: ['DEFAULT ACL'],
  unique: false,
  nodes: ['AlterDefaultPrivilegesStmt'],
  read(statement) {
    const { options, action } = statement.tree.node;
    const schemas = strings(option(options, 'schemas'));
    const roles = roleNames(option(options, 'roles'));
    const what = `${roles.join()}\0${schemas.join()}\0${action?.objtype ?? ''}`;
    const name = { schema: undefined, name: what };
    const described = describe(this, statement, {
      name,
      section: 'Default privileges',
      inDumpOrder: true,
      rank: 2,
      order: what,
      group: 'default privileges',
      needs: schemas.map((s) => needKey('schema', s)),
    });
    const forRoles = roles.length > 0 ? ` for ${roles.join(', ')}` : '';
    return {
      ...described,
      id: `default privileges${forRoles}${schemas.length > 0 ? ` in ${schemas.join(', ')}` : ''} on ${action?.objtype?.slice(7).toLowerCase() ?? ''}`,
    };
  },
  guard(object, target) {
    const { action } = nodeOf(object.statement, 'AlterDefaultPrivilegesStmt');
    return privilegeGuard(object, [...rolesOf(object), ...roleNames(action?.grantees)], target);
  },
};
