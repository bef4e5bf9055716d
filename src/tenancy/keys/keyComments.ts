/** Moves COMMENT ON CONSTRAINT and ON INDEX to the new names. */
import { type Catalog, declare, dropWhere, mapObjects } from '../../catalog/catalog.js';
import { type Name, shownName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Replaced } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { constraintKey, relationKey } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { commentText } from './keyText.js';
import { nodeOf } from '../../grammar.js';

export interface Renamed {
  readonly table: Name;
  readonly name: string;
  readonly by: string;
  readonly why: string;
}

export function commentsFollow(catalog: Catalog, all: readonly Renamed[]): Catalog {
  const replaced: Replaced[] = [];
  const commented = new Set(
    catalog.objects.flatMap(({ kind, needs }) =>
      kind === KIND.comment ? needs.flatMap(({ keys }) => keys) : [],
    ),
  );
  const gone = new Map<SchemaObject, string>();
  const followed = mapObjects(catalog, 'keys', (object) => {
    if (object.kind !== KIND.comment) return undefined;
    const about = object.needs.flatMap(({ keys }) => keys);
    const { objtype } = nodeOf(object.statement, 'CommentStmt');
    const isIndex = objtype === 'OBJECT_INDEX';
    const one = all.find(({ table, name }) =>
      about.includes(isIndex ? relationKey({ schema: table.schema, name }) : constraintKey(table, name)),
    );
    if (!one) return undefined;
    const { table, name, by, why } = one;
    const heading = isIndex ? `INDEX ${name}` : `CONSTRAINT ${name} ON ${table.name}`;
    replaced.push({ kind: 'comment', table: shownName(table), name: heading, by, why });
    // The other one has a comment of its own.
    if (commented.has(isIndex ? relationKey({ schema: table.schema, name: by }) : constraintKey(table, by))) {
      gone.set(object, `${by} has its own`);
      return undefined;
    }
    const text = commentText(object.sql, table, isIndex ? 'index' : 'constraint', by);
    return objectsFromSql('keys', [text], object.statement.session)[0]!;
  });
  return declare(
    dropWhere(followed, (object) => gone.get(object)),
    { replaced },
  );
}
