/**
 * The outcome for each foreign key between tenants' tables. One that includes the tenant column ensures that both rows
 * belong to one tenant: foreign key checks bypass row-level security.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { chosenName } from '../../catalog/chosenName.js';
import { type Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { columnOf, referencedColumns } from '../../facts/relations/lineage.js';
import { byBytes } from '../../platform/bytes.js';
import { pasted } from '../../facts/names/patterns.js';
import { type ForeignKey, isEnforced, type Relation } from '../../facts/relations/relations.js';

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * - `none`: it refers to shared rows, or to the tenants; or it is NOT ENFORCED
 * - `done`: it, or another one of the dump that is checked first, includes both tenant columns; or it has only the own
 *   one, which has a single permitted value
 * - `composite`: one over both tenant columns is added before it. If the own one may be NULL, it ignores rows without a
 *   tenant, which no tenant can write
 * - `single`: that is impossible, with the reason
 */
export type Outcome =
  | { readonly is: 'none' | 'done' }
  | { readonly is: 'composite'; readonly tenants: Pair; readonly pairs: readonly Pair[] }
  | { readonly is: 'single'; readonly why: string; readonly about: TableTenancy };

/** Since this version, ON DELETE SET NULL may name columns. https://www.postgresql.org/docs/15/release-15.html */
const SET_COLUMNS = 15;

const NULLS = new Set(['n', 'd']);

export function pairsOf(key: ForeignKey, relations: ReadonlyMap<Key, Relation>): Pair[] {
  const to = referencedColumns(key, relations);
  return key.columns.map((from, at) => ({ from, to: to[at] ?? '' }));
}

const sameAs =
  (one: Pair) =>
  ({ from, to }: Pair): boolean =>
    from === one.from && to === one.to;

const words: Readonly<Record<string, string>> = { n: 'SET NULL', d: 'SET DEFAULT' };

export function outcomeOf(
  key: ForeignKey,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  version: number,
): Outcome {
  const own = tenancy.tables.get(relationKey(key.table));
  const other = tenancy.tables.get(relationKey(key.to));
  if (!isEnforced(key) || !own || !other || other.class === 'reference' || other.class === 'root')
    return { is: 'none' };
  const single = (about: TableTenancy, why: string): Outcome => ({ is: 'single', about, why });
  if (own.class === 'reference')
    return single(
      own,
      `all tenants share the rows of ${pasted(own.name)}, and these refer to rows of one tenant`,
    );
  for (const table of [own, other])
    if (!table.column) return single(table, `${pasted(table.name)} cannot have a tenant column`);
  const tenants: Pair = { from: own.column!.name, to: other.column!.name };
  const pairs = pairsOf(key, relations);
  const relation = relations.get(relationKey(key.table))!;
  if (pairs.some(sameAs(tenants)) || pairs.every(({ from }) => from === tenants.from)) return { is: 'done' };
  const wide = relation.foreignKeys.filter((one) => isOverTenants(one, key, tenants, relations));
  if (wide.some((one) => answersBefore(one, key))) return { is: 'done' };
  // If the dump has one that is checked later, another one that is checked first is possible too.
  const hindered = wide.length === 0 ? hindrance(own, other, pairs, tenants) : undefined;
  if (hindered) return single(...hindered);
  return refusal(key, relation, tenants, relations, version, own) ?? { is: 'composite', tenants, pairs };
}

/** PostgreSQL's default name if the dump has none. */
export const nameOfForeignKey = ({ name, table, columns }: ForeignKey): string =>
  name ?? chosenName(table.name, columns.join('_'), 'fkey');

/** True for any order of creation: its name sorts first, and it is never checked later in a transaction. */
export const answersBefore = (one: ForeignKey, other: ForeignKey): boolean =>
  byBytes(nameOfForeignKey(one), nameOfForeignKey(other)) < 0 &&
  (!one.node.deferrable || other.node.deferrable === true) &&
  (!one.node.initdeferred || other.node.initdeferred === true);

/** True for a key of the same table over the same columns and both tenant columns. */
export function isOverTenants(
  wide: ForeignKey,
  key: ForeignKey,
  tenants: Pair,
  relations: ReadonlyMap<Key, Relation>,
): boolean {
  const wanted = [...pairsOf(key, relations), tenants];
  const there = pairsOf(wide, relations);
  return (
    relationKey(wide.to) === relationKey(key.to) &&
    isEnforced(wide) &&
    there.length === wanted.length &&
    wanted.every((pair) => there.some(sameAs(pair)))
  );
}

/** Why the columns prevent it, and in which table. */
function hindrance(
  own: TableTenancy,
  other: TableTenancy,
  pairs: readonly Pair[],
  tenants: Pair,
): [about: TableTenancy, why: string] | undefined {
  for (const table of [own, other])
    if (table.column!.cast !== '')
      return [table, `${pasted(table.name)}.${table.column!.name} holds the tenant as text`];
  // Rows without a tenant are invisible to tenants, so no tenant's row refers to them.
  if (!other.column!.notNull && other.sharedRows)
    return [
      other,
      `${pasted(other.name)}.${tenants.to} may be NULL, and nothing could refer to the rows that all tenants share`,
    ];
  if (pairs.length === 0 || pairs.some(({ to }) => to === ''))
    return [other, `it is unknown which columns of ${pasted(other.name)} it refers to`];
  if (pairs.some(({ from, to }) => from === tenants.from || to === tenants.to))
    return [own, 'it pairs a tenant column with another column'];
  return undefined;
}

/** Actions that would change the tenant column. */
function refusal(
  { node }: ForeignKey,
  relation: Relation,
  tenants: Pair,
  relations: ReadonlyMap<Key, Relation>,
  version: number,
  own: TableTenancy,
): Outcome | undefined {
  const { fk_upd_action: update = 'a', fk_del_action: remove = 'a' } = node;
  const single = (why: string): Outcome => ({ is: 'single', about: own, why });
  if (node.fk_with_period) return single('it is a temporal foreign key (PERIOD)');
  if (NULLS.has(update)) return single(`ON UPDATE ${words[update]} would also set the tenant column`);
  if (NULLS.has(remove) && version < SET_COLUMNS)
    return single(
      `ON DELETE ${words[remove]} would also set the tenant column; from PostgreSQL ${SET_COLUMNS} on it can name the columns to set`,
    );
  if (update === 'c' && columnOf(relation, tenants.from, relations)?.generated)
    return single('ON UPDATE CASCADE cannot set a generated tenant column');
  return undefined;
}
