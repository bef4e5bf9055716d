/** Questions about an object that its kind answers for all of its objects. */
import type { SchemaObject } from '../catalog/object.js';
import { kindNamed } from './registry.js';
import type { Family, LeftOutAs, Traits } from './shared/traits.js';

type OfKind = Pick<SchemaObject, 'kind'>;

/** The traits of its kind. */
export const traitsOf = ({ kind }: OfKind): Traits => kindNamed(kind);

const isOf =
  (...families: readonly Family[]) =>
  (object: OfKind): boolean =>
    families.includes(traitsOf(object).family);

/** A table or a foreign table. */
export const isAnyTable = isOf('table');
/** A view or a materialized view. */
export const isAnyView = isOf('view');
/** What GRANT ON TABLE is about: it has columns, which a query reads. */
export const isRelation = isOf('table', 'view');
/** What ALTER ROUTINE is about: a function, procedure or aggregate. */
export const isRoutine = isOf('routine');
/** A function or a procedure. */
export const hasBody = (object: OfKind): boolean => isRoutine(object) && traitsOf(object).queries === 'write';
/** Also a domain. */
export const isType = isOf('type');
/** A constraint of a table, by a statement of its own. */
export const isConstraint = isOf('constraint');
/** A constraint with an index of its own: PRIMARY KEY, UNIQUE, EXCLUDE. */
export const hasIndex = (object: OfKind): boolean => isConstraint(object) && traitsOf(object).stored === true;
/** GRANT, REVOKE, ALTER DEFAULT PRIVILEGES, membership of a role. */
export const isPrivilege = isOf('privilege');

/** It only changes or describes another object. */
export const isAbout = (object: OfKind): boolean => traitsOf(object).about === true;

/** Code runs where it is used. */
export const isRunning = (object: OfKind): boolean => traitsOf(object).runs === true;

/** Why it is left out as data, as what belongs to the session, or to the cluster; undefined: it is none of that. */
export function leftOutAs(as: LeftOutAs, object: OfKind): string | undefined {
  const { leftOut } = traitsOf(object);
  return leftOut?.as === as ? leftOut.why : undefined;
}
