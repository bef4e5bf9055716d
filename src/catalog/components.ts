/** Strongly connected components of a numbered graph: the nodes of a cycle share one. */

export interface Components {
  /** The component of each node; -1 if no root reaches it. */
  readonly component: Int32Array;
  /** The number of nodes per component. */
  readonly sizes: readonly number[];
}

/** The components of the whole graph. */
export const components = (edges: readonly (readonly number[])[]): Components =>
  componentsFrom(edges.keys(), edges.length, (at) => edges[at]!);

/**
 * The components of the nodes that the roots reach, which include every cycle through a root: Tarjan's algorithm,
 * without recursion.
 * https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function componentsFrom(
  roots: Iterable<number>,
  count: number,
  edgesOf: (node: number) => readonly number[],
): Components {
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const seen = new Int32Array(count);
  const sizes: number[] = [];
  const path: number[] = [];
  const work: number[] = [];
  let next = 0;
  const enter = (node: number): void => {
    index[node] = low[node] = next++;
    path.push(node);
    work.push(node);
  };
  const leave = (node: number): void => {
    work.pop();
    const parent = work.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
    if (low[node] !== index[node]) return;
    let size = 0;
    for (let member = -1; member !== node; size++) component[(member = path.pop()!)] = sizes.length;
    sizes.push(size);
  };
  for (const root of roots) {
    if (index[root] === -1) enter(root);
    for (let node = work.at(-1); node !== undefined; node = work.at(-1)) {
      const to = edgesOf(node)[seen[node]!++];
      if (to === undefined) leave(node);
      else if (index[to] === -1) enter(to);
      else if (component[to] === -1) low[node] = Math.min(low[node]!, index[to]!);
    }
  }
  return { component, sizes };
}
