/**
 * Removes history tables of migration tools (flyway_schema_history, databasechangelog …) and their dependent objects:
 * the runner creates and writes its own, and a migration must not touch it. The preset `plain` keeps them.
 */
import { declare, dropWhere, mergeObjects, warn } from '../../catalog/catalog.js';
import { groupedBy } from '../../catalog/grouped.js';
import { quoteName } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import type { Replaced } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { isTable } from '../../kinds/tables/table.js';
import { isMigrationTool } from '../../facts/names/evidence.js';
import { platformSchemas, schemaOf } from '../../facts/platforms/fingerprints.js';
import { relationsOf } from '../../facts/relations/relations.js';
import type { Transform } from '../base/transform.js';
import { hasIndex, isAbout, isAnyTable, isRoutine } from '../../kinds/is.js';

interface Hanging {
  readonly gone: ReadonlyMap<SchemaObject, SchemaObject>;
  /** Tables and routines that depend on a history table: it is kept because of them. */
  readonly holders: readonly SchemaObject[];
}

/** By key, the objects that depend on it or are parts of the object that provides it. */
const dependentsIn = (objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly SchemaObject[]> =>
  groupedBy(objects, ({ parent, needs }) => new Set([parent ?? [], ...needs.map(({ keys }) => keys)].flat()));

interface Dependents {
  readonly dependents: ReadonlyMap<Key, readonly SchemaObject[]>;
  /** The table that each default and key belongs to. */
  readonly tables: ReadonlyMap<SchemaObject, SchemaObject>;
}

/** A statement that defines part of a table. */
const isPart = (object: SchemaObject): boolean =>
  hasIndex(object) || object.kind === KIND.columnDefault || object.kind === KIND.identity;

function dependentsOf(objects: readonly SchemaObject[]): Dependents {
  const byName = new Map(objects.filter(isTable).map((table) => [relationKey(table.name), table]));
  const parts = objects.filter(isPart);
  const tables = parts.flatMap((object): [SchemaObject, SchemaObject][] => {
    const table = object.parent === undefined ? undefined : byName.get(object.parent);
    return table ? [[object, table]] : [];
  });
  return { dependents: dependentsIn(objects), tables: new Map(tables) };
}

function hangingOn(table: SchemaObject, { dependents, tables }: Dependents): Hanging {
  const gone = new Map<SchemaObject, SchemaObject>([[table, table]]);
  const holders = new Set<SchemaObject>();
  // The loop also visits entries that it adds.
  for (const one of gone.keys())
    for (const object of one.provides.flatMap((key) => dependents.get(key) ?? [])) {
      // A default of another table makes that table depend on it.
      const whole = tables.get(object) ?? object;
      if (gone.has(object)) continue;
      if ((isAnyTable(whole) || isRoutine(whole)) && !gone.has(whole)) holders.add(whole);
      else gone.set(object, table);
    }
  return { gone, holders: [...holders] };
}

/** The tool creates the sequence with its table, so its name must be free. A sequence that others use is kept. */
function ownedSequences(
  gone: ReadonlyMap<SchemaObject, SchemaObject>,
  objects: readonly SchemaObject[],
): [SchemaObject, SchemaObject][] {
  const rest = objects.filter((object) => !gone.has(object));
  const all = dependentsOf(rest);
  return [...gone].flatMap(([{ kind, name }, table]) => {
    const sequence = rest.find(
      (one) =>
        kind === KIND.sequenceOwner &&
        one.kind === KIND.sequence &&
        relationKey(one.name) === relationKey(name),
    );
    if (!sequence) return [];
    const { gone: its, holders } = hangingOn(sequence, all);
    const isAlone = holders.length === 0 && [...its.keys()].every((one) => one === sequence || isAbout(one));
    return isAlone ? [...its.keys()].map((one) => [one, table] as [SchemaObject, SchemaObject]) : [];
  });
}

const WHY = 'it belongs to a migration tool, which creates it itself';

function replacedBy(object: SchemaObject, table: SchemaObject): Replaced {
  const entry = { kind: object.kind, name: quoteName(object.name), by: 'the migration tool', why: WHY };
  return object === table ? entry : { ...entry, table: quoteName(table.name) };
}

/** Flyway records a migration on one connection and runs it on another: the server cannot detect that deadlock. */
const inTheWay = (table: SchemaObject): Diagnostic => ({
  severity: 'warning',
  code: 'migrationTools/kept',
  message: `${quoteName(table.name)} is the history table of a migration tool. It was kept; a tool that runs the baseline with its history in this table can deadlock with itself, as Flyway does.`,
  help: `Exclude it from the dump (pg_dump --exclude-table=${quoteName(table.name)}), or configure another history table for the tool.`,
  object: table.id,
});

export const migrationTools: Transform = {
  name: 'migrationTools',
  stage: 'clean',
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
    const all = dependentsOf(catalog.objects);
    const found = own.map((table) => ({ table, ...hangingOn(table, all) }));
    const hanging = new Map(found.flatMap(({ gone: all, holders }) => (holders.length > 0 ? [] : [...all])));
    const gone = new Map([...hanging, ...ownedSequences(hanging, catalog.objects)]);
    const kept = found.filter(({ holders }) => holders.length > 0);
    const isPart = (object: SchemaObject): boolean => {
      const table = all.tables.get(object);
      return table !== undefined && gone.has(table);
    };
    const parts = [...gone].filter(([object]) => isPart(object));
    const merged = mergeObjects(
      catalog,
      parts.map(([child, table]) => ({ child, into: table.id })),
      new Map(),
    );
    const out = dropWhere(merged, (object) => (gone.has(object) ? WHY : undefined));
    return warn(
      declare(out, {
        replaced: [...gone]
          // Parts and privileges go with the table; they are not objects.
          .filter(([object]) => object.kind !== KIND.grant && !isPart(object))
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
