/** A table or column that is gone and one of the same form that is new: probably one that was renamed, which keeps its rows. */
import { quoteIdentifier, quoteName } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import { relationKey } from '../kinds/base/alterTable.js';
import { KIND } from '../kinds/registry.js';
import { attached } from '../kinds/tables/partition.js';
import { isTable, type Table } from '../kinds/tables/table.js';
import type { Difference } from './base/compare.js';
import type { Question } from './base/question.js';
import { boundAndRest } from './table/bound.js';
import { type Column, columnsOf } from './table/columnParts.js';

/** Tables with fewer equal columns than this part of all are not alike. */
const ALIKE = 0.7;

export function likelyRenames({ removed, added, changed }: Difference): Question[] {
  const [goneBounds, newBounds] = [removed, added].map(boundsOf);
  const tables = removed.filter(isTable).flatMap((old) => {
    const bound = goneBounds!.get(relationKey(old.name));
    const first = added
      .filter(isTable)
      // All partitions of a table are alike: one of another range is another one.
      .find((one) => bound === newBounds!.get(relationKey(one.name)) && isAlike(old, one));
    return first ? [renamedTable(old, first)] : [];
  });
  const columns = changed.flatMap(({ before, after }) =>
    isTable(before) && isTable(after) ? renamedColumns(before, after) : [],
  );
  return [...tables, ...columns];
}

/** `FOR VALUES …` of each partition. */
function boundsOf(objects: readonly SchemaObject[]): ReadonlyMap<Key, string> {
  return new Map(
    objects.flatMap((object): [Key, string][] => {
      if (isTable(object) && object.partitionOf)
        return [[relationKey(object.name), boundAndRest(object.tail).bound]];
      const found = object.kind === KIND.partition ? attached(object.statement) : undefined;
      return found ? [[relationKey(found.child), boundAndRest(object.sql).bound]] : [];
    }),
  );
}

const columnTexts = ({ elements = [] }: Table): string[] =>
  elements.flatMap(({ column, text }) => (column?.typeName ? [text] : []));

function isAlike(one: Table, other: Table): boolean {
  const [a, b] = [columnTexts(one), columnTexts(other)].map(
    (texts) => new Set(columnsOf(texts).map(shapeOf)),
  );
  const common = [...a!].filter((shape) => b!.has(shape)).length;
  return a!.size > 0 && common / Math.max(a!.size, b!.size) >= ALIKE;
}

const shapeOf = ({ name, type }: Column): string => `${name} ${type}`;

function renamedTable(old: Table, now: Table): Question {
  const [from, to] = [quoteName(old.name), quoteName(now.name)];
  return {
    code: 'diff/rename',
    object: `table ${from}`,
    message: `Table ${from} is gone, and table ${to} is new with nearly the same columns.`,
    help: `If it was renamed, add --rename ${from}=${to}; if not, add --no-rename.`,
  };
}

/** Only where one column of a type is gone and one of that type is new. */
function renamedColumns(before: Table, after: Table): Question[] {
  const [old, now] = [columnsOf(columnTexts(before)), columnsOf(columnTexts(after))];
  const [oldNames, newNames] = [old, now].map((columns) => new Set(columns.map(({ name }) => name)));
  const gone = old.filter(({ name }) => !newNames!.has(name));
  const fresh = now.filter(({ name }) => !oldNames!.has(name));
  const table = quoteName(after.name);
  return gone.flatMap((column): Question[] => {
    const match = fresh.find(({ type }) => type === column.type);
    if (!match) return [];
    const [from, to] = [column, match].map(({ name }) => `${table}.${quoteIdentifier(name)}`);
    return [
      {
        code: 'diff/rename',
        object: from!,
        message: `Column ${from} is gone, and column ${to} of the same type (${match.type}) is new.`,
        help: `If it was renamed, add --rename ${from}=${to}; if not, add --no-rename.`,
      },
    ];
  });
}
