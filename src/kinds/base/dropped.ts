/**
 * How an object goes, and the row by which it is found: neither fails where its schema, its types or its
 * table are gone.
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName, typeText } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { TypeName } from '../../grammar.js';
import { type Condition, type RowCondition, where } from './kind.js';
import type { Step } from './verbs.js';

/** `DROP FUNCTION IF EXISTS core.f(integer)`, for kinds whose identity is what DROP takes. */
export const dropping =
  (noun: string) =>
  ({ identity }: Pick<SchemaObject, 'identity'>): readonly Step[] => [
    { sql: `DROP ${noun} IF EXISTS ${identity}` },
  ];

/** `to_regclass('core.visits')`: null if the relation is missing. */
export const foundClass = (name: Name): string => `to_regclass(${quoteLiteral(quoteName(name))})`;

/** `to_regtype('core.status')`: null if the type is missing. Fails for a shell type. */
export const foundType = (type: Name | TypeName | undefined): string =>
  `to_regtype(${quoteLiteral(type && 'name' in type ? quoteName(type) : typeText(type))})`;

/** The schema of a name, as a condition that no row meets if the schema is missing. */
export const inFoundSchema = (column: string, { schema }: Name): string =>
  schema === undefined
    ? `${column} = current_schema()::regnamespace`
    : `${column} = to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})`;

/**
 * The row of an object that lies in a schema.
 * @param prefix of the catalog's columns: `col` for pg_collation.collname
 */
export const rowOf = (
  catalog: string,
  prefix: string,
  name: Name,
  ...others: readonly string[]
): RowCondition =>
  where(
    catalog,
    inFoundSchema(`${prefix}namespace`, name),
    `${prefix}name = ${quoteLiteral(name.name)}`,
    ...others,
  );

/** The conditions that find a routine by its name and the types of its input arguments. */
export const routineRow = (
  name: Name,
  types: readonly (TypeName | undefined)[],
  ...others: readonly string[]
): RowCondition =>
  rowOf(
    'pg_proc',
    'pro',
    name,
    `pronargs = ${types.length}`,
    ...types.map((type, at) => `proargtypes[${at}] = ${foundType(type)}`),
    ...others,
  );

/** The object's OID, as a subquery: `SELECT oid FROM …`. */
export const selected = ({ from, where: conditions }: RowCondition): string =>
  `SELECT oid FROM ${from} WHERE ${conditions.join(' AND ')}`;

/** The opposite: runs where this one doesn't. */
export const not = (condition: RowCondition): RowCondition => ({
  ...condition,
  row: condition.row === 'present' ? 'missing' : 'present',
});

/** The step runs only under this condition. */
export const when = (condition: Condition, sql: string): Step => ({ sql, when: condition });
