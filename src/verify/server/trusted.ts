/** The SQL runs with the rights of the URL's role, a superuser: for SQL that is one's own and may do anything. */
import { type Row, SCRATCH } from '../engine/engine.js';
import { quoted } from '../sql/names.js';
import { makeRole } from '../engine/roles.js';
import type { Access, Entry } from './access.js';
import type { Session } from './connection.js';

/** What belongs to the cluster and not to a database: roles and memberships. */
const CLUSTER = `
  SELECT ARRAY(SELECT rolname::text FROM pg_roles) AS roles,
         ARRAY(SELECT quote_ident(r.rolname) || ' FROM ' || quote_ident(m.rolname) FROM pg_auth_members a
           JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member) AS memberships`;

interface Cluster extends Row {
  readonly roles: readonly string[];
  readonly memberships: readonly string[];
}

export async function trustedAccess({ administrator, connect, urlOf, isNamed }: Entry): Promise<Access> {
  const cluster = async (): Promise<Cluster> => (await administrator.query<Cluster>(CLUSTER))[0]!;
  const before = await cluster();
  return {
    superuser: true,
    owner: 'DEFAULT',
    async prepare() {},
    connect,
    withUrl: (database, body) => body(urlOf(database)),
    makeRole,
    async leave(database) {
      const session = await connect(database);
      await dropSubscriptions(session);
      await session.end();
    },
    end: async () => dropRoles(administrator, before, await cluster(), isNamed),
  };
}

/** A database cannot be dropped while it has subscriptions, nor a subscription while it has a slot on a publisher. */
async function dropSubscriptions(session: Session): Promise<void> {
  const rows = await session.query<{ name: string }>(
    `SELECT quote_ident(subname) AS name FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
     WHERE d.datname = current_database()`,
  );
  for (const { name } of rows) {
    await session.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await session.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await session.query(`DROP SUBSCRIPTION ${name}`);
  }
}

/** Drops only roles that are new and that the SQL can have created: others may create roles meanwhile. */
async function dropRoles(
  administrator: Session,
  before: Cluster,
  after: Cluster,
  isNamed: (role: string) => boolean,
): Promise<void> {
  const made = after.roles.filter(
    (role) => !before.roles.includes(role) && (isNamed(role) || role.startsWith(SCRATCH)),
  );
  const gone = new Set(made.map(quoted));
  for (const membership of after.memberships.filter((one) => !before.memberships.includes(one))) {
    const [role = '', member = ''] = membership.split(' FROM ');
    const ours = gone.has(quoted(role)) || gone.has(quoted(member)) || (isNamed(role) && isNamed(member));
    if (ours) await administrator.query(`REVOKE ${membership}`);
  }
  for (const role of made) {
    // Another user may have granted it something in another database meanwhile: then it is theirs.
    await administrator.query(`DROP ROLE IF EXISTS ${quoted(role)}`).catch(() => {});
  }
}
