/** Finds unmanaged tables: those of platforms and tools, by fingerprint, and those that the configuration lists. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import type { Tenancy, Unmanaged } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { TenancySettings } from '../../settings/settings.js';
import { TENANT_COLUMN } from '../../settings/hims.js';
import {
  type Facts,
  factsOf,
  isThere,
  type OwnTable,
  schemaOf,
  signedBy,
  TOOLS,
} from '../../facts/platforms/fingerprints.js';
import { matches, pasted, words } from '../../facts/names/patterns.js';
import type { Tool } from '../../facts/platforms/tool.js';
import { fromSettings } from './verdict.js';
import { isAnyTable } from '../../kinds/is.js';

export interface Found {
  /** By relation key. */
  readonly tables: ReadonlyMap<string, Unmanaged>;
  readonly schemas: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The tool's tables by its schemas; tables in a schema of the application are a part of their own. */
function partsOf(tool: Tool, facts: Facts): ReadonlyMap<string, readonly OwnTable[]> {
  const { schemas, tables = [] } = tool;
  if (schemas !== undefined)
    return new Map(
      Object.keys(schemas)
        .filter((schema) => facts.schemas.has(schema))
        .map((schema) => [schema, facts.relations.filter(({ name }) => schemaOf(name) === schema)]),
    );
  return new Map(
    [...signedBy(tool, facts).tables].map(([schema, signed]) => [
      schema,
      facts.relations.filter(
        (one) => signed.includes(one) || (schemaOf(one.name) === schema && matches(tables, one.name)),
      ),
    ]),
  );
}

const spelled = (name: string): string => words(name).join('');

/** True for a table that the application uses. */
function isOfTenants(
  { name, columns, foreignKeys }: OwnTable,
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

const verb = (names: readonly string[], one: string, several: string): string =>
  `${list(names)} ${names.length === 1 ? one : several}`;

/** @param schema the tool's own; undefined where its tables are in an application's schema */
function managed(
  tool: string,
  schema: string | undefined,
  all: readonly OwnTable[],
  yours: readonly OwnTable[],
): Diagnostic {
  const [shown = [], theirs = []] = [all, yours].map((tables) => tables.map(({ name }) => pasted(name)));
  const has = verb(theirs, 'has', 'have');
  const message =
    schema === undefined
      ? `${verb(shown, 'looks like a table', 'look like tables')} of ${tool}, but ${has} a tenant column or a foreign key to the tenants table; treating ${shown.length === 1 ? 'it' : 'them'} like any other table.`
      : `The schema ${schema} looks like that of ${tool}, but ${has} a tenant column, a foreign key to the tenants table, or a name that ${tool} does not use; treating the schema like any other.`;
  const setting =
    schema === undefined
      ? `unmanagedTables: [${shown.map((one) => `'${one}'`).join(', ')}]`
      : `unmanagedSchemas: [${schema}]`;
  return {
    severity: 'warning',
    code: 'unmanaged/managed',
    message,
    help: `If ${schema === undefined && shown.length > 1 ? 'they belong' : 'it belongs'} to ${tool}: tenancy: { ${setting} } in the configuration.`,
    object: `table ${quoteName(yours[0]!.name)}`,
  };
}

const doubted = (tool: string, { name }: OwnTable, why: string): Diagnostic => ({
  severity: 'warning',
  code: 'unmanaged/managed',
  message: `${pasted(name)} looks like a table of ${tool}, but ${why}; treating it like any other table.`,
  help: `If it belongs to ${tool}: tenancy: { unmanagedTables: ['${pasted(name)}'] } in the configuration.`,
  object: `table ${quoteName(name)}`,
});

/** ATTACH PARTITION needs the columns that its parent gains. */
const partitionOfManaged = (name: Name, parent: Name): Diagnostic => ({
  severity: 'warning',
  code: 'unmanaged/partition',
  message: `${pasted(name)} cannot be left as it is, because it is a partition of ${pasted(parent)}, which is not; treating it like that table.`,
  help: `To leave both as they are: tenancy: { unmanagedTables: ['${pasted(parent)}', '${pasted(name)}'] } in the configuration.`,
  object: `table ${quoteName(name)}`,
});

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
  const leave = (all: readonly OwnTable[], why: string, tool: string): string[] =>
    all.flatMap(({ name, partitionOf }) => {
      if (isConfigured(name)) return [];
      const isLeft = (one: Name): boolean => {
        const other = all.find((table) => relationKey(table.name) === relationKey(one));
        return other === undefined
          ? tables.has(relationKey(one))
          : !isConfigured(one) && (other.partitionOf === undefined || isLeft(other.partitionOf));
      };
      if (partitionOf && !isLeft(partitionOf)) {
        diagnostics.push(partitionOfManaged(name, partitionOf));
        return [];
      }
      tables.set(relationKey(name), { name, tool, why });
      return [pasted(name)];
    });

  const isNamed = (name: Name): boolean =>
    isConfigured(name) ||
    matches(settings.unmanagedTables, name) ||
    settings.unmanagedSchemas.includes(schemaOf(name));
  for (const tool of TOOLS) {
    if (tool.schemas === undefined)
      for (const { table, why } of signedBy(tool, facts).doubtful)
        if (!isNamed(table.name)) diagnostics.push(doubted(tool.name, table, why));
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
        diagnostics.push(managed(tool.name, own === undefined ? undefined : schema, all, yours));
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

/** The catalog for the classification. */
export const withoutTables = (catalog: Catalog, tables: ReadonlyMap<string, unknown>): Catalog =>
  tables.size === 0
    ? catalog
    : {
        ...catalog,
        objects: catalog.objects.filter(
          (object) => !isAnyTable(object) || !tables.has(relationKey(object.name)),
        ),
      };
