/**
 * `compliance.enforce: false` with an earlier baseline's hold triggers in the dump: they are left out and declared. The
 * body identifies the tool's functions, whatever role may lift a hold.
 */
import { type Catalog, declare, dropWhere, warn } from '../../catalog/catalog.js';
import { type Name, nameOf, quoteName, relationName, strings } from '../../catalog/names.js';
import { type Key, key, keysFor, placed, type SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { columnsOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { rowBody, truncateBody } from './holdBodies.js';
import { holdColumnsOf } from './holdColumns.js';
import { domainsOf } from '../../facts/columns/domains.js';
import { nodeOf } from '../../grammar.js';

const WHY = 'compliance.enforce is false';

/** Removes what differs between versions and configurations: messages, and the role that lifts holds. */
const bare = (body: string): string =>
  body.replace(/^ *releaser := .*$/m, '').replace(/^( *(?:MESSAGE|HINT) = ).*$/gm, '$1');

interface Own {
  readonly trigger: SchemaObject;
  readonly routine: SchemaObject;
  /** True where its function does the same as the tool's. */
  readonly isKnown: boolean;
}

function ownTriggers(catalog: Catalog, prefix: string): Own[] {
  const { holdFunction, holdTrigger, truncateTrigger } = ownNames(prefix);
  const relations = relationsOf(catalog);
  const domains = domainsOf(catalog);
  const routines = new Map(
    catalog.objects
      .filter(({ kind, name }) => kind === KIND.function && name.name.startsWith(holdFunction))
      .map((object) => [key('routine', object.name), object]),
  );
  return catalog.objects.flatMap((trigger): Own[] => {
    if (trigger.kind !== KIND.trigger) return [];
    const { trigname = '', funcname, relation: of } = nodeOf(trigger.statement, 'CreateTrigStmt');
    if (!trigname.endsWith(holdTrigger) && trigname !== truncateTrigger) return [];
    const [routine] = keysFor('routine', nameOf(strings(funcname)), trigger.statement).flatMap(
      (one) => routines.get(one) ?? [],
    );
    const relation = relations.get(relationKey(placed(relationName(of), trigger.statement)));
    const columns = relation && holdColumnsOf(columnsOf(relation, relations), domains);
    if (!routine) return [];
    const body = bare(routineOf(routine)?.text ?? '');
    const possible = columns ? [rowBody(columns, undefined), truncateBody(columns)] : [];
    return [{ trigger, routine, isKnown: possible.some((own) => bare(own) === body) }];
  });
}

const keptTrigger = ({ id }: SchemaObject, routine: SchemaObject): Diagnostic => ({
  severity: 'warning',
  code: 'compliance/hold-kept',
  message: `The dump's ${id} has the name of a hold trigger, but ${routine.identity} has a different body; it was kept, although compliance.enforce is false.`,
  help: 'If it is not needed, drop it in the design.',
  object: id,
});

/** Dependents of the omitted objects: comments, privileges, firing states. */
function hangingOn(gone: ReadonlySet<SchemaObject>, objects: readonly SchemaObject[]): SchemaObject[] {
  const keys = new Set([...gone].flatMap(({ provides }) => provides));
  return objects.filter(
    (object) =>
      !gone.has(object) &&
      ((object.parent !== undefined && keys.has(object.parent)) ||
        object.needs.some((need) => need.keys.length > 0 && need.keys.every((one) => keys.has(one)))),
  );
}

/** The catalog without an earlier baseline's hold triggers. */
export function withoutHolds(catalog: Catalog, prefix: string): Catalog {
  const all = ownTriggers(catalog, prefix);
  const own = all.filter(({ isKnown }) => isKnown);
  const strange = all
    .filter(({ isKnown }) => !isKnown)
    .map(({ trigger, routine }) => keptTrigger(trigger, routine));
  const triggers = new Set(own.map(({ trigger }) => trigger));
  const routines = new Set(own.map(({ routine }) => routine));
  const parts = new Set([
    ...triggers,
    ...routines,
    ...catalog.objects.filter(({ kind }) => kind === KIND.holdTriggers),
  ]);
  const hanging = hangingOn(parts, catalog.objects);
  // An author's trigger that calls the function keeps it.
  const callers = hanging.filter(({ kind }) => kind === KIND.trigger);
  const kept = [...routines].filter((routine) =>
    callers.some(({ needs }) => needs.some(({ keys }) => keys.some((one) => routine.provides.includes(one)))),
  );
  const gone = new Set([...parts, ...hanging].filter((one) => !callers.includes(one) && !kept.includes(one)));
  if (gone.size === 0) return warn(catalog, ...strange);
  const left = dropWhere(catalog, (object) => (gone.has(object) ? WHY : undefined));
  return declare(
    warn(
      left,
      {
        severity: 'info',
        code: 'compliance/not-enforced',
        message: `The hold triggers of the dump were left out (${triggers.size}), because compliance.enforce is false: rows on legal hold or within their retention can be deleted.`,
        help: 'An existing database keeps its triggers; drop them in a migration.',
      },
      ...strange,
    ),
    {
      replaced: [...gone]
        .filter(({ kind }) => kind !== KIND.grant && kind !== KIND.holdTriggers)
        .flatMap((object) =>
          tablesOf(object, catalog).map((table) => ({
            kind: object.kind,
            name: nameIn(object),
            ...(table === undefined ? {} : { table: quoteName(table) }),
            by: 'nothing',
            why: WHY,
          })),
        ),
    },
  );
}

/** The name in the report. */
function nameIn({ kind, id, name, identity }: SchemaObject): string {
  if (kind === KIND.comment) return id.replace(/^comment on (?:function )?/, 'FUNCTION ');
  return kind === KIND.function ? identity : quoteName({ schema: undefined, name: name.name });
}

/** The trigger's table, and the partitions with copies of it. */
function tablesOf({ kind, statement }: SchemaObject, catalog: Catalog): (Name | undefined)[] {
  if (kind !== KIND.trigger) return [undefined];
  const { relation: of, row } = nodeOf(statement, 'CreateTrigStmt');
  const table = placed(relationName(of), statement);
  const relations = relationsOf(catalog);
  const relation = relations.get(relationKey(table));
  if (!row || !relation) return [table];
  return [table, ...partitionsBelow(relation, relations).map(({ name }) => name)];
}

const partitionsBelow = (relation: Relation, relations: ReadonlyMap<Key, Relation>): Relation[] =>
  [...relations.values()]
    .filter(({ partitionOf }) => partitionOf && relationKey(partitionOf) === relationKey(relation.name))
    .flatMap((one) => [one, ...partitionsBelow(one, relations)]);
