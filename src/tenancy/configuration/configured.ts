/**
 * Checks the configuration against the dump: the names must exist, and each table may be in one list only. Otherwise a
 * misspelled name would have no effect, unnoticed.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier } from '../../catalog/names.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { didYouMean } from '../../didYouMean.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { defaults, type Patterns, type Settings } from '../../settings/settings.js';
import { matches, nameFrom, pasted } from '../../facts/names/patterns.js';
import { NO_TABLE } from '../kernel/tenantExpression.js';
import { columnsOf } from '../../facts/relations/lineage.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { complianceLists, items, type List, OF_PROFILES, refuseTwice, tableLists } from './lists.js';
import { refuseNamesInSql } from './namesInSql.js';
import { perhapsAbsent } from './perhapsAbsent.js';
import { type Said, refused, settingOf } from '../../settings/refused.js';
import { materializedViewsOf, rolesOf, schemasOf, tablesOf, uniqueNames } from './there.js';

const notThere = (settings: Settings, said: Said, text: string, what: string, help: string | undefined) =>
  refused(
    settings,
    said,
    'config/not-in-dump',
    `"${settingOf(said)}" names ${text}, and the dump has no such ${what}.`,
    help,
  );

/** Suggests the nearest name, or the nearest schema. */
function helpFor(text: string, names: readonly Name[]): string | undefined {
  const near = didYouMean(text, names.map(pasted));
  if (near !== undefined || !text.includes('.')) return near;
  const { schema } = nameFrom(text);
  const schemas = [...new Set(names.map((name) => name.schema ?? 'public'))].toSorted();
  return schemas.includes(schema ?? '') ? undefined : didYouMean(schema ?? '', schemas);
}

function refuseUnknown(
  settings: Settings,
  list: List,
  names: readonly Name[],
  what: string,
  except: Patterns = [],
): void {
  for (const [said, text] of items(list))
    if (!except.includes(text) && !names.some((name) => matches([text], name)))
      throw notThere(settings, said, text, what, helpFor(text, names));
}

/** Tenant columns with another name must exist in at least one table that matches the pattern. */
function refuseColumns(catalog: Catalog, settings: Settings, tables: readonly Name[]): void {
  const relations = relationsOf(catalog);
  for (const [text, column] of Object.entries(settings.tenancy.columns)) {
    const said: Said = { path: ['tenancy', 'columns', text] };
    const found = tables.filter((name) => matches([text], name));
    if (found.length === 0)
      throw notThere(settings, { ...said, key: true }, text, 'table', helpFor(text, tables));
    const columns = found.flatMap((name) => {
      const relation = relations.get(relationKey(name));
      return relation ? [...columnsOf(relation, relations).keys()] : [];
    });
    if (columns.includes(column)) continue;
    const message = `"tenancy.columns" names ${column}, and ${text} has no such column.`;
    throw refused(settings, said, 'config/not-in-dump', message, didYouMean(column, columns));
  }
}

/** The tool's default names are for all dumps. */
function refuseIssued(catalog: Catalog, settings: Settings): void {
  const { perTenant } = settings.keys;
  if (perTenant === defaults.keys.perTenant) return;
  const columns = [...relationsOf(catalog).values()].flatMap((one) => [...one.columns.keys()]);
  for (const [said, text] of items({ path: ['keys', 'perTenant'], said: perTenant })) {
    if (defaults.keys.perTenant.includes(text)) continue;
    const missing = text
      .split(',')
      .find((one) => !columns.some((name) => matches([one], { schema: undefined, name })));
    if (missing !== undefined)
      throw notThere(settings, said, missing, 'column', didYouMean(missing, columns));
  }
}

/** A dump without privileges names no roles. */
function refuseRoles(catalog: Catalog, settings: Settings): void {
  if (settings.applicationRoles.length === 0) return;
  const roles = rolesOf(catalog);
  if (roles.length === 0) return;
  for (const [said, text] of items({ path: ['applicationRoles'], said: settings.applicationRoles }))
    if (!roles.includes(text)) throw notThere(settings, said, text, 'role', didYouMean(text, roles));
}

function refuseSchemas(catalog: Catalog, settings: Settings): void {
  const schemas = schemasOf(catalog);
  for (const [text, path] of Object.entries(settings.searchPaths))
    for (const [said, schema] of items({ path: ['functions', 'searchPath', text], said: path }))
      if (!schemas.includes(schema))
        throw notThere(settings, said, quoteIdentifier(schema), 'schema', didYouMean(schema, schemas));
}

/**
 * @returns findings about names that may be missing from the dump
 * @throws InputError `config/not-in-dump`, `config/two-lists`, at the line of the configuration
 */
export function checkConfiguration(catalog: Catalog, settings: Settings): Diagnostic[] {
  const tables = tablesOf(catalog);
  const { table, create } = settings.tenancy;
  if (
    table !== undefined &&
    table !== NO_TABLE &&
    !create &&
    !relationsOf(catalog).has(relationKey(nameFrom(table)))
  )
    throw notThere(settings, { path: ['tenancy', 'table'] }, table, 'table', helpFor(table, tables));
  for (const list of tableLists(settings)) refuseUnknown(settings, list, tables, 'table');
  for (const list of complianceLists(settings)) refuseUnknown(settings, list, tables, 'table', OF_PROFILES);
  const views = materializedViewsOf(catalog);
  const exposed = { path: ['views', 'exposed'], said: settings.exposedMaterializedViews };
  refuseUnknown(settings, exposed, views, 'materialized view');
  refuseUnknown(
    settings,
    { path: ['keys', 'global'], said: settings.keys.global },
    uniqueNames(catalog),
    'unique or exclusion constraint or unique index',
  );
  refuseTwice(settings, tables);
  refuseColumns(catalog, settings, tables);
  refuseIssued(catalog, settings);
  refuseRoles(catalog, settings);
  refuseSchemas(catalog, settings);
  refuseNamesInSql(catalog, settings);
  return perhapsAbsent(catalog, settings);
}
