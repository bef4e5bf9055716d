/** Visits the nodes of a tree, outermost first. */
import { descend, type Shape } from './descend.js';

export type { Shape };

/** Calls `look` for each node with the name of its field: `FuncCall`, `ColumnRef`, `arg`. */
export const walk = (tree: unknown, look: (field: string, node: Shape) => void): void =>
  descend(tree, (field, value) => {
    if (!Array.isArray(value)) look(field, value as Shape);
  });
