/**
 * Enables and forces row-level security on each table of tenants, and adds a restrictive policy that shows only the
 * current tenant's rows, and a permissive one: for all roles if the author wrote no policy, otherwise for the owner.
 * The author's policies stay unchanged. https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { type Catalog, declare, mapObjects, warn } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { roleNames } from '../../kinds/security/grant.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { Settings } from '../../settings/settings.js';
import { needFor } from '../../tenancy/columns/kernelNeed.js';
import { addMissing } from '../../tenancy/names/addMissing.js';
import { authorsSecurity, type AuthorsSecurity } from '../../facts/policies/authorsSecurity.js';
import { closedPartitions } from '../../tenancy/security/closedPartitions.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { matches, pasted } from '../../facts/names/patterns.js';
import { accessPolicy, isolationPolicies, ownerPolicy } from '../../tenancy/security/policies.js';
import { isSecured } from '../../tenancy/security/secured.js';
import { settingFindings } from '../../tenancy/security/settingFindings.js';
import { securityFindings } from '../../tenancy/security/securityFindings.js';
import { unusableIndexes } from '../../tenancy/security/unusableIndexes.js';
import type { Transform } from '../base/transform.js';
import { nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

/** The author's policies decide which roles have access; without any, the privileges do. */
function isOpened({ name }: TableTenancy, author: AuthorsSecurity, { open }: Settings): boolean {
  const permissive = author.policies.some((policy) => policy.permissive);
  return matches(open, name) || (!permissive && !author.enabled);
}

function policiesOf(
  table: TableTenancy,
  author: AuthorsSecurity,
  tenancy: Tenancy,
  settings: Settings,
): string[] {
  // The parent's policies apply to queries through it; direct access stays closed unless the author wrote policies.
  if (table.partitionOf) return author.policies.length > 0 ? isolationPolicies(table, tenancy) : [];
  const owner =
    settings.owners === 'keep' && author.owner !== undefined ? quoteIdentifier(author.owner) : 'CURRENT_USER';
  const opened = isOpened(table, author, settings) ? [accessPolicy(table, tenancy)] : [];
  return [
    ...isolationPolicies(table, tenancy),
    ...opened,
    ...(needsOwner(author, tenancy, opened.length > 0) ? [ownerPolicy(table, tenancy, owner)] : []),
  ];
}

/**
 * The tool's own policy for all roles covers the owner too. The author's policies do not count: dropping one later
 * would lock the owner out. The owner policy of an earlier baseline is kept.
 */
function needsOwner({ policies }: AuthorsSecurity, { prefix }: Tenancy, opened: boolean): boolean {
  const { access, owner } = ownNames(prefix);
  const has = (name: string): boolean => policies.some((policy) => policy.name === name);
  return has(owner) || !(opened || has(access));
}

function statements(
  table: TableTenancy,
  author: AuthorsSecurity,
  tenancy: Tenancy,
  settings: Settings,
): string[] {
  const name = quoteName(table.name);
  const policies = policiesOf(table, author, tenancy, settings);
  return [
    ...policies,
    ...(author.enabled ? [] : [`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`]),
    ...(author.forced ? [] : [`ALTER TABLE ONLY ${name} FORCE ROW LEVEL SECURITY`]),
  ];
}

const callsKernel = ({ kind, statement }: SchemaObject): boolean => {
  if (kind !== KIND.policy) return false;
  const { qual } = nodeOf(statement, 'CreatePolicyStmt');
  return qual !== undefined && !('A_Const' in qual);
};

/** A dump names the owner in the policy of an earlier baseline; the file uses the role that runs it. */
function withOwner(catalog: Catalog, made: readonly SchemaObject[], { prefix }: Tenancy): Catalog {
  const { owner } = ownNames(prefix);
  const own = new Map(made.filter(({ name }) => name.name === owner).map((object) => [object.id, object]));
  return mapObjects(catalog, 'rowLevelSecurity', (object) => {
    const wanted = object.kind === KIND.policy ? own.get(object.id) : undefined;
    return wanted && roleNames(nodeOf(object.statement, 'CreatePolicyStmt').roles).length > 0
      ? wanted
      : undefined;
  });
}

/** Replaces the policy of an earlier baseline without `tenancy.lookup`. */
function withLookup(
  catalog: Catalog,
  made: readonly SchemaObject[],
  { lookup, prefix, tenants }: Tenancy,
): Catalog {
  if (!lookup) return catalog;
  const { isolation } = ownNames(prefix);
  const names = (sql: string): boolean => sql.includes(quoteLiteral(lookup.role));
  const own = new Map(
    made.filter(({ name, sql }) => name.name === isolation && names(sql)).map((one) => [one.id, one]),
  );
  const edited = mapObjects(catalog, 'rowLevelSecurity', ({ id, sql }) =>
    names(sql) ? undefined : own.get(id),
  );
  if (edited === catalog) return catalog;
  const changed = {
    kind: 'policy',
    name: `${quoteIdentifier(isolation)} on ${quoteName(tenants.name)}`,
    what: `lets ${lookup.role} read`,
    why: 'its functions find a tenant before one is set (tenancy.lookup in the configuration)',
  };
  return declare(edited, { changed: [changed] });
}

export const rowLevelSecurity: Transform = {
  name: 'rowLevelSecurity',
  stage: 'enrich',
  preset: 'hims',
  summary:
    'Enables and forces row-level security on tables of tenants, and adds a restrictive policy to the existing ones.',
  apply(catalog: Catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const authors = authorsSecurity(catalog);
    const secured = [...tenancy.tables.values()].filter(isSecured);
    const made = objectsFromSql(
      'rowLevelSecurity',
      secured.flatMap((table) => statements(table, authors(table.name), tenancy, settings)),
    ).map((object) =>
      callsKernel(object) ? { ...object, needs: [...object.needs, needFor(tenancy.currentTenant)] } : object,
    );
    const sorted = secured.toSorted((a, b) => (pasted(a.name) < pasted(b.name) ? -1 : 1));
    const findings = sorted.flatMap((table) => securityFindings(table, authors(table.name), settings));
    const read = settingFindings(sorted, ({ name }) => authors(name), tenancy);
    const closed = closedPartitions(secured, authors, tenancy, grantsOf(catalog, settings));
    const unusable = unusableIndexes(catalog, secured, authors);
    return warn(
      addMissing(withLookup(withOwner(catalog, made, tenancy), made, tenancy), made),
      ...read,
      ...findings,
      ...closed,
      ...unusable,
    );
  },
};
