/** What differs between two lists of objects: by identity, and by text without regard to white space between words. */
import type { SchemaObject } from '../catalog/object.js';
import { tokens } from '../source/tokens.js';

export interface Changed {
  readonly before: SchemaObject;
  readonly after: SchemaObject;
}

export interface Difference {
  readonly removed: readonly SchemaObject[];
  readonly added: readonly SchemaObject[];
  readonly changed: readonly Changed[];
}

/** The words of a statement, with one space between them; strings and bodies as they are. */
export const foldedText = (sql: string): string =>
  tokens(sql)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ start, end }) => sql.slice(start, end))
    .join(' ');

export const isSameText = (one: string, other: string): boolean =>
  one === other || foldedText(one) === foldedText(other);

export function differenceOf(before: readonly SchemaObject[], after: readonly SchemaObject[]): Difference {
  const old = new Map(before.map((object) => [object.id, object]));
  const now = new Map(after.map((object) => [object.id, object]));
  return {
    removed: before.filter(({ id }) => !now.has(id)),
    added: after.filter(({ id }) => !old.has(id)),
    changed: after.flatMap((object) => {
      const there = old.get(object.id);
      return there && !isSameText(there.sql, object.sql) ? [{ before: there, after: object }] : [];
    }),
  };
}
