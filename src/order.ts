/**
 * The order of the output: dependencies come first; section, schema and name decide between the rest. It ignores the
 * dump's order, so one schema gives the same file however it was dumped.
 */
import type { Diagnostic } from './diagnostics/diagnostics.js';
import { type Components, components } from './catalog/components.js';
import { allEdges, graphOf } from './catalog/graph.js';
import { PriorityQueue } from './catalog/priorityQueue.js';
import { type SchemaObject, sections } from './catalog/object.js';

export interface Placed {
  readonly object: SchemaObject;
  /** Index into `sections`. */
  readonly section: number;
  /** The heading comment of its block: that of its table or root object. */
  readonly block: string;
}

const at = (name: (typeof sections)[number]): number => sections.indexOf(name);
const [BEFORE_TABLES, SEQUENCES, FOREIGN_KEYS] = [
  at('Routines that tables need'),
  at('Sequences'),
  at('Foreign keys'),
];
const [BEFORE_VIEWS, VIEWS, ROUTINES] = [at('Routines that views need'), at('Views'), at('Routines')];

/** A routine that a section needs moves to the section before it; other objects move into it. */
function pulled(object: SchemaObject, by: number): number {
  if (object.section !== 'Routines') return by;
  if (by >= SEQUENCES && by <= FOREIGN_KEYS) return BEFORE_TABLES;
  return by === VIEWS ? BEFORE_VIEWS : Math.min(by, ROUTINES);
}

export function order(objects: readonly SchemaObject[]): { placed: Placed[]; diagnostics: Diagnostic[] } {
  const { links, diagnostics } = acyclic(objects);
  const { edges, dependents } = links;
  const parents = parentsOf(objects);
  const section = sectionsOf(objects, links, parents);
  const place = placesOf(section, sortKeys(objects, parents));
  const heap = new PriorityQueue((a, b) => place[a]! - place[b]! || a - b);
  const waiting = edges.map((targets) => targets.length);
  waiting.forEach((count, index) => count === 0 && heap.push(index));
  const placed: Placed[] = [];
  for (let index = heap.pop(); index !== undefined; index = heap.pop()) {
    let root = index;
    while (parents[root] !== -1 && !objects[root]!.ownLine) root = parents[root]!;
    placed.push({
      object: objects[index]!,
      section: section[index]!,
      block: objects[root]!.group ?? objects[root]!.id,
    });
    for (const dependent of dependents[index]!) if (--waiting[dependent]! === 0) heap.push(dependent);
  }
  return { placed, diagnostics };
}

interface Links {
  readonly edges: readonly (readonly number[])[];
  /** The edges, reversed. */
  readonly dependents: readonly (readonly number[])[];
  /** Objects after their dependencies; those in or behind a cycle are missing. */
  readonly topological: readonly number[];
}

function linksOf(edges: Links['edges']): Links {
  const dependents: number[][] = edges.map(() => []);
  edges.forEach((targets, from) => targets.forEach((to) => dependents[to]!.push(from)));
  const waiting = edges.map((targets) => targets.length);
  const topological = [...edges.keys()].filter((index) => waiting[index] === 0);
  for (let next = 0; next < topological.length; next++) {
    for (const dependent of dependents[topological[next]!]!)
      if (--waiting[dependent]! === 0) topological.push(dependent);
  }
  return { edges, dependents, topological };
}

/** Each object's rank by section and key alone: the long texts are compared once, later only numbers. */
function placesOf(section: readonly number[], keys: readonly string[]): number[] {
  const texts = keys.map((text, index) => `${String.fromCharCode(section[index]!)}${text}`);
  const places = new Map(texts.toSorted().map((text, place) => [text, place]));
  return texts.map((text) => places.get(text)!);
}

/** The position of each object's parent, or -1. */
function parentsOf(objects: readonly SchemaObject[]): number[] {
  const index = new Map<string, number>();
  objects.forEach(({ provides, announces }, position) => {
    // With the object itself, not with the shell or dummy that announces it.
    for (const name of provides) if (!index.has(name) || announces === undefined) index.set(name, position);
  });
  return objects.map(({ parent }, position) => {
    const found = parent === undefined ? undefined : index.get(parent);
    return found === undefined || found === position ? -1 : found;
  });
}

/** Edges without those that close a cycle: a dummy view replaces its view; elsewhere the order of the dump holds, and is reported. */
function acyclic(objects: readonly SchemaObject[]): { links: Links; diagnostics: Diagnostic[] } {
  const edges = allEdges(graphOf(objects));
  const links = linksOf(edges);
  if (links.topological.length === objects.length) return { links, diagnostics: [] };
  const announced = new Set(objects.flatMap(({ announces }) => announces ?? []));
  const cut = ({ component, sizes }: Components, allowed: (from: number, to: number) => boolean): void => {
    edges.forEach((targets, from) => {
      if (sizes[component[from]!] === 1) return;
      edges[from] = targets.filter((to) => component[to] !== component[from] || allowed(from, to));
    });
  };
  const announcedBefore = ({ announces, provides }: SchemaObject): boolean =>
    announces === undefined && provides.some((one) => announced.has(one));
  if (announced.size > 0) cut(components(edges), (_, to) => !announcedBefore(objects[to]!));
  const before = components(edges);
  const cycles = new Map<number, string[]>();
  objects.forEach(({ id }, index) => {
    const cycle = before.component[index]!;
    if (before.sizes[cycle]! > 1) cycles.set(cycle, [...(cycles.get(cycle) ?? []), id]);
  });
  cut(before, (from, to) => objects[to]!.statement.raw.index < objects[from]!.statement.raw.index);
  const diagnostics = [...cycles.values()].map((ids): Diagnostic => ({
    severity: 'warning',
    code: 'order/circle',
    message: `These objects depend on each other: ${ids.toSorted().join(', ')}. They keep the order of the dump.`,
    help: 'If the output loads, do nothing; otherwise remove one of the references in the design.',
    object: ids.toSorted()[0]!,
  }));
  return { links: linksOf(edges), diagnostics };
}

/** Each object's section: its own, or an earlier one that needs it; a child follows its parent. */
function sectionsOf(
  objects: readonly SchemaObject[],
  { edges, topological }: Links,
  parents: readonly number[],
): number[] {
  const section = objects.map((object, index) =>
    parents[index] === -1 ? at(object.section) : sections.length,
  );
  for (const index of topological.toReversed()) {
    for (const to of edges[index]!)
      section[to] = Math.min(section[to]!, pulled(objects[to]!, section[index]!));
  }
  for (const index of topological) {
    if (parents[index] === -1) continue;
    section[index] = Math.max(section[parents[index]!]!, ...edges[index]!.map((to) => section[to]!));
  }
  return section;
}

/** Texts that sort in the wanted order; a parent's is the prefix of its children's. */
function sortKeys(objects: readonly SchemaObject[], parents: readonly number[]): string[] {
  const keys: string[] = [];
  const keyOf = (index: number): string => {
    if (keys[index] !== undefined) return keys[index];
    const { id, name, rank, order: own, inDumpOrder, statement } = objects[index]!;
    const parent = parents[index]!;
    const place = String(rank + 10).padStart(2, '0');
    // One identity said twice stays in the order of the dump, for its last definition holds.
    const tie = inDumpOrder
      ? String(statement.raw.index).padStart(8, '0')
      : `${name.name}\0${id.replace(/#(\d+)$/, (_, number: string) => number.padStart(8, '0'))}`;
    const label = own === '' ? name.name : own;
    const text =
      parent === -1
        ? `${name.schema ?? ''}\0${label}\0${place}\0${tie}`
        : `${keyOf(parent)}\u0001${place}\0${label}\0${name.schema ?? ''}\0${tie}`;
    return (keys[index] = text);
  };
  objects.forEach((_, index) => keyOf(index));
  return keys;
}
