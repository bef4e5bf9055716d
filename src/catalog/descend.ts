/**
 * Visits the nodes of a tree, outermost first and in text order. Without recursion: PostgreSQL accepts expressions
 * nested thousands of levels deep, each several levels of a tree.
 */

export type Shape = Readonly<Record<string, unknown>>;

/**
 * Calls `look` for each field with a node or a list of nodes.
 * @param look returns false to skip what is inside
 */
export function descend(tree: unknown, look: (field: string, value: object) => boolean | void): void {
  const waiting: [field: string | undefined, value: object][] = [];
  // The stack's last item comes first.
  const enter = (value: object): void => {
    const from = waiting.length;
    if (Array.isArray(value)) {
      for (const item of value) if (isObject(item)) waiting.push([undefined, item]);
    } else
      for (const [field, inner] of Object.entries(value)) if (isObject(inner)) waiting.push([field, inner]);
    reverse(waiting, from);
  };
  if (isObject(tree)) enter(tree);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [field, value] = next;
    if (field === undefined || look(field, value) !== false) enter(value);
  }
}

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Reverses the list from this position on. */
export function reverse(list: unknown[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--)
    [list[low], list[high]] = [list[high], list[low]];
}
