/** Who of the application may create in a schema: what is found there by name may be theirs. */
import type { Catalog } from '../../catalog/catalog.js';
import { strings } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import { type Grants, PUBLIC } from './grants.js';
import { nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

/** Until PostgreSQL 15 everybody may create in public. */
export const CLOSED_PUBLIC = 15;

/** True where the dump says something about PUBLIC and the schema public itself. */
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

/** Though nothing grants it. */
export const isByDefault = (role: string, schema: string, grants: Grants): boolean =>
  role === PUBLIC && !grantedIn(schema, grants).includes(PUBLIC);

export function creatorsIn(schema: string, catalog: Catalog, grants: Grants): string[] {
  const held = grantedIn(schema, grants);
  const byDefault = schema === 'public' && catalog.target.version < CLOSED_PUBLIC && !isSaid(catalog);
  return [...new Set([...held, ...(byDefault ? [PUBLIC] : [])])].toSorted();
}
