/** What the unique keys of a table are over, and whether they tell one tenant about another's values. */
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { IndexStmt } from '../../grammar.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import { chosenName } from '../../catalog/chosenName.js';
import { columnsNamed } from '../../facts/queries/columnsNamed.js';
import type { ColumnWriters } from './columnWriters.js';
import { outcomeOf } from './foreignKeys.js';
import { columnOf, lineage } from '../../facts/relations/lineage.js';
import { matches } from '../../facts/names/patterns.js';
import {
  type Exclusion,
  isEnforced,
  type Relation,
  type UniqueKey,
} from '../../facts/relations/relations.js';
import { sqlType } from '../../catalog/sqlType.js';

/** The columns of each part of the key: one of a column, those that it names of an expression. */
export function partsOf({ kind, columns, node }: UniqueKey): string[][] {
  if (kind !== 'uniqueIndex') return columns.map((column) => [column]);
  return ((node as IndexStmt).indexParams ?? []).map((param) => {
    const { name, expr } = 'IndexElem' in param ? param.IndexElem : {};
    return name === undefined ? [...columnsNamed(expr)] : [name];
  });
}

/** As PostgreSQL calls it where the dump does not. */
export const nameOfKey = ({ kind, name, columns }: UniqueKey, table: Relation): string =>
  name ??
  (kind === 'primaryKey'
    ? chosenName(table.name.name, '', 'pkey')
    : chosenName(table.name.name, columns.join('_'), 'key'));

/** As PostgreSQL calls it where the dump does not. */
export const nameOfExclusion = ({ name, columns }: Exclusion, table: Relation): string =>
  name ?? chosenName(table.name.name, columns.map((one) => one || 'expr').join('_'), 'excl');

/** The columns of a key whose values a tenant issues, `mrn` or `id_type,id_value`; undefined for any other key. */
export function businessColumns(key: UniqueKey, patterns: readonly string[]): readonly string[] | undefined {
  if (key.kind === 'primaryKey') return undefined;
  const parts = partsOf(key);
  if (parts.length === 0 || parts.some(({ length }) => length !== 1)) return undefined;
  const columns = parts.map(([column]) => column!);
  const fits = (text: string): boolean => {
    const wanted = text.split(',').map((one) => one.trim());
    const rest = [...columns];
    for (const pattern of wanted) {
      const at = rest.findIndex((name) => matches([pattern], { schema: undefined, name }));
      if (at === -1) return false;
      rest.splice(at, 1);
    }
    return rest.length === 0;
  };
  return patterns.some(fits) ? columns : undefined;
}

/** A column that refers to a row of one tenant: whoever does not see the row cannot know its value. */
export function refersToTenant(column: string, { foreignKeys }: Relation, tenancy: Tenancy): boolean {
  return foreignKeys.some((key) => {
    const target = tenancy.tables.get(relationKey(key.to));
    if (!key.columns.includes(column) || !target || !isEnforced(key)) return false;
    return target.class === 'tenant' || (target.class === 'mixed' && !target.sharedRows);
  });
}

/** A column of a foreign key that only rows of the own tenant answer to: then no two tenants have one value of it. */
export const isKept = (
  column: string,
  { foreignKeys }: Relation,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  version: number,
): boolean =>
  foreignKeys.some(
    (key) =>
      key.columns.includes(column) &&
      ['composite', 'done'].includes(outcomeOf(key, tenancy, relations, version).is),
  );

const INTEGER = /^(smallint|integer|bigint)$/;
const SERIAL = /^(small|big)?serial[248]?$/;

/** A value that a sequence counts: it tells how many rows there are, and nothing of what is in them. */
function isCounted(name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean {
  const column = columnOf(relation, name, relations);
  const type = sqlType(column?.type);
  if (SERIAL.test(type)) return true;
  return (
    INTEGER.test(type) &&
    lineage(relation, relations).some(({ columns }) => columns.get(name)?.counted === true)
  );
}

/** A value that nobody chooses: an identifier that nobody guesses, or that a sequence counts. */
export const isGiven = (name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean =>
  isUuid(name, relation, relations) || isCounted(name, relation, relations);

const isUuid = (name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean =>
  sqlType(columnOf(relation, name, relations)?.type) === 'uuid';

export interface Telling {
  /** The database makes its values, but these roles may write them. */
  readonly chosenBy: readonly string[];
  /** Columns that refer to rows of tenants: it answers before their foreign keys do. */
  readonly before: readonly string[];
}

/**
 * What tells a tenant that writes a value whether another has it (23505): a value that is entered, or one that the database makes
 * and a role may write all the same. Undefined where the key holds the tenant, or nobody can choose its values.
 * That only the own rows can be referred to by them is no help: the key answers before the foreign key does.
 */
export function tellingOf(
  key: UniqueKey,
  relation: Relation,
  table: TableTenancy,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  writers: ColumnWriters,
): Telling | undefined {
  const parts = partsOf(key);
  // Whatever it refuses, the primary key in it refuses too.
  const primary = relation.uniqueKeys.find(({ kind }) => kind === 'primaryKey');
  if (primary !== key && primary?.columns.every((name) => key.columns.includes(name))) return undefined;
  if (parts.length === 0 || parts.some((names) => names.includes(table.column!.name))) return undefined;
  // An identifier from outside, alone in a key, may be known to two: a message, a consent.
  const isOutside = (name: string): boolean =>
    parts.length === 1 && key.kind !== 'primaryKey' && !columnOf(relation, name, relations)?.hasDefault;
  const isMade = (name: string): boolean =>
    !refersToTenant(name, relation, tenancy) && !isOutside(name) && isGiven(name, relation, relations);
  const made = parts.flat().filter(isMade);
  const by = made.map((name) => writers(relation.name, name));
  if (by.some(({ length }) => length === 0)) return undefined;
  const before = parts.flat().filter((name) => refersToTenant(name, relation, tenancy));
  return { chosenBy: [...new Set(by.flat())], before: [...new Set(before)] };
}
