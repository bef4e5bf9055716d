/** The routines, relations and types of the catalog that a routine's body names, also in SQL literals. */
import type { SchemaObject } from '../../catalog/object.js';
import type { Name } from '../../catalog/names.js';
import { KIND } from '../../kinds/registry.js';
import { isRelation, isRoutine, isRunning, isType } from '../../kinds/is.js';
import { type Routine, writesIn, type Write } from './bodies.js';
import { levels, nameAt } from './levels.js';

/** A type at whose use code runs. */
export const isRunningType = (object: SchemaObject): boolean => isType(object) && isRunning(object);

/** Objects by name without a schema. */
export interface NameIndex {
  /** Where no schema is said, those along the path, or all where the path is the caller's. */
  find(
    is: (object: SchemaObject) => boolean,
    name: Name,
    path: readonly string[] | undefined,
  ): readonly number[];
  readonly operators: readonly (readonly [symbol: string, at: number])[];
}

/** PostgreSQL's operators: one of the same name in the dump has its own operand types, which the body must name. */
const BUILT_IN = /^(?:[-+*/<>=%^#&|~!]|<>|!=|<=|>=|\|\||&&|@>|<@|->|->>|~~\*?|!~~\*?|~\*|!~\*?|\|\/)$/;

export function nameIndex(objects: readonly SchemaObject[]): NameIndex {
  const byName = new Map<string, number[]>();
  const operators: [string, number][] = [];
  objects.forEach((object, at) => {
    const { kind, name } = object;
    if (kind === KIND.operator && !BUILT_IN.test(name.name)) operators.push([name.name, at]);
    if (!isRoutine(object) && !isRelation(object) && !isRunningType(object)) return;
    const there = byName.get(name.name);
    if (there) there.push(at);
    else byName.set(name.name, [at]);
  });
  return {
    operators,
    find: (is, { schema, name }, path) =>
      (byName.get(name) ?? []).filter((at) => {
        const { name: own } = objects[at]!;
        return (
          is(objects[at]!) &&
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
  const add = (set: Set<number>, is: (object: SchemaObject) => boolean, name: Name): void => {
    for (const at of index.find(is, name, searchPath)) set.add(at);
  };
  for (const level of levels(text ?? '')) {
    const all = level.tokens ?? [];
    const symbol = (at: number): string => (all[at]?.kind === 'symbol' ? level.text[all[at]!.start]! : '');
    all.forEach((token, at) => {
      const last = nameAt(level.text, token);
      if (last === undefined || symbol(at + 1) === '.') return;
      const schema = symbol(at - 1) === '.' ? nameAt(level.text, all[at - 2]) : undefined;
      const name = { schema, name: last };
      if (symbol(at + 1) === '(') add(runs, isRoutine, name);
      else add(runs, isRunningType, name);
      add(reads, isRelation, name);
    });
    for (const { verb, name } of writesIn({ text: level.text, tree: undefined }).writes)
      for (const at of index.find(isRelation, name, searchPath)) writes.push({ at, verb });
    for (const [operator, at] of index.operators) if (level.text.includes(operator)) runs.add(at);
  }
  return { runs: [...runs], reads: [...reads], writes };
}
