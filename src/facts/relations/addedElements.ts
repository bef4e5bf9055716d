/** Columns and checks that transforms add to tables: separate objects until layout. */
import { isOfDump, type Key, type SchemaObject } from '../../catalog/object.js';
import { remembered } from '../../catalog/remembered.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { elementsOf, type TableElement } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';

export interface AddedElement {
  readonly object: SchemaObject;
  /** The element as written in the table's list. */
  readonly element: TableElement;
}

/** The text after ADD or ADD COLUMN. */
function clauseOf(text: string): string {
  const all = tokens(text, 12);
  const add = all.findIndex((token) => keyword(text, token) === 'ADD');
  const first = keyword(text, all[add + 1]) === 'COLUMN' ? add + 2 : add + 1;
  return text.slice(all[first]!.start);
}

/** Added elements by table, in the order of their addition. */
export const addedElements = remembered(elementsIn);

function elementsIn(objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly AddedElement[]> {
  const out = new Map<Key, AddedElement[]>();
  for (const object of objects) {
    if (isOfDump(object) || (object.kind !== KIND.column && object.kind !== KIND.check)) continue;
    const { table, command } = tableAction(object.statement)!;
    const { def } = command;
    const text = clauseOf(object.sql);
    const [element] = elementsOf([text], def ? [def] : []);
    const key = relationKey(table);
    const there = out.get(key);
    if (there) there.push({ object, element: element! });
    else out.set(key, [{ object, element: element! }]);
  }
  return out;
}
