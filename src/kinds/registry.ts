/** All kinds, by area. A statement belongs to the first kind that reads it; `opaque` reads all others. */
import type { SchemaObject } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import { kinds as constraints } from './constraints/kinds.js';
import { kinds as data } from './data/kinds.js';
import { kinds as foreign } from './foreign/kinds.js';
import { kinds as operators } from './operators/kinds.js';
import { kinds as ours } from './ours/kinds.js';
import { kinds as publications } from './publications/kinds.js';
import { kinds as routines } from './routines/kinds.js';
import { kinds as schemas } from './schemas/kinds.js';
import { kinds as security } from './security/kinds.js';
import { kinds as session } from './session/kinds.js';
import { kinds as tables } from './tables/kinds.js';
import { kinds as textSearch } from './textSearch/kinds.js';
import { kinds as triggers } from './triggers/kinds.js';
import { kinds as types } from './types/kinds.js';
import { kinds as views } from './views/kinds.js';
import { kinds as indexes } from './indexes/kinds.js';
import { opaque } from './opaque.js';
import { psqlLine } from './session/psqlLine.js';
import { tableData } from './data/tableData.js';
import { actionOf } from './base/alterTable.js';
import type { AnyKind } from './base/kind.js';

/** Areas that share a node are in order of precedence: `cluster` reads GRANT ON DATABASE before `grant` does. */
const all = [
  ...session,
  ...data,
  ...schemas,
  ...types,
  ...operators,
  ...routines,
  ...textSearch,
  ...tables,
  ...foreign,
  ...indexes,
  ...constraints,
  ...views,
  ...triggers,
  ...security,
  ...publications,
  ...ours,
  opaque,
] as const;

/** `table`, `foreignKey`: a kind's name. */
export type KindName = (typeof all)[number]['name'];

/** `KIND.table` is `'table'`: only the kinds' own files write names as strings. */
export const KIND = Object.fromEntries(all.map(({ name }) => [name, name])) as {
  readonly [Name in KindName]: Name;
};

export const kinds: readonly AnyKind[] = all;

const byNode = new Map<string, AnyKind[]>();
for (const kind of kinds)
  for (const node of kind.nodes) byNode.set(node, [...(byNode.get(node) ?? []), kind]);
const byName = new Map(kinds.map((kind) => [kind.name, kind]));

/** The object of the first kind that reads the statement; only psql commands and rows have a kind without a tree. */
export function read(statement: Statement): SchemaObject | undefined {
  const { tree } = statement;
  const asked = tree === undefined ? [psqlLine, tableData] : (byNode.get(actionOf(tree) ?? tree.type) ?? []);
  for (const kind of asked) {
    const object = kind.read(statement);
    if (object) return object;
  }
  return undefined;
}

/** @throws if no kind has the name: a bug of the tool */
export function kindNamed(name: string): AnyKind {
  const found = byName.get(name);
  if (!found) throw new Error(`no kind is called ${name}`);
  return found;
}
