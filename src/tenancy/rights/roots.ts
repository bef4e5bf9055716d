/**
 * Where the owner's rights begin: callable SECURITY DEFINER routines, triggers that call one, event triggers, and
 * foreign key actions, which run as their table's owner.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import type { Name } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type Grants, mayExecute, PUBLIC } from '../../facts/privileges/grants.js';
import { isRelation } from '../../kinds/is.js';
import type { Event, Step } from '../../facts/rights/step.js';
import type { Uses } from '../../facts/rights/uses.js';

export interface Root extends Step {
  /** True where an application role can make it run. */
  readonly reached: boolean;
}

const WRITES = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] as const;

/** PUBLIC and the application's roles. */
const rolesOf = ({ applicationRoles }: Grants): string[] => [PUBLIC, ...applicationRoles];

const uses = (role: string, { schema = 'public' }: Name, grants: Grants): boolean =>
  schema === 'public' || grants.may(role, 'USAGE', key('schema', { schema: undefined, name: schema }));

/** A privilege without USAGE on the schema has no effect. PUBLIC represents all roles. */
function mayCall(routine: SchemaObject, grants: Grants): boolean {
  return rolesOf(grants).some(
    (role) => mayExecute(role, routine, grants) && uses(role, routine.name, grants),
  );
}

/** What the application may do with a relation; for a column-level UPDATE, only these columns. */
function mayWrite({ name }: SchemaObject, event: Event, grants: Grants): Pick<Step, 'columns'> | undefined {
  const roles = rolesOf(grants).filter((role) => uses(role, name, grants));
  const target = relationKey(name);
  if (roles.some((role) => grants.may(role, event, target))) {
    const held = grants
      .on(target)
      .filter((one) => one.privilege === event && roles.some((role) => grants.actsAs(role).has(one.role)));
    const some = held.length > 0 && held.every(({ column }) => column !== undefined);
    return some ? { columns: held.flatMap(({ column }) => column ?? []) } : {};
  }
  const columns = grants
    .on(target)
    .filter(
      (one) =>
        one.privilege === event &&
        one.column !== undefined &&
        roles.some((role) => grants.actsAs(role).has(one.role)),
    )
    .flatMap(({ column }) => column ?? []);
  return columns.length > 0 ? { columns } : undefined;
}

/** @param isReadOnly true where the application loses its privileges to write the table */
export function rootsOf(all: Uses, grants: Grants, isReadOnly: (name: Name) => boolean): Root[] {
  const { objects } = all;
  const roots: Root[] = [];
  const isDefiner = (at: number): boolean => all.routineAt(at)?.definer ?? false;
  /** Follows a write up to code that runs as the owner. */
  function follow(first: Step, reached: boolean): void {
    const seen = new Set<string>();
    const waiting = [first];
    for (const step of waiting) {
      const id = `${step.at} ${step.as} ${step.columns?.join()}`;
      if (seen.has(id) || step.as === 'run' || step.as === 'read') continue;
      seen.add(id);
      for (const next of all.whenWritten(step, step.as)) {
        const how = [step.how, next.how].filter((one) => one !== '').join(', ');
        if (next.isAction || (next.as === 'run' && isDefiner(next.at))) roots.push({ ...next, how, reached });
        else waiting.push({ ...next, how });
      }
    }
  }
  objects.forEach((object, at) => {
    const routine = all.routineAt(at);
    if (routine?.definer && !routine.trigger)
      roots.push({ at, as: 'run', how: 'SECURITY DEFINER', reached: mayCall(object, grants) });
    if (object.kind === KIND.eventTrigger)
      for (const step of all.next({ at, as: 'run', how: '' }, false))
        if (isDefiner(step.at)) roots.push({ ...step, how: object.id, reached: true });
    if (!isRelation(object) || object.kind === KIND.materializedView) return;
    for (const as of WRITES) {
      const may = isReadOnly(object.name) ? undefined : mayWrite(object, as, grants);
      follow({ at, as, how: `${as} on ${object.identity}`, ...may }, may !== undefined);
    }
  });
  return roots;
}
