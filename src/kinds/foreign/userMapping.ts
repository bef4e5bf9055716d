/**
 * CREATE USER MAPPING FOR x SERVER y …  →  CREATE USER MAPPING IF NOT EXISTS FOR x SERVER y …
 * https://www.postgresql.org/docs/current/sql-createusermapping.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { ifNotExists } from '../base/edit.js';
import { haveRoles, roleNames } from '../security/grant.js';
import { describe, type Kind, type RowCondition, where } from '../base/kind.js';
import { optionsIn, optionSteps } from './options.js';
import { type CreateUserMappingStmt, nodeOf, type RoleSpecType } from '../../grammar.js';

const CURRENT: Partial<Record<RoleSpecType, string>> = {
  ROLESPEC_CURRENT_ROLE: 'CURRENT_ROLE',
  ROLESPEC_CURRENT_USER: 'CURRENT_USER',
  ROLESPEC_SESSION_USER: 'SESSION_USER',
};

/** `USER MAPPING FOR app SERVER archive` */
function mappingOf({ user, servername = '' }: CreateUserMappingStmt): string {
  const who =
    user?.rolename === undefined
      ? (CURRENT[user?.roletype ?? 'ROLESPEC_PUBLIC'] ?? 'PUBLIC')
      : quoteIdentifier(user.rolename);
  return `FOR ${who} SERVER ${quoteIdentifier(servername)}`;
}

/** The view shows options only to those who may see them; the catalog is closed to all but superusers. */
function rowOfMapping({ statement, name }: SchemaObject): RowCondition {
  const { user } = nodeOf(statement, 'CreateUserMappingStmt');
  const who = user?.rolename;
  const isTheirs =
    who !== undefined
      ? `umuser <> 0 AND usename = ${quoteLiteral(who)}`
      : CURRENT[user?.roletype ?? 'ROLESPEC_PUBLIC']
        ? 'usename = current_user'
        : 'umuser = 0';
  return where('pg_user_mappings', `srvname = ${quoteLiteral(name.name)}`, isTheirs);
}

export const userMapping: Kind<'userMapping', 'CreateUserMappingStmt'> = {
  name: 'userMapping',
  label: 'user mapping',
  family: 'none',
  headings: ['USER MAPPING'],
  unique: false,
  administrator: 'before',
  credentials: true,
  nodes: ['CreateUserMappingStmt'],
  read(statement) {
    const { user, servername = '' } = statement.tree.node;
    const who = user?.rolename ?? 'PUBLIC';
    return describe(this, statement, {
      name: { schema: undefined, name: servername },
      suffix: ` for ${who}`,
      section: 'Types',
      parent: key('server', { schema: undefined, name: servername }),
      rank: 1,
      order: who,
      alsoNeeds: [needKey('server', servername)],
    });
  },
  guard({ sql, statement }, target) {
    const { user } = nodeOf(statement, 'CreateUserMappingStmt');
    const roles = user ? roleNames([{ RoleSpec: user }]) : [];
    const native = ifNotExists(sql, 'MAPPING');
    return target.roles === 'skip' && roles.length > 0
      ? { sql: native, when: haveRoles(roles) }
      : { sql: native };
  },
  drop: ({ statement }) => [
    { sql: `DROP USER MAPPING IF EXISTS ${mappingOf(nodeOf(statement, 'CreateUserMappingStmt'))}` },
  ],
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateUserMappingStmt'));
    const options = { before: optionsIn(old!.options), after: optionsIn(now!.options) };
    return {
      steps: optionSteps(`ALTER USER MAPPING ${mappingOf(now!)}`, rowOfMapping(after), 'umoptions', options),
    };
  },
};
