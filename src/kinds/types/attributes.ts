/**
 * The attributes of a composite type. PostgreSQL adds and drops them where columns have the type; it doesn't
 * change the type of one there, nor its place.
 * https://www.postgresql.org/docs/current/sql-altertype.html
 */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { foundClass, when } from '../base/dropped.js';
import { where } from '../base/kind.js';
import { definitions, listAfter } from '../base/lists.js';
import type { Alteration, Step } from '../base/verbs.js';
import { writtenType } from '../base/written.js';

/** Types and collations by attribute. */
const attributesOf = ({ statement }: SchemaObject): ReadonlyMap<string, string> =>
  definitions(listAfter(statement.text));

export function alterAttributes(before: SchemaObject, after: SchemaObject): Alteration | undefined {
  const [old, wanted] = [attributesOf(before), attributesOf(after)];
  const [kept, gone] = [
    [...old.keys()].filter((name) => wanted.has(name)),
    [...old.keys()].filter((name) => !wanted.has(name)),
  ];
  const names = [...wanted.keys()];
  if (kept.some((name, at) => names[at] !== name || old.get(name) !== wanted.get(name))) return undefined;
  const { identity } = after;
  const attribute = (name: string) =>
    where(
      'pg_attribute',
      `attrelid = ${foundClass(after.name)}`,
      `attname = ${quoteLiteral(name)}`,
      'NOT attisdropped',
    );
  const steps: Step[] = [
    ...gone.map((name) => ({
      sql: `ALTER TYPE ${identity} DROP ATTRIBUTE IF EXISTS ${quoteIdentifier(name)}`,
      loses: `attribute ${identity}.${quoteIdentifier(name)}`,
    })),
    // CASCADE: tables OF the type get the column, too.
    ...names
      .slice(kept.length)
      .map((name) =>
        when(
          { ...attribute(name), row: 'missing' },
          `ALTER TYPE ${identity} ADD ATTRIBUTE ${quoteIdentifier(name)} ${wanted.get(name)!} CASCADE`,
        ),
      ),
  ];
  return { steps, columns: gone };
}

/** The attributes as pg_dump writes them. */
export function hasAttributes(object: SchemaObject): string {
  const wanted = [...attributesOf(object)].map(([name, text]) =>
    quoteLiteral(`${quoteIdentifier(name)} ${text}`),
  );
  const written = `quote_ident(attname) || ' ' || ${writtenType('atttypid', 'atttypmod', 'attcollation')}`;
  const row = `attrelid = ${foundClass(object.name)} AND attnum > 0 AND NOT attisdropped`;
  const found = `SELECT array_agg(${written} ORDER BY attnum) FROM pg_catalog.pg_attribute WHERE ${row}`;
  return `(${found}) = ARRAY[${wanted.join(', ')}]::text[]`;
}
