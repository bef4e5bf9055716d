/** The columns of a table's unique keys, and whether they reveal other tenants' values. */
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import type { IndexStmt } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
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

/** The columns of each part of the key: its column, or those in its expression. */
export function partsOf({ kind, columns, node }: UniqueKey): string[][] {
  if (kind !== 'uniqueIndex') return columns.map((column) => [column]);
  return ((node as IndexStmt).indexParams ?? []).map((param) => {
    const { name, expr } = 'IndexElem' in param ? param.IndexElem : {};
    return name === undefined ? [...columnsNamed(expr)] : [name];
  });
}

/** PostgreSQL's default name if the dump has none. */
export const nameOfKey = ({ kind, name, columns }: UniqueKey, table: Relation): string =>
  name ??
  (kind === 'primaryKey'
    ? chosenName(table.name.name, '', 'pkey')
    : chosenName(table.name.name, columns.join('_'), 'key'));

/** PostgreSQL's default name if the dump has none. */
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

/** True for a reference to a tenant's row: a role that does not see the row cannot know its value. */
export function refersToTenant(column: string, { foreignKeys }: Relation, tenancy: Tenancy): boolean {
  return foreignKeys.some((key) => {
    const target = tenancy.tables.get(relationKey(key.to));
    if (!key.columns.includes(column) || !target || !isEnforced(key)) return false;
    return target.class === 'tenant' || (target.class === 'mixed' && !target.sharedRows);
  });
}

/** True for a foreign key column with only the own tenant's values: no two tenants share a value. */
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

/** True for a value from a sequence: it reveals the number of rows, but not their content. */
function isCounted(name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean {
  const column = columnOf(relation, name, relations);
  const type = sqlType(column?.type);
  if (SERIAL.test(type)) return true;
  return (
    INTEGER.test(type) &&
    lineage(relation, relations).some(({ columns }) => columns.get(name)?.counted === true)
  );
}

/** True for a value that is not chosen: an unguessable identifier, or one from a sequence. */
export const isGiven = (name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean =>
  isUuid(name, relation, relations) || isCounted(name, relation, relations);

const isUuid = (name: string, relation: Relation, relations: ReadonlyMap<Key, Relation>): boolean =>
  sqlType(columnOf(relation, name, relations)?.type) === 'uuid';

export interface Telling {
  /** Roles that may write the values that the database generates. */
  readonly chosenBy: readonly string[];
  /** Columns that refer to tenants' rows: the key is checked before their foreign keys. */
  readonly before: readonly string[];
}

/**
 * How a written value reveals that another tenant has it (23505): it is entered, or the database generates it but a
 * role may write it too. Undefined where the key includes the tenant, or no role can choose its values. Restricting
 * references to own rows does not help: the key is checked before the foreign key.
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
  // The primary key that it contains already rejects the same values.
  const primary = relation.uniqueKeys.find(({ kind }) => kind === 'primaryKey');
  if (primary !== key && primary?.columns.every((name) => key.columns.includes(name))) return undefined;
  if (parts.length === 0 || parts.some((names) => names.includes(table.column!.name))) return undefined;
  // An external identifier, alone in a key, may be known to two tenants: a message, a consent.
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
