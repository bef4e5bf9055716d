/**
 * ALTER TABLE core.visits OWNER TO hims_admin   →  DO … IF it has another owner, and the role exists
 * ALTER FUNCTION core.f() OWNER TO hims_admin   →  DO … IF to_regrole('hims_admin') IS NOT NULL
 * ALTER EVENT TRIGGER e OWNER TO hims_admin     →  DO … IF hims_admin is a superuser
 * https://www.postgresql.org/docs/current/sql-altertable.html
 */
import { type Name, quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { relationKey, tableAction } from '../base/alterTable.js';
import { regclass } from '../base/edit.js';
import { haveRoles } from './grant.js';
import { describe, type Kind, where } from '../base/kind.js';
import { targetOf } from '../base/target.js';
import { nodeOf } from '../../grammar.js';

/** The role in the statement; undefined for CURRENT_USER and the like. */
export function ownerOf(statement: Statement): string | undefined {
  const spec =
    statement.tree?.type === 'AlterOwnerStmt'
      ? nodeOf(statement, 'AlterOwnerStmt').newowner
      : tableAction(statement)?.command.newowner;
  return spec?.roletype === 'ROLESPEC_CSTRING' ? spec.rolename : undefined;
}

/** The role of an ALTER … OWNER TO without a tree, which loadedOwner() wrote. */
export function spelledOwner(sql: string): string | undefined {
  const role = / OWNER TO ("(?:[^"]|"")+"|\S+)$/.exec(sql)?.[1];
  return role?.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}

/** Objects that are created last and get their owner there: an existing event trigger fires on other ALTERs. */
const LATE = new Set(['OBJECT_EVENT_TRIGGER', 'OBJECT_PUBLICATION', 'OBJECT_SUBSCRIPTION']);

/** OWNER TO locks only relations, and these exclusively. */
const RELATION = /^ALTER\s+(?:TABLE|VIEW|SEQUENCE|MATERIALIZED\s+VIEW|FOREIGN\s+TABLE)\b/i;

/** Runs if the relation has another owner; not if the role is missing, because the comparison is then NULL. */
const ownedByOther = (name: Name, role: string) =>
  where(
    'pg_class',
    `oid = ${regclass(name)}`,
    `relowner <> to_regrole(${quoteLiteral(quoteIdentifier(role))})`,
  );

/** For superusers; a subscription before 16. https://www.postgresql.org/docs/current/sql-altereventtrigger.html */
const SUPERUSERS = /^ALTER\s+(?:EVENT\s+TRIGGER|FOREIGN\s+DATA\s+WRAPPER|(SUBSCRIPTION))\b/i;

/** True if the new owner must be a superuser. */
export const needsSuperuser = ({ kind, sql }: Pick<SchemaObject, 'kind' | 'sql'>): boolean =>
  kind === 'owner' && SUPERUSERS.test(sql);

/** Runs if the role is a superuser, or need not be one. */
function ownedBySuperuser(sql: string, role: string) {
  const isAllowed = SUPERUSERS.exec(sql)?.[1]
    ? `(rolsuper OR current_setting('server_version_num')::integer >= 160000)`
    : 'rolsuper';
  return where('pg_roles', `oid = to_regrole(${quoteLiteral(quoteIdentifier(role))})`, isAllowed);
}

export const owner: Kind<'owner', 'AlterOwnerStmt' | 'AT_ChangeOwner'> = {
  name: 'owner',
  label: 'owner of',
  family: 'none',
  // A dump that changes the public schema's owner does not create the schema.
  headings: ['SCHEMA'],
  unique: false,
  about: true,
  nodes: ['AlterOwnerStmt', 'AT_ChangeOwner'],
  read(statement) {
    if (statement.tree!.type === 'AlterTableStmt') {
      const found = tableAction(statement);
      if (!found) return undefined;
      return describe(this, statement, {
        name: found.table,
        section: 'Owners',
        group: 'owners',
        order: statement.text,
        needs: [{ keys: [relationKey(found.table)] }],
      });
    }
    const { objectType, object } = statement.tree.node;
    const target = targetOf(objectType, object, statement);
    if (!target) return undefined;
    const described = describe(this, statement, {
      name: target.name,
      section: 'Owners',
      ...(LATE.has(objectType ?? '') ? { parent: target.key, rank: 1 } : { group: 'owners' }),
      order: statement.text,
      needs: [{ keys: [target.key] }],
    });
    return { ...described, id: `owner of ${target.label}` };
  },
  guard({ sql, statement, name }) {
    const role = ownerOf(statement) ?? spelledOwner(sql);
    if (role === undefined) return { sql };
    if (SUPERUSERS.test(sql)) return { sql, when: ownedBySuperuser(sql, role) };
    return { sql, when: RELATION.test(sql) ? ownedByOther(name, role) : haveRoles([role]) };
  },
  // Every object has an owner.
  drop: () => [],
  alter: 'again',
};
