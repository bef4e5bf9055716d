/** Who needs whom: needs of keys become edges between objects; and the circles in it. */
import { type Key, type SchemaObject, spaces } from './object.js';

/** Edges by position in `objects`: those of object i lead to what it needs. Found when they are asked for. */
export interface Graph {
  readonly objects: readonly SchemaObject[];
  readonly edgesOf: (position: number) => readonly number[];
}

export function graphOf(objects: readonly SchemaObject[]): Graph {
  const known = graphs.get(objects) ?? build(objects);
  graphs.set(objects, known);
  return known;
}

/** All edges of the graph. */
export const allEdges = ({ objects, edgesOf }: Graph): (readonly number[])[] =>
  objects.map((_, at) => edgesOf(at));

/** A catalog is read-only, so the graph of its objects is made once for all that ask. */
const graphs = new WeakMap<readonly SchemaObject[], Graph>();

function build(objects: readonly SchemaObject[]): Graph {
  const index = new Map<Key, number[]>();
  objects.forEach(({ provides }, at) => {
    for (const name of provides) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [at]);
      else known.push(at);
    }
  });
  const found: (readonly number[] | undefined)[] = [];
  const edgesOf = (at: number): readonly number[] => {
    const out: number[] = [];
    const { needs, parent } = objects[at]!;
    for (const { keys } of needs) addFirst(out, index, keys);
    if (parent !== undefined) addFirst(out, index, [parent]);
    return out.filter((to) => to !== at);
  };
  return { objects, edgesOf: (at) => (found[at] ??= edgesOf(at)) };
}

/** Whoever provides the first of the keys that anybody does. */
function addFirst(out: number[], index: ReadonlyMap<Key, readonly number[]>, keys: readonly Key[]): void {
  for (const name of keys) {
    const found = lookUp(index, name);
    for (const provider of found) if (!out.includes(provider)) out.push(provider);
    if (found.length > 0) return;
  }
}

const NOBODY: readonly number[] = [];

/** A key of the space `any` is looked for in all of them. */
function lookUp(index: ReadonlyMap<Key, readonly number[]>, name: Key): readonly number[] {
  if (!name.startsWith('any\0')) return index.get(name) ?? NOBODY;
  return spaces.flatMap((space) => index.get(`${space}${name.slice('any'.length)}`) ?? NOBODY);
}

/**
 * Tarjan's strongly connected components, without recursion; `component[i]` is the same number for all of one circle.
 * https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
export function components(edges: readonly (readonly number[])[]): {
  component: Int32Array;
  sizes: readonly number[];
} {
  const count = edges.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const sizes: number[] = [];
  const path: number[] = [];
  let next = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const work: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const { node } = frame;
      if (frame.edge === 0 && index[node] === -1) {
        index[node] = low[node] = next++;
        path.push(node);
      }
      const to = edges[node]![frame.edge++];
      if (to !== undefined) {
        if (index[to] === -1) work.push({ node: to, edge: 0 });
        else if (component[to] === -1) low[node] = Math.min(low[node]!, index[to]!);
        continue;
      }
      if (low[node] === index[node]) {
        const size = path.length - path.lastIndexOf(node);
        for (const member of path.splice(path.length - size)) component[member] = sizes.length;
        sizes.push(size);
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) low[parent.node] = Math.min(low[parent.node]!, low[node]!);
    }
  }
  return { component, sizes };
}

/** Whether no child leads to a host but its own directly, and no host to a child: then nothing can close a circle. */
function apart({ edgesOf }: Graph, pairs: readonly (readonly [number, number])[]): boolean {
  const hosts = new Set(pairs.map(([, host]) => host));
  const children = new Set(pairs.map(([child]) => child));
  const fromChildren = pairs.flatMap(([child, host]) => edgesOf(child).filter((to) => to !== host));
  const fromHosts = [...hosts].flatMap(edgesOf);
  return !reaches(edgesOf, fromChildren, hosts) && !reaches(edgesOf, fromHosts, children);
}

function reaches(edgesOf: Graph['edgesOf'], from: readonly number[], goals: ReadonlySet<number>): boolean {
  const seen = new Set(from);
  for (const node of seen) {
    if (goals.has(node)) return true;
    for (const to of edgesOf(node)) seen.add(to);
  }
  return false;
}

/** A child that may go into its host, if that closes no circle. */
export interface Candidate {
  readonly child: SchemaObject;
  readonly host: SchemaObject;
}

/**
 * The candidates that can go into their hosts together: a table that took a default in needs the function that the default
 * calls, and must not when that function itself needs the table.
 */
export function withoutCircles<C extends Candidate>(
  objects: readonly SchemaObject[],
  candidates: readonly C[],
): C[] {
  if (candidates.length === 0) return [];
  const graph = graphOf(objects);
  const position = new Map(objects.map((object, at) => [object, at]));
  const pairs = candidates.map(({ child, host }) => [position.get(child)!, position.get(host)!] as const);
  if (apart(graph, pairs)) return [...candidates];
  const edges = allEdges(graph);
  let left = [...candidates];
  for (;;) {
    const into = Int32Array.from(objects.keys());
    for (const { child, host } of left) into[position.get(child)!] = position.get(host)!;
    const find = (at: number): number => (into[at] === at ? at : find(into[at]!));
    const merged: Set<number>[] = objects.map(() => new Set());
    edges.forEach((targets, from) => {
      for (const to of targets) if (find(to) !== find(from)) merged[find(from)]!.add(find(to));
    });
    const { component, sizes } = components(merged.map((targets) => [...targets]));
    const closes = ({ child }: C): boolean => {
      const home = find(position.get(child)!);
      const circle = component[home]!;
      if (sizes[circle] === 1) return false;
      return edges[position.get(child)!]!.some((to) => find(to) !== home && component[find(to)] === circle);
    };
    // Those whose own needs close a circle go first; a circle that is still there goes through their hosts.
    let kept = left.filter((candidate) => !closes(candidate));
    if (kept.length === left.length)
      kept = left.filter(({ child }) => sizes[component[find(position.get(child)!)]!] === 1);
    if (kept.length === left.length) return kept;
    left = kept;
  }
}
