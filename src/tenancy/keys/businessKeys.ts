/** Unique keys that reveal another tenant's values: those that get the tenant column, and those that stay. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { IndexStmt } from '../../grammar.js';
import type { KeySettings } from '../../settings/settings.js';
import { reasonsToStay } from './keyReasons.js';
import { matches } from '../../facts/names/patterns.js';
import type { Exclusion, Relation, UniqueKey } from '../../facts/relations/relations.js';
import type { ColumnWriters } from './columnWriters.js';
import { columnsOfExclusion, hindranceOf, isAboutNobody, isWithinTenants } from './exclusions.js';
import {
  businessColumns,
  isKept,
  nameOfExclusion,
  nameOfKey,
  partsOf,
  type Telling,
  tellingOf,
} from './uniqueKeys.js';

/**
 * - `issued`: a tenant issues its values
 * - `referring`: includes a foreign key to the own tenant's rows, so it rejects the same values per tenant
 * - `exclusion`: a tenant's rows exclude only its own
 */
export type Within = 'issued' | 'referring' | 'exclusion';

export interface KeyDecision {
  readonly relation: Relation;
  readonly table: TableTenancy;
  readonly key: UniqueKey | Exclusion;
  readonly name: string;
  /** Its columns, and those in its expressions. */
  readonly columns: readonly string[];
  /** Why it should get the tenant column; undefined: it should not. */
  readonly within: Within | undefined;
  /** Why it stays unchanged; undefined: it can get the tenant column. */
  readonly left: string | undefined;
  /** True where the configuration keeps it. */
  readonly chosen: boolean;
  /** How an entered value reveals that another tenant has it; undefined if it does not. */
  readonly telling: Telling | undefined;
}

const ENTERED: Telling = { chosenBy: [], before: [] };

export function keyDecisions(
  catalog: Catalog,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  settings: KeySettings,
  writers: ColumnWriters,
): KeyDecision[] {
  const reason = reasonsToStay(catalog, tenancy, relations);
  // A partition's key belongs to its parent's.
  const attached = new Set(
    catalog.objects.filter(({ kind }) => kind === KIND.indexAttach).map(({ name }) => relationKey(name)),
  );

  const withinOf = (relation: Relation, key: UniqueKey): Within | undefined => {
    if (key.kind === 'primaryKey') return undefined;
    if (businessColumns(key, settings.perTenant)) return 'issued';
    const isReferring = key.columns.some((one) =>
      isKept(one, relation, tenancy, relations, catalog.target.version),
    );
    return isReferring ? 'referring' : undefined;
  };

  const decide = (relation: Relation, table: TableTenancy, key: UniqueKey): KeyDecision[] => {
    const name = nameOfKey(key, relation);
    const index = { schema: table.name.schema, name };
    if (attached.has(relationKey(index)) || key.columns.includes(table.column!.name)) return [];
    if (isAboutNobody((key.node as IndexStmt).whereClause, table.column!.name)) return [];
    const telling = tellingOf(key, relation, table, tenancy, relations, writers);
    const within = withinOf(relation, key);
    if (!within && !telling) return [];
    const chosen = matches(settings.global, { ...index, schema: index.schema ?? 'public' });
    const columns = [...new Set(partsOf(key).flat())];
    const left =
      key.kind === 'primaryKey'
        ? undefined
        : chosen
          ? 'listed in the configuration'
          : reason(relation, table, key, name, columns);
    return [{ relation, table, key, name, columns, within, left, chosen, telling }];
  };

  const hindrance = hindranceOf(catalog, tenancy, settings);
  const decideExclusion = (relation: Relation, table: TableTenancy, key: Exclusion): KeyDecision[] => {
    const name = nameOfExclusion(key, relation);
    const index = { schema: table.name.schema, name };
    if (attached.has(relationKey(index)) || isWithinTenants(key, table)) return [];
    const chosen = matches(settings.global, { ...index, schema: index.schema ?? 'public' });
    const columns = [...new Set(columnsOfExclusion(key))];
    const left = chosen
      ? 'listed in the configuration'
      : (hindrance(key, table) ?? reason(relation, table, key, name, columns));
    return [{ relation, table, key, name, columns, within: 'exclusion', left, chosen, telling: ENTERED }];
  };

  return [...tenancy.tables.values()].flatMap((table) => {
    const relation = relations.get(relationKey(table.name));
    if (!relation || !table.column || (table.class !== 'tenant' && table.class !== 'mixed')) return [];
    return [
      ...relation.uniqueKeys.flatMap((key) => decide(relation, table, key)),
      ...relation.exclusions.flatMap((key) => decideExclusion(relation, table, key)),
    ];
  });
}
