/** Every node of a tree, from the outside in. */

export type Shape = Readonly<Record<string, unknown>>;

/** Calls `look` for each node under the name of its field: `FuncCall`, `ColumnRef`, `arg`. */
export function walk(tree: unknown, look: (field: string, node: Shape) => void): void {
  if (Array.isArray(tree)) for (const item of tree) walk(item, look);
  else if (typeof tree === 'object' && tree !== null)
    for (const [field, node] of Object.entries(tree)) {
      if (typeof node !== 'object' || node === null) continue;
      if (!Array.isArray(node)) look(field, node as Shape);
      walk(node, look);
    }
}
