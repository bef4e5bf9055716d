/**
 * Moves ALTER TYPE … ADD VALUE into the type's list: an added value cannot be used before the transaction commits, and
 * a baseline is one transaction. https://www.postgresql.org/docs/current/sql-altertype.html
 */
import { type Merge, mergeObjects } from '../../catalog/catalog.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { placedTypeName } from '../../kinds/types/enumValue.js';
import { tokens } from '../../source/tokens.js';
import type { Transform } from '../base/transform.js';
import { nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

/** A value of the list, with its source text. */
interface Value {
  readonly value: string;
  readonly text: string;
}

/** The type with its list replaced; undefined if the list cannot be determined. */
function withValues(type: SchemaObject, added: readonly SchemaObject[]): SchemaObject | undefined {
  const vals = strings(nodeOf(type.statement, 'CreateEnumStmt').vals);
  const literals = tokens(type.sql).filter(({ kind }) => kind === 'string' || kind === 'dollar');
  if (literals.length !== vals.length || vals.length === 0) return undefined;
  const values: Value[] = vals.map((value, at) => ({
    value,
    text: type.sql.slice(literals[at]!.start, literals[at]!.end),
  }));
  for (const { statement } of added) {
    const { newVal = '', newValNeighbor, newValIsAfter } = nodeOf(statement, 'AlterEnumStmt');
    if (values.some(({ value }) => value === newVal)) continue;
    const neighbour = values.findIndex(({ value }) => value === newValNeighbor);
    if (newValNeighbor !== undefined && neighbour === -1) return undefined;
    const at = newValNeighbor === undefined ? values.length : neighbour + (newValIsAfter ? 1 : 0);
    values.splice(at, 0, { value: newVal, text: quoteLiteral(newVal) });
  }
  const [first, last] = [literals[0]!, literals.at(-1)!];
  const gap = literals.length > 1 ? type.sql.slice(first.end, literals[1]!.start) : ', ';
  const list = values.map(({ text }) => text).join(gap);
  return { ...type, sql: type.sql.slice(0, first.start) + list + type.sql.slice(last.end) };
}

export const foldEnumValues: Transform = {
  name: 'foldEnumValues',
  stage: 'layout',
  summary: 'Moves values from ALTER TYPE … ADD VALUE into the enum’s definition.',
  apply(catalog) {
    const added = new Map<string, SchemaObject[]>();
    for (const object of catalog.objects) {
      if (object.kind !== KIND.enumValue) continue;
      const type = key('type', placedTypeName(object.statement));
      added.set(type, [...(added.get(type) ?? []), object]);
    }
    const hosts = new Map<string, SchemaObject>();
    const merges: Merge[] = [];
    for (const type of added.size === 0 ? [] : catalog.objects) {
      const own = type.kind === KIND.enumType ? added.get(key('type', type.name)) : undefined;
      const host = own && withValues(type, own);
      if (!own || !host) continue;
      hosts.set(type.id, host);
      merges.push(...own.map((child) => ({ child, into: type.id })));
    }
    return mergeObjects(catalog, merges, hosts);
  },
};
