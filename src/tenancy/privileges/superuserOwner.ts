/**
 * Policies do not apply to superusers, so a superuser's SECURITY DEFINER routines reach all tenants' rows. The report
 * declares each that the application can call, directly or by a trigger, with the tables that it reads and writes.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { type Name, quoteName } from '../../catalog/names.js';
import { type Key, key, type SchemaObject } from '../../catalog/object.js';
import type { Known } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type AuthorsTrigger, authorsTriggers } from '../../facts/triggers/authorsTriggers.js';
import { type Routine, writesIn } from '../../facts/routines/bodies.js';
import { routineIdentity, signatureOf } from '../../facts/routines/routineIdentity.js';
import { queriesOf } from '../../facts/routines/routineText.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { readsOf } from '../../facts/queries/reads.js';
import type { Surroundings } from '../views/viewRights.js';
import { relationKeys } from '../../facts/views/views.js';
import { isAnyTable } from '../../kinds/is.js';

export const SUPERUSER_OWNER = 'superuser owner';

/** Bits of CreateTrigStmt. https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
const EVENTS = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 } as const;

/** The enabled triggers, by their routine. */
function triggersByRoutine({
  catalog,
}: Surroundings): Map<SchemaObject, { table: Name; trigger: AuthorsTrigger }[]> {
  const triggersOf = authorsTriggers(catalog);
  const out = new Map<SchemaObject, { table: Name; trigger: AuthorsTrigger }[]>();
  const owners = catalog.objects.filter((object) => isAnyTable(object) || object.kind === KIND.view);
  for (const { name } of owners)
    for (const trigger of triggersOf(name)) {
      if (trigger.state === 'disabled' || !trigger.routine) continue;
      const there = out.get(trigger.routine) ?? [];
      out.set(trigger.routine, [...there, { table: name, trigger }]);
    }
  return out;
}

/** True for a relation with rows of tenants, also a view. */
export const ofTenants =
  ({ catalog, views }: Surroundings): ((one: Key) => boolean) =>
  (one) => {
    const table = catalog.tenancy!.tables.get(one);
    return table ? table.class !== 'reference' : (views.get(one)?.ofTenants ?? false);
  };

const OF_DEFINER = 'it is SECURITY DEFINER; if its owner is a superuser';
const OF_ACTION =
  'the action of a foreign key fires it as the owner of the table; if the owner is a superuser';

/** @returns a routine's declarations; `byAction`: a foreign key action fires it, so it need not be SECURITY DEFINER */
export function superuserOwner(
  around: Surroundings,
): (routine: Routine, byAction?: boolean) => readonly Known[] {
  const { catalog, grants } = around;
  const roles = [...new Set(grants.held.map(({ role }) => role))];
  const relations = relationsOf(catalog);
  const known = relationKeys(catalog);
  const fired = triggersByRoutine(around);

  const mayUse = (role: string, schema: string | undefined): boolean =>
    schema === undefined ||
    schema === 'public' ||
    grants.may(role, 'USAGE', key('schema', { schema: undefined, name: schema }));
  const isReached = ({ object, trigger }: Routine): boolean =>
    trigger
      ? (fired.get(object) ?? []).some(({ table, trigger: { node } }) =>
          Object.entries(EVENTS).some(
            ([event, bit]) =>
              ((node.events ?? 0) & bit) !== 0 &&
              grants.on(relationKey(table)).some(({ privilege }) => privilege === event),
          ),
        )
      : roles.some(
          (role) =>
            grants.may(role, 'EXECUTE', signatureOf(object) ?? '') && mayUse(role, object.name.schema),
        );

  const isOfTenants = ofTenants(around);
  const touched = (routine: Routine): { reads: string[]; writes: string[]; more: boolean } => {
    const { object, searchPath } = routine;
    const path = searchPath ?? [];
    const { writes, dynamic } = writesIn(routine);
    const resolved = ({ schema, name }: Name): Name[] =>
      schema === undefined
        ? path.map((one) => ({ schema: one, name })).filter((one) => known.has(relationKey(one)))
        : [{ schema, name }];
    const written = writes
      .flatMap(({ name }) => resolved(name).slice(0, 1))
      .filter((name) => isOfTenants(relationKey(name)));
    const changed = new Set(written.map(quoteName));
    const read = queriesOf(object)
      .flatMap(({ tree }) => readsOf(tree, object.statement, relations, known, path))
      .filter((one) => isOfTenants(one.key))
      .map(({ name }) => quoteName(name))
      .filter((name) => !changed.has(name));
    return { reads: [...new Set(read)].toSorted(), writes: [...changed].toSorted(), more: dynamic };
  };
  const why = (routine: Routine, how: string): string => {
    const { reads, writes, more } = touched(routine);
    const does = [
      ...(reads.length > 0 ? [`reads ${reads.join(', ')}`] : []),
      ...(writes.length > 0 ? [`writes ${writes.join(', ')}`] : []),
      ...(more ? ['runs dynamic SQL'] : []),
    ];
    const what = does.length === 0 ? 'no table of tenants was found in its body' : `it ${does.join(', ')}`;
    return `${how}, no policy applies to it; ${what}`;
  };
  return (routine, byAction = false) => {
    if (!byAction && !isReached(routine)) return [];
    const relation = routineIdentity(routine.object);
    const how = byAction ? OF_ACTION : OF_DEFINER;
    return [{ relation, attack: SUPERUSER_OWNER, name: relation, why: why(routine, how) }];
  };
}
