/** The dependency graph: needs become edges between the objects that provide their keys. Also finds its cycles. */
import { componentsFrom } from './components.js';
import { type Key, type Need, type SchemaObject, spaces } from './object.js';

/** Edges by position in `objects`: those of object i lead to its dependencies. Computed on demand. */
export interface Graph {
  readonly objects: readonly SchemaObject[];
  readonly edgesOf: (position: number) => readonly number[];
}

export function graphOf(objects: readonly SchemaObject[]): Graph {
  const known = graphs.get(objects) ?? build(objects);
  graphs.set(objects, known);
  return known;
}

export const allEdges = ({ objects, edgesOf }: Graph): (readonly number[])[] =>
  objects.map((_, at) => edgesOf(at));

/** Caches the graph of a list of objects, which is read-only. */
const graphs = new WeakMap<readonly SchemaObject[], Graph>();

function indexOf(objects: readonly SchemaObject[]): ReadonlyMap<Key, readonly number[]> {
  const index = new Map<Key, number[]>();
  objects.forEach(({ provides }, at) => {
    for (const name of provides) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [at]);
      else known.push(at);
    }
  });
  return index;
}

/** The objects that satisfy a need, by position. */
export function answersIn(objects: readonly SchemaObject[]): (need: Need) => readonly number[] {
  const index = indexOf(objects);
  return ({ keys }) => {
    const out: number[] = [];
    addFirst(out, index, keys);
    return out;
  };
}

function build(objects: readonly SchemaObject[]): Graph {
  const index = indexOf(objects);
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

/** Adds the providers of the first key that has any. */
function addFirst(out: number[], index: ReadonlyMap<Key, readonly number[]>, keys: readonly Key[]): void {
  for (const name of keys) {
    const found = lookUp(index, name);
    for (const provider of found) if (!out.includes(provider)) out.push(provider);
    if (found.length > 0) return;
  }
}

const NOBODY: readonly number[] = [];

/** Looks a key of the space `any` up in all spaces. */
function lookUp(index: ReadonlyMap<Key, readonly number[]>, name: Key): readonly number[] {
  if (!name.startsWith('any\0')) return index.get(name) ?? NOBODY;
  return spaces.flatMap((space) => index.get(`${space}${name.slice('any'.length)}`) ?? NOBODY);
}

/** True where no child reaches a host other than its own, and no host a child: then no merge closes a cycle. */
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

/** A child that may be merged into its host, unless that closes a cycle. */
export interface Candidate {
  readonly child: SchemaObject;
  readonly host: SchemaObject;
}

/**
 * The candidates that can be merged into their hosts together: a table with a merged default depends on the function
 * that the default calls, so that function must not depend on the table.
 */
export function withoutCycles<C extends Candidate>(
  objects: readonly SchemaObject[],
  candidates: readonly C[],
): C[] {
  if (candidates.length === 0) return [];
  const graph = graphOf(objects);
  const involved = new Set(candidates.flatMap(({ child, host }) => [child, host]));
  const position = new Map<SchemaObject, number>();
  objects.forEach((object, index) => involved.has(object) && position.set(object, index));
  const at = (object: SchemaObject): number => position.get(object)!;
  const pairs = candidates.map(({ child, host }) => [at(child), at(host)] as const);
  if (apart(graph, pairs)) return [...candidates];
  let left = [...candidates];
  for (;;) {
    const merged = mergedGraph(graph, new Map(left.map(({ child, host }) => [at(child), at(host)])));
    const { component, sizes } = componentsFrom(
      left.map(({ host }) => merged.home(at(host))),
      objects.length,
      merged.edgesOf,
    );
    const closes = ({ child }: C): boolean => {
      const home = merged.home(at(child));
      const cycle = component[home]!;
      if (sizes[cycle] === 1) return false;
      const targets = graph.edgesOf(at(child)).map(merged.home);
      return targets.some((to) => to !== home && component[to] === cycle);
    };
    // Candidates whose own needs close a cycle are excluded first; remaining cycles go through their hosts.
    let kept = left.filter((candidate) => !closes(candidate));
    if (kept.length === left.length)
      kept = left.filter(({ host }) => sizes[component[merged.home(at(host))]!] === 1);
    if (kept.length === left.length) return kept;
    left = kept;
  }
}

/** The graph after merging each child into its host; `home` is the position that a position merged into. */
function mergedGraph(
  { edgesOf }: Graph,
  hostOf: ReadonlyMap<number, number>,
): { home: (position: number) => number; edgesOf: Graph['edgesOf'] } {
  const home = (position: number): number => {
    const host = hostOf.get(position);
    return host === undefined ? position : home(host);
  };
  const guests = new Map<number, number[]>();
  for (const child of hostOf.keys()) {
    const known = guests.get(home(child));
    if (known === undefined) guests.set(home(child), [child]);
    else known.push(child);
  }
  const found = new Map<number, readonly number[]>();
  const merged = (position: number): readonly number[] => {
    const targets = [position, ...(guests.get(position) ?? [])].flatMap(edgesOf).map(home);
    return [...new Set(targets)].filter((to) => to !== position);
  };
  return {
    home,
    edgesOf(position) {
      const known = found.get(position) ?? merged(position);
      found.set(position, known);
      return known;
    },
  };
}
