/**
 * The history tables of migration tools (flyway_schema_history, databasechangelog …) are left out with all that hangs on
 * them: the runner makes and writes its own, and a migration must not touch it. The preset `plain` leaves nothing out.
 */
import { declare, dropWhere, warn } from '../catalog/catalog.js';
import { groupedBy } from '../catalog/grouped.js';
import { quoteName } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import type { Replaced } from '../catalog/tenancy.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { KIND } from '../kinds/registry.js';
import { relationKey } from '../kinds/shared/alterTable.js';
import { isAbout, isAnyTable, isRoutine } from '../kinds/is.js';
import { isTable } from '../kinds/tables/table.js';
import { isMigrationTool } from '../facts/names/evidence.js';
import { platformSchemas, schemaOf } from '../facts/platforms/fingerprints.js';
import { relationsOf } from '../facts/relations/relations.js';
import type { Transform } from './transform.js';

interface Hanging {
  readonly gone: ReadonlyMap<SchemaObject, SchemaObject>;
  /** Tables and routines that need a history table: then it stays. */
  readonly holders: readonly SchemaObject[];
}

/** By key, the objects that need it or are parts of what provides it. */
const dependentsIn = (objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly SchemaObject[]> =>
  groupedBy(objects, ({ parent, needs }) => new Set([parent ?? [], ...needs.map(({ keys }) => keys)].flat()));

function hangingOn(table: SchemaObject, dependents: ReadonlyMap<Key, readonly SchemaObject[]>): Hanging {
  const gone = new Map<SchemaObject, SchemaObject>([[table, table]]);
  const holders = new Set<SchemaObject>();
  // What is added while the loop runs is visited too.
  for (const one of gone.keys())
    for (const object of one.provides.flatMap((key) => dependents.get(key) ?? []))
      if (gone.has(object)) continue;
      else if (isAnyTable(object) || isRoutine(object)) holders.add(object);
      else gone.set(object, table);
  return { gone, holders: [...holders] };
}

/** The tool makes its sequence with its table, and would find the name taken. Whatever else counts by it keeps it. */
function ownedSequences(
  gone: ReadonlyMap<SchemaObject, SchemaObject>,
  objects: readonly SchemaObject[],
): [SchemaObject, SchemaObject][] {
  const rest = objects.filter((object) => !gone.has(object));
  const dependents = dependentsIn(rest);
  return [...gone].flatMap(([{ kind, name }, table]) => {
    const sequence = rest.find(
      (one) =>
        kind === KIND.sequenceOwner &&
        one.kind === KIND.sequence &&
        relationKey(one.name) === relationKey(name),
    );
    if (!sequence) return [];
    const { gone: its, holders } = hangingOn(sequence, dependents);
    const isAlone = holders.length === 0 && [...its.keys()].every((one) => one === sequence || isAbout(one));
    return isAlone ? [...its.keys()].map((one) => [one, table] as [SchemaObject, SchemaObject]) : [];
  });
}

const WHY = 'it belongs to a migration tool, which creates it itself';

function replacedBy(object: SchemaObject, table: SchemaObject): Replaced {
  const entry = { kind: object.kind, name: quoteName(object.name), by: 'the migration tool', why: WHY };
  return object === table ? entry : { ...entry, table: quoteName(table.name) };
}

/** Flyway writes down that a migration has begun on one connection, and runs it on another: no server sees that circle. */
const inTheWay = (table: SchemaObject): Diagnostic => ({
  severity: 'warning',
  code: 'migrationTools/kept',
  message: `${quoteName(table.name)} is the history table of a migration tool. It was kept; a tool that runs the baseline with its history in this table can deadlock with itself, as Flyway does.`,
  help: `Exclude it from the dump (pg_dump --exclude-table=${quoteName(table.name)}), or configure another history table for the tool.`,
  object: table.id,
});

export const migrationTools: Transform = {
  name: 'migrationTools',
  summary:
    'Leaves out the history tables of migration tools and their dependent objects; `plain` keeps them and warns.',
  apply(catalog, { preset }) {
    const relations = relationsOf(catalog);
    const tables = catalog.objects.filter(
      (object) =>
        isTable(object) &&
        isMigrationTool(object.name, relations.get(relationKey(object.name))?.columns.keys() ?? []),
    );
    if (preset === 'plain') return warn(catalog, ...tables.map(inTheWay));
    const platforms = platformSchemas(catalog);
    const own = tables.filter(({ name }) => !platforms.has(schemaOf(name)));
    if (own.length === 0) return catalog;
    const dependents = dependentsIn(catalog.objects);
    const found = own.map((table) => ({ table, ...hangingOn(table, dependents) }));
    const hanging = new Map(found.flatMap(({ gone: all, holders }) => (holders.length > 0 ? [] : [...all])));
    const gone = new Map([...hanging, ...ownedSequences(hanging, catalog.objects)]);
    const kept = found.filter(({ holders }) => holders.length > 0);
    const out = dropWhere(catalog, (object) => (gone.has(object) ? WHY : undefined));
    return warn(
      declare(out, {
        replaced: [...gone]
          // Privileges go with the table: they are no objects.
          .filter(([{ kind }]) => kind !== KIND.grant)
          .map(([object, table]) => replacedBy(object, table)),
      }),
      ...kept.map(({ table, holders }) => ({
        severity: 'warning' as const,
        code: 'migrationTools/needed' as const,
        message: `${quoteName(table.name)} belongs to a migration tool, but ${holders.map(({ id }) => id).join(', ')} depends on it. It was kept.`,
        help: 'Remove the dependency in the design, because the tool may re-create its table.',
        object: table.id,
      })),
    );
  },
};
