/** The tables that inherit a table's columns and constraints, over all generations. */
import type { Name } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import { relationKey, tableAction } from '../kinds/base/alterTable.js';
import { parentOf } from '../kinds/tables/inheritance.js';
import { attached } from '../kinds/tables/partition.js';
import { isTable } from '../kinds/tables/table.js';
import type { Heirs } from './construct.js';

export function heirsOf(objects: readonly SchemaObject[]): Heirs {
  const tables = new Map(objects.filter(isTable).map((table) => [relationKey(table.name), table]));
  const children = new Map<Key, Name[]>();
  const note = (parent: Name | undefined, child: Name): void => {
    if (!parent) return;
    const key = relationKey(parent);
    children.set(key, [...(children.get(key) ?? []), child]);
  };
  for (const { name, inherits, partitionOf } of tables.values())
    for (const parent of [...inherits, partitionOf]) note(parent, name);
  for (const { kind, statement } of objects) {
    if (kind === KIND.partition) {
      const { parent, child } = attached(statement)!;
      note(parent, child);
    } else if (kind === KIND.inheritance) note(parentOf(statement), tableAction(statement)!.table);
  }
  return {
    of(table) {
      const found = new Map<Key, Name>();
      const waiting = [...(children.get(relationKey(table)) ?? [])];
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const key = relationKey(next);
        if (found.has(key)) continue;
        found.set(key, next);
        waiting.push(...(children.get(key) ?? []));
      }
      return [...found.values()];
    },
    column: (table, name) =>
      tables.get(relationKey(table))?.elements?.find(({ column }) => column?.colname === name)?.column,
  };
}
