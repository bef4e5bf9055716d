/** Finds a table's tenant column: configured, a reference to the tenants table, or another spelling of the name. */
import type { Key } from '../../catalog/object.js';
import type { TenantColumn } from '../../catalog/tenancy.js';
import type { TypeName } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { TenancySettings } from '../../settings/settings.js';
import { TENANT_COLUMN } from '../../settings/hims.js';
import { columnOf, lineage } from '../../facts/relations/lineage.js';
import type { Column, Relation } from '../../facts/relations/relations.js';
import { refersTo } from './usualName.js';
import { matches, words } from '../../facts/names/patterns.js';
import { sqlType } from '../../catalog/sqlType.js';
import { type Domains } from '../../facts/columns/domains.js';

const spelled = (name: string): string => words(name).join('');

/** Types that hold a key's text: compared as text, on the function's side. */
const TEXT_LIKE = /^(character varying|character|(.*\.)?citext)$/;

/** Types with operators of one family, so that comparing two of them can use an index. */
const INTEGERS = new Set(['smallint', 'integer', 'bigint']);

/** True for the same type, or types with the same operators. */
export const fits = (own: string, keyType: string): boolean =>
  own === keyType || (INTEGERS.has(own) && INTEGERS.has(keyType));

function formOf(type: TypeName | undefined, keyType: string, domains: Domains): TenantColumn['form'] {
  const own = sqlType(type);
  if (fits(own, keyType)) return 'key';
  if (own === 'text') return 'text';
  if (TEXT_LIKE.test(own)) return 'textLike';
  const base = domains.get(own);
  if (!base) return 'other';
  const below = formOf(base, keyType, domains);
  return below === 'key' ? 'domain' : below === 'text' ? 'textLike' : below;
}

/** SQL of a domain's base type. */
function baseOf(type: TypeName | undefined, domains: Domains): string {
  const below = domains.get(sqlType(type));
  return below ? baseOf(below, domains) : sqlType(type);
}

export interface Found {
  readonly column: TenantColumn;
  readonly why: string;
}

/** Context for examining a table's columns. */
export interface Surroundings {
  readonly relations: ReadonlyMap<Key, Relation>;
  readonly domains: Domains;
  readonly tenants: { readonly name: Relation['name']; readonly type: string };
  readonly settings: TenancySettings;
  /** The name that most tables use for their reference to the tenants table; undefined in a tie, or without any. */
  readonly usual: string | undefined;
}

const holdsKey = (type: TypeName | undefined, keyType: string, domains: Domains): boolean =>
  ['key', 'domain'].includes(formOf(type, keyType, domains));

/** A reference to a column of the same name may lead to a table that has the tenants key in turn. */
const refersElsewhere = ({ foreignKeys }: Relation, name: string): boolean =>
  foreignKeys.some(
    ({ columns, toColumns }) => columns.length === 1 && columns[0] === name && toColumns[0] !== name,
  );

/** The table's column, its own or inherited; undefined without one. */
export function existingColumn(
  relation: Relation,
  { relations, domains, tenants, settings, usual }: Surroundings,
): Found | undefined {
  const all = lineage(relation, relations);
  const found = ({ name, type, notNull }: Column, why: string): Found => {
    const form = formOf(type, tenants.type, domains);
    const cast = form === 'key' || form === 'domain' ? '' : '::text';
    const own = relation.columns.get(name)?.type ? 'own' : 'inherited';
    return {
      column: {
        name,
        type,
        notNull,
        cast,
        form,
        from: relation.partitionOf ? 'partition' : own,
        ...(form === 'domain' ? { base: baseOf(type, domains) } : {}),
      },
      why,
    };
  };
  const named = (name: string): Column | undefined => columnOf(relation, name, relations);

  const configured = Object.entries(settings.columns).find(([table]) =>
    all.some(({ name }) => matches([table], name)),
  )?.[1];
  const said = configured === undefined ? undefined : named(configured);
  if (said) return found(said, `the configuration names ${said.name} as its tenant column`);

  const toTenants = refersTo(relationKey(tenants.name));
  const references = all.flatMap(({ foreignKeys }) => foreignKeys.filter(toTenants));
  const candidates = [...new Set(references.map(({ columns }) => columns[0]!))];
  const spelling = all
    .flatMap(({ columns }) => [...columns.keys()])
    .find((name) => spelled(name) === spelled(settings.column ?? TENANT_COLUMN));
  const referring =
    candidates.find((name) => name === spelling) ??
    candidates.find((name) => name === usual) ??
    (candidates.length === 1 ? candidates[0] : undefined);
  const referred = referring === undefined ? undefined : named(referring);
  const same = usual === undefined || usual === spelling ? undefined : named(usual);
  const isSame =
    same !== undefined &&
    !candidates.includes(same.name) &&
    (referred === undefined || referred.name !== spelling) &&
    holdsKey(same.type, tenants.type, domains) &&
    !all.some((one) => refersElsewhere(one, same.name));
  if (isSame) return found(same, `it has ${same.name}, by which most tables refer to the tenants table`);
  if (referred) return found(referred, `${referred.name} refers to the tenants table`);
  const other = spelling === undefined ? undefined : named(spelling);
  return other ? found(other, `it has ${other.name}`) : undefined;
}
