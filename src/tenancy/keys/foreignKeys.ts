/**
 * What becomes of each foreign key of the dump between tables of tenants. One over the tenant column too makes sure that both
 * rows are of one tenant: the checks of a foreign key pass row-level security by.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { chosenName } from '../../catalog/chosenName.js';
import { type Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/shared/alterTable.js';
import { columnOf, referencedColumns } from '../../facts/relations/lineage.js';
import { byBytes } from '../../platform/bytes.js';
import { pasted } from '../../facts/names/patterns.js';
import { type ForeignKey, isEnforced, type Relation } from '../../facts/relations/relations.js';

export interface Pair {
  readonly from: string;
  readonly to: string;
}

/**
 * - `none`: it refers to rows of all, or to the tenants; or nothing enforces it, nor would one beside it
 * - `done`: it, or another of the dump that answers before it, is over both tenant columns; or over the own one alone, in which
 *   nobody can write but one value
 * - `composite`: one over both tenant columns stands in front of it. Where the own one may be NULL it is off for rows without a
 *   tenant, which no tenant can write; for all others it holds
 * - `single`: that cannot be, and why
 */
export type Outcome =
  | { readonly is: 'none' | 'done' }
  | { readonly is: 'composite'; readonly tenants: Pair; readonly pairs: readonly Pair[] }
  | { readonly is: 'single'; readonly why: string; readonly about: TableTenancy };

/** From here on ON DELETE SET NULL may name the columns. https://www.postgresql.org/docs/15/release-15.html */
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
  // Where the dump has one that does not answer first, nothing hinders another one that does.
  const hindered = wide.length === 0 ? hindrance(own, other, pairs, tenants) : undefined;
  if (hindered) return single(...hindered);
  return refusal(key, relation, tenants, relations, version, own) ?? { is: 'composite', tenants, pairs };
}

/** As PostgreSQL calls it where the dump does not. */
export const nameOfForeignKey = ({ name, table, columns }: ForeignKey): string =>
  name ?? chosenName(table.name, columns.join('_'), 'fkey');

/** Of all ways to make the two: by name, and neither later in a transaction. */
export const answersBefore = (one: ForeignKey, other: ForeignKey): boolean =>
  byBytes(nameOfForeignKey(one), nameOfForeignKey(other)) < 0 &&
  (!one.node.deferrable || other.node.deferrable === true) &&
  (!one.node.initdeferred || other.node.initdeferred === true);

/** One over both tenant columns, of the same table, beside this one that is not. */
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

/** What is the matter with the columns, and of which table. */
function hindrance(
  own: TableTenancy,
  other: TableTenancy,
  pairs: readonly Pair[],
  tenants: Pair,
): [about: TableTenancy, why: string] | undefined {
  for (const table of [own, other])
    if (table.column!.cast !== '')
      return [table, `${pasted(table.name)}.${table.column!.name} holds the tenant as text`];
  // A row without a tenant that no tenant sees is none that its rows refer to.
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

/** Actions that would reach the tenant column. */
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
