/**
 * A sequence that a column owns stands right in front of its table, since the column's default needs it; and a table that
 * uses another's sequence comes after its owner, as in pg_dump's own order.
 */
import { components, graphOf } from '../catalog/graph.js';
import { type Name, nameOf, relationName, strings } from '../catalog/names.js';
import { key, type Key, placed, type SchemaObject } from '../catalog/object.js';
import type { AlterSeqStmt } from '../grammar.js';
import { ranks, relationKey } from '../kinds/alterTable.js';
import { isTable, type Table } from '../kinds/table.js';
import type { Transform } from './transform.js';

/** The sequence and the table in `ALTER SEQUENCE core.visit_no_seq OWNED BY core.visits.visit_no`. */
function ownership({ statement }: SchemaObject): [Key, Name] {
  const { sequence, options = [] } = statement.tree!.node as AlterSeqStmt;
  const owner = options.flatMap((o) => ('DefElem' in o && o.DefElem.defname === 'owned_by' && o.DefElem.arg ? strings([o.DefElem.arg]) : []));
  return [relationKey(placed(relationName(sequence), statement)), placed(nameOf(owner.slice(0, -1)), statement)];
}

/** Sorted under its table's name, and not before what its table waits for. It is not its child: the table needs it. */
function inFrontOf(sequence: SchemaObject, owner: Name, tables: ReadonlyMap<Key, Table>): SchemaObject {
  const waits = (tables.get(relationKey(owner))?.needs ?? []).filter(({ keys }) => !keys.some((k) => sequence.provides.includes(k)));
  return { ...sequence, section: 'Tables', order: owner.name, rank: ranks.ownedSequence, needs: [...sequence.needs, ...waits] };
}

/** A table, or a default of one, that uses the sequence of another table. */
function afterOwners(object: SchemaObject, owners: ReadonlyMap<Key, Name>): SchemaObject {
  if (object.kind !== 'table' && object.kind !== 'columnDefault') return object;
  const home = object.kind === 'table' ? relationKey(object.name) : object.parent;
  const others = object.needs.flatMap(({ keys }) => keys.flatMap((k) => owners.get(k) ?? [])).map(relationKey);
  const needs = others.filter((k) => k !== home).map((k) => ({ keys: [k] }));
  return needs.length === 0 ? object : { ...object, needs: [...object.needs, ...needs] };
}

export const ownedSequences: Transform = {
  name: 'ownedSequences',
  summary: 'Places a sequence that a column owns in front of its table.',
  apply(catalog) {
    const owners = new Map(catalog.objects.filter(({ kind }) => kind === 'sequenceOwner').map(ownership));
    if (owners.size === 0) return catalog;
    const ordered = catalog.objects.map((object) => afterOwners(object, owners));
    const tables = new Map(ordered.filter(isTable).map((t) => [key('relation', t.name), t]));
    const placedAll = ordered.map((object) => {
      const owner = object.kind === 'sequence' ? owners.get(relationKey(object.name)) : undefined;
      return owner ? inFrontOf(object, owner, tables) : object;
    });
    // Where what the table waits for needs the sequence itself, the sequence waits for nothing.
    const { component, sizes } = components(graphOf(placedAll).edges);
    const objects = placedAll.map((object, at) =>
      object.kind === 'sequence' && sizes[component[at]!]! > 1 ? { ...object, needs: ordered[at]!.needs } : object,
    );
    return { ...catalog, objects };
  },
};
