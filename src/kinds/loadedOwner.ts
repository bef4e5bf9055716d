/** The owner of an object in a dump that says it by the session that creates: pg_dump --use-set-session-authorization. */
import { quoteIdentifier } from '../catalog/names.js';
import { type SchemaObject, sections } from '../catalog/object.js';
import { added } from '../catalog/statement.js';
import { traitsOf } from './is.js';
import { KIND } from './registry.js';
import { owner } from './security/owner.js';
import { describe } from './shared/kind.js';

/** Said by ALTER … OWNER TO, since the role itself may not create anything before it is granted the schema. */
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

/** What is created after all owners has its owner set there: an event trigger that is there fires for every other ALTER. */
const isLate = ({ section }: SchemaObject): boolean => sections.indexOf(section) > sections.indexOf('Owners');

/** The name as ALTER takes it: an aggregate without arguments has a star. */
const named = ({ kind, identity }: SchemaObject): string =>
  kind === KIND.aggregate ? identity.replace(/\(\)$/, '(*)') : identity;
