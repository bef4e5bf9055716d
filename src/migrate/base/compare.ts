/** What differs between two lists of objects: by identity, and by text without regard to white space between words. */
import { quoteIdentifier } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { GuardTarget } from '../../kinds/base/kind.js';
import { KIND, kindNamed } from '../../kinds/registry.js';
import { type TokenKind, tokens } from '../../source/tokens.js';

export interface Changed {
  readonly before: SchemaObject;
  readonly after: SchemaObject;
}

export interface Difference {
  readonly removed: readonly SchemaObject[];
  readonly added: readonly SchemaObject[];
  readonly changed: readonly Changed[];
}

/** The words of a statement, with one space between them, and quotes only where needed; strings and bodies as they are. */
export const foldedText = (sql: string): string =>
  tokens(sql)
    .map(({ kind, start, end }) => FOLDS[kind]?.(sql.slice(start, end)) ?? sql.slice(start, end))
    .filter((word) => word !== '')
    .join(' ');

/** U&"…" has escapes, and stays. */
const FOLDS: Readonly<Partial<Record<TokenKind, (text: string) => string>>> = {
  word: (text) => text.toLowerCase(),
  comment: () => '',
  identifier: (text) =>
    text.startsWith('"') ? quoteIdentifier(text.slice(1, -1).replaceAll('""', '"')) : text,
};

export const isSameText = (one: string, other: string): boolean =>
  one === other || foldedText(one) === foldedText(other);

/** The statement in its re-runnable form: a baseline has CREATE OR REPLACE where a dump has CREATE. */
function repeatable(object: SchemaObject, target: GuardTarget): string {
  const { sql, list } = kindNamed(object.kind).guard(object, target);
  return list ? `${sql} (${list.items.join(', ')}) ${list.tail}` : sql;
}

/** What follows SET DEFAULT: ONLY, and the schema of a name along the search_path, make no difference. */
const defaultOf = ({ sql }: SchemaObject): string => foldedText(sql).replace(/^.*? set default /, '');

export function differenceOf(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  target: GuardTarget,
): Difference {
  const isSame = (one: SchemaObject, other: SchemaObject): boolean =>
    isSameText(one.sql, other.sql) ||
    (one.kind === KIND.columnDefault && defaultOf(one) === defaultOf(other)) ||
    isSameText(repeatable(one, target), repeatable(other, target));
  const old = new Map(before.map((object) => [object.id, object]));
  const now = new Map(after.map((object) => [object.id, object]));
  return {
    removed: before.filter(({ id }) => !now.has(id)),
    added: after.filter(({ id }) => !old.has(id)),
    changed: after.flatMap((object) => {
      const there = old.get(object.id);
      return there && !isSame(there, object) ? [{ before: there, after: object }] : [];
    }),
  };
}
