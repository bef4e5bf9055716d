/** Application roles with CREATE on a schema: an object found there by name may be one of theirs. */
import type { Catalog } from '../../catalog/catalog.js';
import { strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { type Grants, PUBLIC } from './grants.js';
import { nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

/** Before PostgreSQL 15, PUBLIC has CREATE on public. */
export const CLOSED_PUBLIC = 15;

/** True where the dump itself revokes PUBLIC's privileges on the schema public. */
const isSaid = ({ objects }: Catalog): boolean =>
  objects.some(({ kind, statement }) => {
    if (kind !== KIND.grant) return false;
    const { objtype, objects: named, grantees = [], is_grant } = nodeOf(statement, 'GrantStmt');
    return (
      objtype === 'OBJECT_SCHEMA' &&
      !is_grant &&
      strings(named).includes('public') &&
      grantees.some((n) => 'RoleSpec' in n && n.RoleSpec.roletype === 'ROLESPEC_PUBLIC')
    );
  });

const grantedIn = (schema: string, grants: Grants): string[] =>
  grants
    .on(key('schema', { schema: undefined, name: schema }))
    .filter(({ privilege, role }) => privilege === 'CREATE' && !grants.owners.has(role))
    .map(({ role }) => role)
    .filter((role) => role === PUBLIC || grants.applicationRoles.includes(role));

/** True where PUBLIC has it by default. */
export const isByDefault = (role: string, schema: string, grants: Grants): boolean =>
  role === PUBLIC && !grantedIn(schema, grants).includes(PUBLIC);

export function creatorsIn(schema: string, catalog: Catalog, grants: Grants): string[] {
  const held = grantedIn(schema, grants);
  const byDefault = schema === 'public' && catalog.target.version < CLOSED_PUBLIC && !isSaid(catalog);
  return [...new Set([...held, ...(byDefault ? [PUBLIC] : [])])].toSorted();
}
