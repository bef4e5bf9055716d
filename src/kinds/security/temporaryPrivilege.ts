/**
 * Revokes TEMPORARY on the database, which PostgreSQL grants to PUBLIC, in a block: REVOKE must name the database,
 * which is known only at run time.
 *
 *   DO $temporary$ … REVOKE TEMPORARY ON DATABASE … FROM PUBLIC … $temporary$
 *
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
import { blockTagOf, doBlock } from '../../catalog/dollarQuote.js';
import { quoteLiteral } from '../../catalog/names.js';
import { added, type Statement } from '../../catalog/statement.js';
import type { SchemaObject } from '../../catalog/object.js';
import { describe, type Kind } from '../base/kind.js';

/** Grantees that have it by the database's own grants. @param roles as literals */
const held = (
  roles: string,
  tab: string,
): string => `SELECT coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC') AS name
${tab}FROM pg_catalog.pg_database d
${tab}CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) x
${tab}LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
${tab}WHERE d.datname = pg_catalog.current_database() AND x.privilege_type = 'TEMPORARY' AND x.grantee <> d.datdba
${tab}  AND (x.grantee = 0 OR r.rolname = ANY (ARRAY[${roles}]::pg_catalog.text[]))`;

/** Fails if the privilege remains: a REVOKE of another role's grant only warns. */
export function temporaryRevocation(roles: readonly string[], tab: string): string {
  const names = roles.toSorted().map(quoteLiteral).join(', ');
  const grantees = held(names, `${tab}${tab}`);
  return doBlock(
    'temporary',
    [
      `${tab}FOR held IN`,
      `${tab}${tab}${grantees}`,
      `${tab}LOOP`,
      `${tab}${tab}EXECUTE pg_catalog.format('REVOKE TEMPORARY ON DATABASE %I FROM %s', pg_catalog.current_database(), held.name);`,
      `${tab}END LOOP;`,
      `${tab}FOR held IN`,
      `${tab}${tab}${grantees}`,
      `${tab}LOOP`,
      `${tab}${tab}RAISE EXCEPTION 'TEMPORARY on the database % cannot be revoked from %', pg_catalog.current_database(), held.name`,
      `${tab}${tab}${tab}USING HINT = 'Run the file as the owner of the database, or set privileges.temporary to keep.';`,
      `${tab}END LOOP;`,
    ],
    [`${tab}held record;`],
  );
}

export const temporaryPrivilege: Kind<'temporaryPrivilege', 'DoStmt'> = {
  name: 'temporaryPrivilege',
  label: 'privilege to make temporary objects',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['DoStmt'],
  read: objectOf,
  guard: ({ sql }) => ({ sql }),
  alter: 'again',
};

function objectOf(statement: Statement): SchemaObject | undefined {
  if (blockTagOf(statement.text) !== 'temporary' || (statement.tree && statement.tree.type !== 'DoStmt'))
    return undefined;
  const described = describe(temporaryPrivilege, statement, {
    name: { schema: undefined, name: 'temporary' },
    section: 'Privileges',
    rank: 2,
    group: 'privilege to make temporary objects',
    needs: [],
  });
  return { ...described, id: 'privilege to make temporary objects' };
}

/** The block as an object that the tool adds. */
export const madeTemporaryRevocation = (text: string, by: string): SchemaObject => objectOf(added(text, by))!;
