/** The catalog of a dump with migrations merged into it, for the transforms: as if the dump had been made after them. */
import type { Catalog, Disposition } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';

import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { parseStatements } from '../../grammar.js';
import { read } from '../../kinds/registry.js';
import { type ComposeInput, composed, type Entry, type Gone } from './compose.js';
import { withCarried } from './carried.js';
import { type MigrationText, originsOf, type Place } from './origins.js';

export interface FoldInput extends ComposeInput {
  /** Statements of the migrations that the engine did not run. */
  readonly carried: readonly SchemaObject[];
  readonly migrations: readonly MigrationText[];
}

export interface Folded {
  readonly catalog: Catalog;
  /** Also the objects that are gone, for the report. */
  readonly all: readonly SchemaObject[];
}

export function folded(input: FoldInput): Folded {
  const { dump, migrations } = input;
  const origin = originsOf(migrations);
  const { entries, gone } = composed(input);
  const fileOf = (object: SchemaObject): string => baseName(origin(object).file);
  const isHeaded = dump.statements.some(({ raw }) => raw.heading);
  const ledger = new Map(dump.ledger);
  const settle = ({ statement }: SchemaObject, end: Disposition): void => {
    ledger.set(statement.raw.index, end);
  };
  for (const { object, into } of gone)
    settle(
      object,
      into === undefined ? { is: 'dropped', why: `dropped by ${fileOf(object)}` } : { is: 'merged', into },
    );

  let next = dump.statements.length;
  const numbers = new Numbers(dump.objects);
  const placed = ([id, group]: readonly [string, readonly Entry[]]): SchemaObject[] => {
    const inOrder = isInOrder(group);
    return group.map((entry, at) => {
      const named = (object: SchemaObject): SchemaObject => ({
        ...object,
        id: at === 0 ? id : `${id} #${at + 1}`,
      });
      const { object } = entry;
      if (entry.is === 'kept') return named(inOrder ? object : moved(object, next++));
      const place = origin(object);
      const instead = entry.is === 'merged' ? object : entry.instead;
      if (instead) settle(instead, { is: 'changed', by: fileOf(object) });
      if (entry.is === 'merged') return named(rewritten(object, entry.text));
      return named(instead ? inPlaceOf(instead, object) : added(object, next++, { ...place, isHeaded }));
    });
  };
  const objects = withCarried([...entries].flatMap(placed), input.carried, {
    added: (object) => added(object, next++, { ...origin(object), isHeaded }),
    changed: (object, instead) => {
      settle(instead, { is: 'changed', by: fileOf(object) });
      return inPlaceOf(instead, object);
    },
  });
  const sorted = objects.toSorted((one, other) => numbers.of(one) - numbers.of(other));
  const all = [...sorted, ...gone.map(({ object }) => object)].toSorted(
    (a, b) => numbers.of(a) - numbers.of(b),
  );
  const statements = all.map(({ statement }) => statement);
  const diagnostics = [...dump.diagnostics, ...gone.filter(({ unknown }) => unknown).map(leftOut)];
  return { catalog: { ...dump, objects: sorted, statements, ledger, diagnostics }, all };
}

/** The place of an object in its dump: its statement's, and among the objects of one statement its own. */
class Numbers {
  private readonly places: ReadonlyMap<number, number>;
  constructor(objects: readonly SchemaObject[]) {
    this.places = new Map(objects.map(({ statement }, at) => [statement.raw.index, at]));
  }
  of({ statement: { raw } }: SchemaObject): number {
    return this.places.get(raw.index) ?? raw.index;
  }
}

/** Statements of one object keep their order by number, so that those of the dump must come first, in its order. */
function isInOrder(group: readonly Entry[]): boolean {
  const places = group.map((entry) =>
    entry.is === 'taken' && !entry.instead
      ? Infinity
      : (entry.is === 'taken' ? entry.instead! : entry.object).statement.raw.index,
  );
  return places.every((place, at) => at === 0 || places[at - 1]! <= place);
}

const leftOut = ({ object }: Gone): Diagnostic => ({
  severity: 'warning',
  code: 'fold/left-out',
  message: `${object.id} was left out: the migrations drop or rename what it is about, and it cannot run here.`,
  help: 'If it was renamed, add the statement with the new name to the last migration.',
  place: { line: object.statement.raw.line, column: 1 },
  object: object.id,
});

const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

type Heading = NonNullable<Statement['raw']['heading']>;

const withStatement = (object: SchemaObject, statement: Statement): SchemaObject => {
  const again = read(statement);
  const origin = { dump: statement.raw.index };
  return again?.id === object.id || again?.kind === object.kind
    ? { ...again, origin }
    : { ...object, statement, origin };
};

const moved = (object: SchemaObject, index: number): SchemaObject => {
  const { statement } = object;
  return withStatement(object, { ...statement, raw: { ...statement.raw, index } });
};

function rewritten(object: SchemaObject, text: string): SchemaObject {
  const [tree] = parseStatements([text]);
  if (!tree || !('type' in tree)) throw new Error(`${tree?.message}\nin: ${text}`);
  const { statement } = object;
  return withStatement(object, { ...statement, raw: { ...statement.raw, text }, text, tree });
}

function inPlaceOf({ statement: { raw } }: SchemaObject, object: SchemaObject): SchemaObject {
  const { statement } = object;
  return withStatement(object, { ...statement, raw: { ...raw, text: statement.text } });
}

/** The heading of a statement that comes after those of the dump, where the dump has headings: it is none of the dump's lines. */
function headingOf({ statement, name }: SchemaObject, isHeaded: boolean): Heading | undefined {
  if (!isHeaded) return undefined;
  const { heading } = statement.raw;
  const made = { name: name.name, type: '', schema: name.schema ?? '-', owner: '' };
  return { ...(heading ?? made), line: 0 };
}

function added(
  object: SchemaObject,
  index: number,
  { line, isHeaded }: Place & { isHeaded: boolean },
): SchemaObject {
  const { statement } = object;
  const heading = headingOf(object, isHeaded);
  return withStatement(object, { ...statement, raw: { ...statement.raw, index, line, heading } });
}
