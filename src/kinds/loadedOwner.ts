/** The owner of an object in a dump of pg_dump --use-set-session-authorization, which creates it as its owner. */
import { quoteIdentifier } from '../catalog/names.js';
import { type SchemaObject, sections } from '../catalog/object.js';
import { added } from '../catalog/statement.js';
import { traitsOf } from './is.js';
import { KIND } from './registry.js';
import { owner } from './security/owner.js';
import { describe } from './base/kind.js';

/** Becomes ALTER … OWNER TO: the role cannot create objects before it has privileges on the schema. */
export function loadedOwner(object: SchemaObject, by: string): SchemaObject | undefined {
  const { noun } = traitsOf(object);
  const role = object.statement.session.authorization;
  if (noun === undefined || role === undefined) return undefined;
  const sql = `ALTER ${noun} ${named(object)} OWNER TO ${quoteIdentifier(role)}`;
  const [first] = object.provides;
  const described = describe(owner, added(sql, by), {
    name: object.name,
    section: 'Owners',
    ...(isLate(object) && first !== undefined ? { parent: first, rank: 1 } : { group: 'owners' }),
    order: sql,
    needs: first === undefined ? [] : [{ keys: [first] }],
  });
  return { ...described, id: `owner of ${object.id}` };
}

/** True for a section after Owners, which sets the owner too: an event trigger would fire on later ALTERs. */
const isLate = ({ section }: SchemaObject): boolean => sections.indexOf(section) > sections.indexOf('Owners');

/** The name in ALTER: an aggregate without arguments has `(*)`. */
const named = ({ kind, identity }: SchemaObject): string =>
  kind === KIND.aggregate ? identity.replace(/\(\)$/, '(*)') : identity;
