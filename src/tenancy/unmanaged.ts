/** Which tables of the dump are left as they are: those of platforms and tools, by fingerprint, and those that the configuration names. */
import type { Catalog } from '../catalog/catalog.js';
import { type Name, quoteName } from '../catalog/names.js';
import type { Tenancy, Unmanaged } from '../catalog/tenancy.js';
import type { Diagnostic } from '../diagnostics.js';
import { relationKey } from '../kinds/alterTable.js';
import type { TenancySettings } from '../settings.js';
import { TENANT_COLUMN } from '../settings/hims.js';
import { type Facts, factsOf, hasColumns, isThere, schemaOf } from './fingerprints.js';
import { matches, pasted, words } from './patterns.js';
import { type Tool, TOOLS } from './platforms.js';
import type { Relation } from './tables/relations.js';
import { fromSettings } from './verdict.js';

export interface Found {
  /** By relation key. */
  readonly tables: ReadonlyMap<string, Unmanaged>;
  readonly schemas: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What belongs to the tool, by its schemas; tables in a schema of the application are a part of their own. */
function partsOf({ schemas, tables = [], signature = {} }: Tool, facts: Facts): Map<string, Relation[]> {
  const out = new Map<string, Relation[]>();
  if (schemas !== undefined) {
    for (const schema of Object.keys(schemas))
      if (facts.schemas.has(schema))
        out.set(
          schema,
          facts.relations.filter(({ name }) => schemaOf(name) === schema),
        );
    return out;
  }
  for (const [pattern, columns] of Object.entries(signature))
    for (const one of facts.relations) {
      if (!matches([pattern], one.name) || !hasColumns(one, columns)) continue;
      const schema = schemaOf(one.name);
      const isFamily = (tables.length > 1 || tables[0]?.includes('*')) && !pattern.includes('*');
      const family = facts.relations.filter(
        ({ name }) => schemaOf(name) === schema && matches(tables, name) && (isFamily || name === one.name),
      );
      out.set(schema, [...new Set([...(out.get(schema) ?? []), ...family])]);
    }
  return out;
}

const spelled = (name: string): string => words(name).join('');

/** Why a table is the application's all the same. */
function isOfTenants(
  { name, columns, foreignKeys }: Relation,
  tenants: Tenancy['tenants'],
  { column = TENANT_COLUMN, columns: named }: TenancySettings,
): boolean {
  const root = relationKey(tenants.name);
  return (
    relationKey(name) === root ||
    [...columns.keys()].some((one) => spelled(one) === spelled(column)) ||
    Object.keys(named).some((pattern) => matches([pattern], name)) ||
    foreignKeys.some(({ to }) => relationKey(to) === root)
  );
}

const list = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

const leftOut = (tool: string, left: readonly string[]): Diagnostic => ({
  severity: 'info',
  code: 'unmanaged/left-alone',
  message: `Left as they are, because they belong to ${tool}: ${list(left)}. They get no tenant column and no policies; the report lists as known what roles may do there.`,
  help: 'If a table there is yours, list it in the configuration: tenancy: { tenantTables: […] }.',
});

export function unmanagedOf(catalog: Catalog, tenants: Tenancy['tenants'], settings: TenancySettings): Found {
  const facts = factsOf(catalog);
  const tables = new Map<string, Unmanaged>();
  const schemas = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const isConfigured = (name: Name): boolean => fromSettings(name, settings) !== undefined;
  const leave = (all: readonly Relation[], why: string, tool: string): string[] =>
    all.flatMap(({ name }) => {
      if (isConfigured(name)) return [];
      tables.set(relationKey(name), { name, tool, why });
      return [pasted(name)];
    });

  for (const tool of TOOLS) {
    if (!isThere(tool, facts)) continue;
    const left: string[] = [];
    for (const [schema, all] of partsOf(tool, facts)) {
      const own = tool.schemas?.[schema];
      const yours = all.filter(
        (one) =>
          isOfTenants(one, tenants, settings) ||
          (own !== undefined &&
            !matches(
              own.map((pattern) => `${schema}.${pattern}`),
              one.name,
            )),
      );
      if (yours.length > 0) {
        diagnostics.push({
          severity: 'warning',
          code: 'unmanaged/managed',
          message: `${own === undefined ? list(all.map(({ name }) => pasted(name))) : `The schema ${schema}`} looks like ${tool.name}'s, but ${list(yours.map(({ name }) => pasted(name)))} has a tenant column, refers to the tenants table, or is none of its tables. It is treated like any other.`,
          help:
            own === undefined
              ? `If it is ${tool.name}'s: tenancy: { unmanagedTables: ['${pasted(yours[0]!.name)}'] } in the configuration.`
              : `If it is ${tool.name}'s: tenancy: { unmanagedSchemas: [${schema}] } in the configuration.`,
          object: `table ${quoteName(yours[0]!.name)}`,
        });
        continue;
      }
      const names = leave(all, `belongs to ${tool.name}`, tool.name);
      if (own !== undefined) schemas.add(schema);
      left.push(
        ...(own === undefined
          ? names
          : [`schema ${schema} (${names.length === 1 ? '1 table' : `${names.length} tables`})`]),
      );
    }
    if (left.length > 0) diagnostics.push(leftOut(tool.name, left));
  }

  const said = facts.relations.filter(
    ({ name }) =>
      relationKey(name) !== relationKey(tenants.name) &&
      (settings.unmanagedSchemas.includes(schemaOf(name)) || matches(settings.unmanagedTables, name)),
  );
  const names = leave(said, 'unmanaged in the configuration', 'the configuration');
  for (const schema of settings.unmanagedSchemas) if (facts.schemas.has(schema)) schemas.add(schema);
  if (names.length > 0)
    diagnostics.push({
      severity: 'info',
      code: 'unmanaged/left-alone',
      message: `Left as they are, because the configuration lists them as unmanaged: ${list(names)}. They get no tenant column and no policies; the report lists as known what roles may do there.`,
      help: 'To manage a table, remove it from tenancy.unmanagedSchemas or tenancy.unmanagedTables.',
    });
  return { tables, schemas: [...schemas].toSorted(), diagnostics };
}

/** The catalog as the classification sees it. */
export const withoutTables = (catalog: Catalog, tables: ReadonlyMap<string, unknown>): Catalog =>
  tables.size === 0
    ? catalog
    : {
        ...catalog,
        objects: catalog.objects.filter(
          ({ kind, name }) => kind !== 'table' || !tables.has(relationKey(name)),
        ),
      };
