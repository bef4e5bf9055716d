/** The self-check's assumptions: literal lists of the design's objects. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, relationName, shownName } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { holdParts } from '../holds/holdTriggers.js';
import { lookupColumns, lookupSchemas, signatureText } from '../lookup/lookupTexts.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { pasted } from '../../facts/names/patterns.js';
import { type Grants, grantsOf } from '../../facts/privileges/grants.js';
import { applicationRoles, granteesIn, membershipsOf } from '../../facts/privileges/roles.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { viewsOf } from '../../facts/views/views.js';
import type { Expectation } from './expected.js';
import { isSecured } from '../security/secured.js';
import { tenantColumns } from './selfCheck.js';
import { managedSchemas } from '../classification/managedSchemas.js';
import { nodeOf } from '../../grammar.js';
import { traitsOf } from '../../kinds/is.js';

/** The pseudo-role of the database's owner; it owns the schema public, so it may create there. */
const DATABASE_OWNER = 'pg_database_owner';

/** Roles of the dump other than the application's: owners, and roles that the configuration does not list. */
function administrators(
  catalog: Catalog,
  { owners, applicationRoles: application }: Grants,
  settings: Settings,
): string[] {
  const named = applicationRoles(catalog, owners, { ...settings, applicationRoles: [] });
  const others = [...owners, ...named].filter(
    (role) => /^(?!-$|pg_)./.test(role) && role !== settings.viewOwner && !application.includes(role),
  );
  const owner = granteesIn(catalog).has(DATABASE_OWNER) ? [DATABASE_OWNER] : [];
  const lookup = settings.lookupRole === undefined ? [] : [settings.lookupRole];
  return [...new Set([...others, ...owner, ...lookup, ...settings.administratorRoles])].toSorted();
}

/** Memberships of application roles in owner roles: the leaks that follow are declared, where verify can try them. */
function inherited(
  catalog: Catalog,
  { owners, applicationRoles: application, actsAs }: Grants,
): [string, string][] {
  if (membershipsOf(catalog).size === 0) return [];
  return application.flatMap((role) =>
    [...actsAs(role)]
      .filter((group) => group !== role && owners.has(group))
      .toSorted()
      .map((group): [string, string] => [role, group]),
  );
}

/** Materialized views of shared rows; and views that only name a relation, as in `'core.visits'::regclass`. */
function exemptViews(catalog: Catalog): Expectation['views'] {
  return [...viewsOf(catalog).values()]
    .filter(
      ({ ofTenants, materialized, object }) =>
        !ofTenants && (materialized || /\bregclass\b/i.test(object.sql)),
    )
    .map(({ name }) => ({ relation: pasted(name), why: 'shows no rows of tenants' }));
}

/** Materialized views and foreign tables that views of the design read as their owner. */
function readable({ objects }: Catalog, grants: Grants, viewOwner: string): string[] {
  return objects
    .filter((object) => traitsOf(object).unprotected)
    .filter(({ name }) => grants.on(relationKey(name)).some(({ role }) => role === viewOwner))
    .map(({ name }) => pasted(name))
    .toSorted();
}

/** Exempt tables that refer to tenants all the same. */
function namingTenants(
  catalog: Catalog,
  { tables, tenants, unmanaged = new Map() }: Tenancy,
  columns: readonly string[],
): string[] {
  const relations = relationsOf(catalog);
  const names = ({ name }: Pick<TableTenancy, 'name'>): boolean => {
    const relation = relations.get(relationKey(name));
    return (
      columns.some((column) => relation?.columns.has(column)) ||
      (relation?.foreignKeys ?? []).some(({ to }) => relationKey(to) === relationKey(tenants.name))
    );
  };
  const exempt = [...tables.values()].filter(
    (table) => table.class === 'reference' || table.form === 'typed' || table.form === 'fixed',
  );
  return [...exempt, ...unmanaged.values()]
    .filter(names)
    .map(({ name }) => pasted(name))
    .toSorted();
}

/** The report shows relations without quotes. */
function knownKeys({ declared }: Catalog, { tables }: Tenancy): [string, string][] {
  const shown = new Map([...tables.values()].map(({ name }) => [shownName(name), pasted(name)]));
  return declared.known
    .filter(({ attack }) => attack === 'foreign key')
    .flatMap(({ relation, name }): [string, string][] => {
      const table = shown.get(relation);
      return table === undefined || name === undefined ? [] : [[table, name]];
    })
    .toSorted(([a, one], [b, other]) => (`${a}\0${one}` < `${b}\0${other}` ? -1 : 1));
}

function definers({ objects }: Catalog): string[] {
  const names = objects.flatMap((object) => (routineOf(object)?.definer ? [pasted(object.name)] : []));
  return [...new Set(names)].toSorted();
}

function rules({ objects }: Catalog): string[] {
  return objects
    .filter(({ kind }) => kind === KIND.rule)
    .map(({ statement }) => {
      const { relation, rulename = '' } = nodeOf(statement, 'RuleStmt');
      return `${pasted(placed(relationName(relation), statement))}.${quoteIdentifier(rulename)}`;
    })
    .toSorted();
}

function expectedLookup({ lookup, tenants, prefix, tables }: Tenancy): Expectation['lookup'] {
  if (!lookup) return undefined;
  const table = tables.get(relationKey(tenants.name));
  return {
    role: lookup.role,
    policy: table && isSecured(table) ? ownNames(prefix).lookup : undefined,
    table: pasted(tenants.name),
    columns: lookupColumns(lookup, tenants),
    schemas: lookupSchemas(lookup, tenants),
    functions: lookup.functions.map(signatureText),
  };
}

/** @param kernel expected properties of the functions that policies use for the tenant */
export function expectationOf(
  catalog: Catalog,
  tenancy: Tenancy,
  settings: Settings,
  kernel: Expectation['kernel'],
): Expectation {
  const {
    viewOwner,
    tenancy: { checkFunction, unmanagedSchemas },
  } = settings;
  const grants = grantsOf(catalog, settings);
  const schemas = managedSchemas(catalog).filter(
    (schema) => schema !== 'public' || tenancy.schemas.includes(schema),
  );
  return {
    checkFunction,
    off: settings.off,
    tenantColumn: tenancy.column,
    version: catalog.target.version,
    schemas,
    unmanaged: unmanagedSchemas,
    administrators: administrators(catalog, grants, settings),
    inherited: inherited(catalog, grants),
    viewOwner,
    views: exemptViews(catalog),
    readable: readable(catalog, grants, viewOwner),
    namingTenants: namingTenants(
      catalog,
      tenancy,
      tenantColumns([...tenancy.tables.values()], tenancy.column),
    ),
    kernel,
    knownKeys: knownKeys(catalog, tenancy),
    definers: definers(catalog),
    lookup: expectedLookup(tenancy),
    holds: holdParts(catalog, tenancy.prefix).triggers,
    rules: rules(catalog),
  };
}
