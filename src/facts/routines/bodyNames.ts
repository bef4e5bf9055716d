/** The routines, relations and types of the catalog that a routine's body names, also in SQL literals. */
import type { SchemaObject } from '../../catalog/object.js';
import type { Name } from '../../catalog/names.js';
import { type Routine, writesIn, type Write } from './bodies.js';
import { levels, nameAt } from './levels.js';

export const ROUTINES: ReadonlySet<string> = new Set(['function', 'procedure', 'aggregate']);
export const RELATIONS: ReadonlySet<string> = new Set(['table', 'foreignTable', 'view', 'materializedView']);
export const TYPES: ReadonlySet<string> = new Set(['domain', 'compositeType', 'rangeType', 'baseType']);

/** Objects by name without a schema. */
export interface NameIndex {
  /** For a name without a schema: all in the search path, or all where the path is the caller's. */
  find(kinds: ReadonlySet<string>, name: Name, path: readonly string[] | undefined): readonly number[];
  readonly operators: readonly (readonly [symbol: string, at: number])[];
}

/** PostgreSQL's operators: one of the same name in the dump has its own operand types, which the body must name. */
const BUILT_IN = /^(?:[-+*/<>=%^#&|~!]|<>|!=|<=|>=|\|\||&&|@>|<@|->|->>|~~\*?|!~~\*?|~\*|!~\*?|\|\/)$/;

export function nameIndex(objects: readonly SchemaObject[]): NameIndex {
  const byName = new Map<string, number[]>();
  const operators: [string, number][] = [];
  objects.forEach(({ kind, name }, at) => {
    if (kind === 'operator' && !BUILT_IN.test(name.name)) operators.push([name.name, at]);
    if (!ROUTINES.has(kind) && !RELATIONS.has(kind) && !TYPES.has(kind)) return;
    const there = byName.get(name.name);
    if (there) there.push(at);
    else byName.set(name.name, [at]);
  });
  return {
    operators,
    find: (kinds, { schema, name }, path) =>
      (byName.get(name) ?? []).filter((at) => {
        const { kind, name: own } = objects[at]!;
        return (
          kinds.has(kind) &&
          (schema === undefined ? (path?.includes(own.schema ?? '') ?? true) : own.schema === schema)
        );
      }),
  };
}

export interface Named {
  /** Routines, types, operators. */
  readonly runs: readonly number[];
  readonly reads: readonly number[];
  readonly writes: readonly { readonly at: number; readonly verb: Write['verb'] }[];
}

export function namedIn({ text, searchPath }: Routine, index: NameIndex): Named {
  const runs = new Set<number>();
  const reads = new Set<number>();
  const writes: Named['writes'][number][] = [];
  const add = (set: Set<number>, kinds: ReadonlySet<string>, name: Name): void => {
    for (const at of index.find(kinds, name, searchPath)) set.add(at);
  };
  for (const level of levels(text ?? '')) {
    const all = level.tokens ?? [];
    const symbol = (at: number): string => (all[at]?.kind === 'symbol' ? level.text[all[at]!.start]! : '');
    all.forEach((token, at) => {
      const last = nameAt(level.text, token);
      if (last === undefined || symbol(at + 1) === '.') return;
      const schema = symbol(at - 1) === '.' ? nameAt(level.text, all[at - 2]) : undefined;
      const name = { schema, name: last };
      if (symbol(at + 1) === '(') add(runs, ROUTINES, name);
      else add(runs, TYPES, name);
      add(reads, RELATIONS, name);
    });
    for (const { verb, name } of writesIn({ text: level.text, tree: undefined }).writes)
      for (const at of index.find(RELATIONS, name, searchPath)) writes.push({ at, verb });
    for (const [operator, at] of index.operators) if (level.text.includes(operator)) runs.add(at);
  }
  return { runs: [...runs], reads: [...reads], writes };
}
