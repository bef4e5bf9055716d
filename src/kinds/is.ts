/** Questions about an object that its kind's traits answer. */
import type { SchemaObject } from '../catalog/object.js';
import { kindNamed } from './registry.js';
import type { Family, LeftOutAs, Traits } from './base/traits.js';

type OfKind = Pick<SchemaObject, 'kind'>;

export const traitsOf = ({ kind }: OfKind): Traits => kindNamed(kind);

const isOf =
  (...families: readonly Family[]) =>
  (object: OfKind): boolean =>
    families.includes(traitsOf(object).family);

/** A table or a foreign table. */
export const isAnyTable = isOf('table');
/** A view or a materialized view. */
export const isAnyView = isOf('view');
/** An object of GRANT ON TABLE: it has columns, which a query can read. */
export const isRelation = isOf('table', 'view');
/** An object of ALTER ROUTINE: a function, procedure or aggregate. */
export const isRoutine = isOf('routine');
/** A function or a procedure. */
export const hasBody = (object: OfKind): boolean => isRoutine(object) && traitsOf(object).queries === 'write';
/** A type or a domain. */
export const isType = isOf('type');
/** A constraint of a table that is a separate statement. */
export const isConstraint = isOf('constraint');
/** A constraint with its own index: PRIMARY KEY, UNIQUE, EXCLUDE. */
export const hasIndex = (object: OfKind): boolean => isConstraint(object) && traitsOf(object).stored === true;
/** GRANT, REVOKE, ALTER DEFAULT PRIVILEGES, role membership. */
export const isPrivilege = isOf('privilege');

/** True if it only changes or describes another object. */
export const isAbout = (object: OfKind): boolean => traitsOf(object).about === true;

/** True if using it runs code. */
export const isRunning = (object: OfKind): boolean => traitsOf(object).runs === true;

/** The reason to leave it out as data, or as part of the session or the cluster; undefined if it is none of these. */
export function leftOutAs(as: LeftOutAs, object: OfKind): string | undefined {
  const { leftOut } = traitsOf(object);
  return leftOut?.as === as ? leftOut.why : undefined;
}
