/** A sequence that a column owns stands with its table: in front of it, since the column's default needs it. */
import type { AlterSeqStmt } from '../grammar.js';
import { type Name, nameOf, relationName, strings } from '../catalog/names.js';
import { key, placed, type SchemaObject } from '../catalog/object.js';
import { ranks } from '../kinds/alterTable.js';
import type { Transform } from './transform.js';

/** The table in `OWNED BY core.visits.visit_no`. */
function ownerTable({ statement }: SchemaObject): Name {
  const { options = [] } = statement.tree!.node as AlterSeqStmt;
  const owner = options.flatMap((o) => ('DefElem' in o && o.DefElem.defname === 'owned_by' && o.DefElem.arg ? strings([o.DefElem.arg]) : []));
  return placed(nameOf(owner.slice(0, -1)), statement);
}

export const ownedSequences: Transform = {
  name: 'ownedSequences',
  summary: 'Places a sequence that a column owns in front of its table.',
  apply(catalog) {
    const owners = new Map(
      catalog.objects
        .filter(({ kind }) => kind === 'sequenceOwner')
        .map((object) => {
          const { sequence } = object.statement.tree!.node as AlterSeqStmt;
          return [key('relation', placed(relationName(sequence), object.statement)), ownerTable(object)];
        }),
    );
    const objects = catalog.objects.map((object): SchemaObject => {
      const table = object.kind === 'sequence' ? owners.get(key('relation', object.name)) : undefined;
      // Sorted under its table's name. It is not its child, for the table needs it.
      if (table) return { ...object, section: 'Tables', order: table.name, rank: ranks.ownedSequence };
      // Whoever else uses the sequence comes after the table that owns it, as in pg_dump's own order.
      const home = object.kind === 'table' ? key('relation', object.name) : object.parent;
      const others = object.needs.flatMap(({ keys }) => keys.flatMap((k) => owners.get(k) ?? [])).map((owner) => key('relation', owner));
      const needs = others.filter((k) => k !== home).map((k) => ({ keys: [k] }));
      const uses = object.kind === 'table' || object.kind === 'columnDefault';
      return uses && needs.length > 0 ? { ...object, needs: [...object.needs, ...needs] } : object;
    });
    return { ...catalog, objects };
  },
};
