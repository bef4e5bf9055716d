/** A folded catalog as SQL that an engine loads, to see whether it gives the schema that it should. */
import type { Catalog } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import { foldedText } from '../base/compare.js';
import { type Group, groupsOf, isOfSchema } from './groups.js';

/** @param objects in an order in which they can be created */
export function scriptOf(objects: readonly SchemaObject[]): string {
  let [path, method] = [`''`, 'heap'];
  const lines = [
    'SET check_function_bodies = false;',
    `SELECT pg_catalog.set_config('search_path', '', false);`,
  ];
  for (const { statement, sql } of objects.filter(isOfSchema)) {
    const { searchPath, tableAccessMethod } = statement.session;
    const wanted = [searchPath?.sql ?? 'public', tableAccessMethod || 'heap'] as const;
    if (wanted[0] !== path) lines.push(`SET search_path = ${wanted[0]};`);
    if (wanted[1] !== method)
      lines.push(`SET default_table_access_method = '${wanted[1].replaceAll("'", "''")}';`);
    [path, method] = wanted;
    lines.push(`${sql}\n;`);
  }
  return `${lines.join('\n')}\n`;
}

const words = (group: Group): string => JSON.stringify(group.map(({ sql }) => foldedText(sql)).toSorted());

/** The ids of objects that are not the same in both, both read back from one engine. */
export function differing(one: Catalog, other: Catalog): string[] {
  const [left, right] = [groupsOf(one), groupsOf(other)];
  const ids = new Set([...left.keys(), ...right.keys()]);
  return [...ids].filter((id) => words(left.get(id) ?? []) !== words(right.get(id) ?? []));
}
