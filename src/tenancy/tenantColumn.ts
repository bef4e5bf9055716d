/** Which column of a table tells the tenant: configured, a reference to the tenants table, or the column in another spelling. */
import { typeText } from '../catalog/names.js';
import { type Key, key } from '../catalog/object.js';
import type { TenantColumn } from '../catalog/tenancy.js';
import type { TypeName } from '../grammar.js';
import { relationKey } from '../kinds/alterTable.js';
import type { TenancySettings } from '../settings.js';
import { columnOf, lineage } from './lineage.js';
import { type Column, type Relation } from './relations.js';
import { matches, words } from './patterns.js';

const spelled = (name: string): string => words(name).join('');

/** PostgreSQL's short names of types, as people write them. */
const TYPES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  varchar: 'character varying',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
};

/** A type without its modifiers, as SQL. */
export function sqlType(type: TypeName | undefined): string {
  const bare = typeText(type).replace(/^pg_catalog\."?(\w+)"?/, '$1');
  return TYPES[bare] ?? bare;
}

/** Types that hold the text of a key: they are compared as text, on the side of the function. */
const TEXT = /^(character varying|text|character|(.*\.)?citext)$/;

const comparesAs = (type: TypeName | undefined, keyType: string): '' | '::text' =>
  sqlType(type) === keyType ? '' : '::text';

/** True where the column can hold a tenant's key. */
export const agrees = (type: TypeName | undefined, keyType: string): boolean =>
  sqlType(type) === keyType || TEXT.test(sqlType(type));

export interface Found {
  readonly column: TenantColumn;
  readonly why: string;
}

/** The column that the table has, its own or its parents'; undefined where it has none. */
export function existingColumn(
  relation: Relation,
  relations: ReadonlyMap<Key, Relation>,
  tenants: { readonly name: Relation['name']; readonly type: string },
  settings: TenancySettings,
): Found | undefined {
  const all = lineage(relation, relations);
  const found = (column: Column, why: string): Found => ({
    column: {
      name: column.name,
      type: column.type,
      notNull: column.notNull,
      cast: comparesAs(column.type, tenants.type),
      from: relation.partitionOf
        ? 'partition'
        : relation.columns.get(column.name)?.type
          ? 'own'
          : 'inherited',
    },
    why,
  });
  const named = (name: string): Column | undefined => columnOf(relation, name, relations);

  const configured = Object.entries(settings.columns).find(([table]) =>
    all.some(({ name }) => matches([table], name)),
  )?.[1];
  const said = configured === undefined ? undefined : named(configured);
  if (said) return found(said, `the configuration says that ${said.name} is its tenant column`);

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
