/** Which column of a table tells the tenant: configured, a reference to the tenants table, or the column in another spelling. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName, typeText } from '../../catalog/names.js';
import { type Key, key } from '../../catalog/object.js';
import type { TenantColumn } from '../../catalog/tenancy.js';
import type { CreateDomainStmt, TypeName } from '../../grammar.js';
import { relationKey } from '../../kinds/alterTable.js';
import type { TenancySettings } from '../../settings.js';
import { columnOf, lineage } from './lineage.js';
import { type Column, type Relation } from './relations.js';
import { matches, words } from '../patterns.js';

const spelled = (name: string): string => words(name).join('');

/** PostgreSQL's short names of types, as people write them. */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bool: 'boolean',
    float4: 'real',
    float8: 'double precision',
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    varchar: 'character varying',
    bpchar: 'character',
    timestamptz: 'timestamp with time zone',
    timestamp: 'timestamp without time zone',
    timetz: 'time with time zone',
    time: 'time without time zone',
    varbit: 'bit varying',
  }),
);

/** A type without its modifiers, as SQL. */
export function sqlType(type: TypeName | undefined): string {
  const bare = typeText(type).replace(/^pg_catalog\."?(\w+)"?/, '$1');
  return TYPES.get(bare) ?? bare;
}

/** The type as it is found whatever the search_path: `pg_catalog.uuid` for what stands without a schema, and is no keyword. */
export function qualifiedType(type: string): string {
  const [short = type] = [...TYPES].find(([, long]) => long === type) ?? [];
  return type.includes('.') ? type : `pg_catalog.${short}`;
}

/** Types that hold the text of a key: they are compared as text, on the side of the function. */
const TEXT_LIKE = /^(character varying|character|(.*\.)?citext)$/;

/** What the domains of the dump are made of, by name. */
export type Domains = ReadonlyMap<string, TypeName>;

export const domainsOf = ({ objects }: Pick<Catalog, 'objects'>): Domains =>
  new Map(
    objects
      .filter(({ kind }) => kind === 'domain')
      .map(({ name, statement }) => [quoteName(name), (statement.tree!.node as CreateDomainStmt).typeName!]),
  );

function formOf(type: TypeName | undefined, keyType: string, domains: Domains): TenantColumn['form'] {
  const own = sqlType(type);
  if (own === keyType) return 'key';
  if (own === 'text') return 'text';
  if (TEXT_LIKE.test(own)) return 'textLike';
  const base = domains.get(own);
  if (!base) return 'other';
  const below = formOf(base, keyType, domains);
  return below === 'key' ? 'domain' : below === 'text' ? 'textLike' : below;
}

export interface Found {
  readonly column: TenantColumn;
  readonly why: string;
}

/** What a table's columns are looked at with. */
export interface Surroundings {
  readonly relations: ReadonlyMap<Key, Relation>;
  readonly domains: Domains;
  readonly tenants: { readonly name: Relation['name']; readonly type: string };
  readonly settings: TenancySettings;
}

/** The column that the table has, its own or its parents'; undefined where it has none. */
export function existingColumn(
  relation: Relation,
  { relations, domains, tenants, settings }: Surroundings,
): Found | undefined {
  const all = lineage(relation, relations);
  const found = ({ name, type, notNull }: Column, why: string): Found => {
    const form = formOf(type, tenants.type, domains);
    const cast = form === 'key' || form === 'domain' ? '' : '::text';
    const own = relation.columns.get(name)?.type ? 'own' : 'inherited';
    return {
      column: { name, type, notNull, cast, form, from: relation.partitionOf ? 'partition' : own },
      why,
    };
  };
  const named = (name: string): Column | undefined => columnOf(relation, name, relations);

  const configured = Object.entries(settings.columns).find(([table]) =>
    all.some(({ name }) => matches([table], name)),
  )?.[1];
  const said = configured === undefined ? undefined : named(configured);
  if (said) return found(said, `the configuration names ${said.name} as its tenant column`);

  const tenantsKey = key('relation', tenants.name);
  const references = all.flatMap(({ foreignKeys }) =>
    foreignKeys.filter(({ to, columns }) => relationKey(to) === tenantsKey && columns.length === 1),
  );
  const candidates = [...new Set(references.map(({ columns }) => columns[0]!))];
  const spelling = all
    .flatMap(({ columns }) => [...columns.keys()])
    .find((name) => spelled(name) === spelled(settings.column));
  const referring =
    candidates.find((name) => name === spelling) ?? (candidates.length === 1 ? candidates[0] : undefined);
  const referred = referring === undefined ? undefined : named(referring);
  if (referred) return found(referred, `${referred.name} refers to the tenants table`);
  const other = spelling === undefined ? undefined : named(spelling);
  return other ? found(other, `it has ${other.name}`) : undefined;
}
