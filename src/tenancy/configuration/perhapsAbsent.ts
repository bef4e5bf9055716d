/**
 * Configured names that may be missing from the dump: roles and schemas of the server, and functions that pg-baseline
 * creates. A misspelled name would silently be another role or a second function.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier } from '../../catalog/names.js';
import { type Diagnostic, InputError } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { parameters } from '../../kinds/routines/routine.js';
import { misspelled } from '../../didYouMean.js';
import { defaults, type Settings, withDefaults } from '../../settings/settings.js';
import { CHECK_MESSAGE } from '../../facts/own/ownNames.js';
import { nameFrom, pasted } from '../../facts/names/patterns.js';
import { items } from './lists.js';
import { placeOf, refused, type Said, settingOf } from '../../settings/refused.js';
import { rolesOf, schemasOf, tablesOf } from './there.js';
import { nodeOf } from '../../grammar.js';

const slip = (settings: Settings, said: Said, text: string, what: string, near: string): InputError =>
  refused(
    settings,
    said,
    'config/not-in-dump',
    `"${settingOf(said)}" names ${text}, and the dump has no such ${what}.`,
    `Did you mean ${near}?`,
  );

/** Configured roles; the tool's default names are for all dumps. */
function namedRoles(settings: Settings): [Said, string][] {
  const { viewOwner, materializedViewOwner, definerOwner, holds } = settings;
  const usual = withDefaults({ prefix: settings.prefix }).viewOwner;
  const one = (path: Said['path'], role: string | undefined): [Said, string][] =>
    role === undefined ? [] : [[{ path }, role]];
  return [
    ...items({ path: ['administratorRoles'], said: settings.administratorRoles }),
    ...one(['views', 'owner'], viewOwner === usual ? undefined : viewOwner),
    ...one(['views', 'materializedOwner'], materializedViewOwner),
    ...one(['functions', 'definerOwner'], definerOwner),
    ...one(['compliance', 'releaseRole'], holds.releaseRole),
  ];
}

function refuseRoles(catalog: Catalog, settings: Settings): void {
  const named = namedRoles(settings);
  if (named.length === 0) return;
  const roles = rolesOf(catalog);
  const said = named.map(([, role]) => role);
  for (const [at, role] of named) {
    if (roles.includes(role)) continue;
    // Two configured names are no misspelling of each other.
    const near = misspelled(
      role,
      roles.filter((one) => !said.includes(one)),
    );
    if (near !== undefined) throw slip(settings, at, role, 'role', near);
  }
}

const info = (settings: Settings, said: Said, message: string, help: string): Diagnostic => {
  const place = placeOf(settings, said)?.place;
  return { severity: 'info', code: 'config/absent', message, help, ...(place ? { place } : {}) };
};

function schemas(catalog: Catalog, settings: Settings): Diagnostic[] {
  const { unmanagedSchemas } = settings.tenancy;
  const there = schemasOf(catalog);
  const list = { path: ['tenancy', 'unmanagedSchemas'], said: unmanagedSchemas };
  return items(list).flatMap(([said, schema]) => {
    if (there.includes(schema)) return [];
    const near = misspelled(
      schema,
      there.filter((one) => !unmanagedSchemas.includes(one)),
    );
    if (near !== undefined) throw slip(settings, said, quoteIdentifier(schema), 'schema', near);
    return [
      info(
        settings,
        said,
        `The dump has no schema ${quoteIdentifier(schema)}: "tenancy.unmanagedSchemas" only makes the self-check skip it.`,
        'Remove it from the list if no tool creates it.',
      ),
    ];
  });
}

const FUNCTIONS = ['tenantFunction', 'userFunction', 'checkFunction'] as const;

/** Functions without arguments; for the check function, only those that pg-baseline created. */
function candidates({ objects }: Catalog, key: (typeof FUNCTIONS)[number]): string[] {
  return objects
    .filter(({ kind, statement }) => {
      if (kind !== KIND.function) return false;
      const { parameters: args } = nodeOf(statement, 'CreateFunctionStmt');
      return parameters(args).length === 0 && (key !== 'checkFunction' || CHECK_MESSAGE.test(statement.text));
    })
    .map(({ name }) => pasted(name));
}

function functions(catalog: Catalog, settings: Settings): Diagnostic[] {
  const there = schemasOf(catalog);
  return FUNCTIONS.flatMap((key) => {
    const text = settings.tenancy[key];
    if (text === defaults.tenancy[key]) return [];
    const said = { path: ['tenancy', key] };
    const found = candidates(catalog, key);
    const shown = pasted(nameFrom(text));
    if (found.includes(shown)) return [];
    const near = misspelled(shown, found);
    if (near !== undefined) throw slip(settings, said, text, 'function', near);
    const { schema = 'public' } = nameFrom(text);
    const other = there.includes(schema) ? undefined : misspelled(schema, there);
    if (other !== undefined) throw slip(settings, said, text, 'schema', other);
    if (key === 'checkFunction') return [];
    return [
      info(
        settings,
        said,
        `The dump has no function ${shown}() without arguments: pg-baseline creates it ("tenancy.${key}").`,
        'If the schema has such a function under another name, name that one.',
      ),
    ];
  });
}

/** `tenancy.create` creates the table that `tenancy.table` names. */
function refuseTable(catalog: Catalog, settings: Settings): void {
  const { table, create } = settings.tenancy;
  if (table === undefined || !create) return;
  const tables = tablesOf(catalog).map(pasted);
  const shown = pasted(nameFrom(table));
  const near = tables.includes(shown) ? undefined : misspelled(shown, tables);
  if (near !== undefined) throw slip(settings, { path: ['tenancy', 'table'] }, table, 'table', near);
}

/** @throws InputError `config/not-in-dump` for a misspelled name of the dump */
export function perhapsAbsent(catalog: Catalog, settings: Settings): Diagnostic[] {
  refuseTable(catalog, settings);
  refuseRoles(catalog, settings);
  return [...schemas(catalog, settings), ...functions(catalog, settings)];
}
