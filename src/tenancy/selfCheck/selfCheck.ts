/**
 * The function that stays in the database and fails where tenants are not isolated. It covers everything that exists
 * except literal lists, so it finds later additions without protection. It runs with its caller's rights, and reads
 * only what all roles may read.
 * https://www.postgresql.org/docs/current/catalogs-overview.html
 */
import { dollarQuote } from '../../catalog/dollarQuote.js';
import { quoteLiteral, quoteName } from '../../catalog/names.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { madeTable } from '../classification/madeTable.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { nameFrom, pasted } from '../../facts/names/patterns.js';
import { CLOSED_PATH } from '../../facts/routines/closedPath.js';
import type { Expectation } from './expected.js';
import { deparsedPredicates } from '../security/policies.js';
import { foreignKeyFacts, singleForeignKeys } from './questions/foreignKeys.js';
import { holdFacts, openHolds } from './questions/holds.js';
import { lateForeignKeys } from './questions/keyOrder.js';
import { changedKernel } from './questions/kernel.js';
import { lookupFacts, openLookup } from './questions/lookup.js';
import {
  openSchemas,
  openViews,
  privilegeFacts,
  unprotectedRelations,
  unrestrictedPrivileges,
} from './questions/privileges.js';
import { type Part, partText, type Question, textArray } from './questions/question.js';
import { relationFacts } from './questions/relations.js';
import { MEMBERS, roleFacts, unboundRoles } from './questions/roles.js';
import { replaceableRoutines, unboundRoutines, unboundRules } from './questions/routines.js';
import { exemptTables, openTables, type Particular, tableFacts } from './questions/tables.js';

const byIdentity = (a: TableTenancy, b: TableTenancy): number => (pasted(a.name) < pasted(b.name) ? -1 : 1);

function exempted(tables: readonly TableTenancy[]): [string, string][] {
  return tables.flatMap((table): [string, string][] => {
    const relation = pasted(table.name);
    if (table.class === 'reference') return [[relation, 'shared by all tenants']];
    if (table.form === 'typed') return [[relation, 'its columns come from a type']];
    return table.form === 'fixed' ? [[relation, 'code depends on its exact columns']] : [];
  });
}

const unmanaged = ({ unmanaged: left = new Map() }: Tenancy): [string, string][] =>
  [...left.values()]
    .map(({ name, why }): [string, string] => [pasted(name), why])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

function particulars(tables: readonly TableTenancy[], tenancy: Tenancy, usual: TableTenancy): Particular[] {
  const expected = deparsedPredicates(usual, tenancy);
  return tables.flatMap((table): Particular[] => {
    if (!table.column || table.form !== 'table' || table.class === 'reference') return [];
    const { using, check } = deparsedPredicates(table, tenancy);
    const { name, notNull } = table.column;
    const same =
      using === expected.using && check === expected.check && notNull && name === usual.column!.name;
    return same ? [] : [[pasted(table.name), name, String(notNull), using, check, String(table.sharedRows)]];
  });
}

/** Names of tenant columns, without the tenants table's key. */
export const tenantColumns = (tables: readonly TableTenancy[], usual: string): string[] =>
  [
    ...new Set([
      usual,
      ...tables.flatMap(({ class: verdict, column }) =>
        column && verdict !== 'root' && verdict !== 'reference' ? [column.name] : [],
      ),
    ]),
  ].toSorted();

export const identityOf = (checkFunction: string): string => `${quoteName(nameFrom(checkFunction))}()`;

function questionsOf(
  tables: readonly TableTenancy[],
  tenancy: Tenancy,
  expectation: Expectation,
): { readonly facts: readonly Part[]; readonly questions: readonly Question[] } {
  const {
    checkFunction,
    tenantColumn,
    inherited,
    readable,
    namingTenants,
    kernel,
    version,
    off,
    holds,
    lookup,
  } = expectation;
  const self = identityOf(checkFunction);
  const tenants = tenancy.tenants.absent ? '' : pasted(tenancy.tenants.name);
  const usual = madeTable({ schema: undefined, name: '' }, tenantColumn);
  const views = expectation.views
    .map(({ relation, why }) => [relation, why] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    facts: [
      MEMBERS,
      ...relationFacts({ tables: [...exempted(tables), ...unmanaged(tenancy)], views }),
      ...roleFacts(inherited),
      ...tableFacts(particulars(tables, tenancy, usual), {
        column: tenantColumn,
        ...deparsedPredicates(usual, tenancy),
      }),
      ...privilegeFacts(readable),
      ...(off.includes('keys') ? [] : foreignKeyFacts(expectation.knownKeys)),
      ...(holds.length === 0 ? [] : holdFacts(holds)),
      ...(lookup ? lookupFacts(lookup) : []),
    ],
    questions: [
      openTables(ownNames(tenancy.prefix)),
      exemptTables(tenantColumns(tables, tenantColumn), namingTenants, tenants),
      openViews(version),
      unprotectedRelations,
      ...(off.includes('tenantPrivileges') ? [] : [unrestrictedPrivileges, openSchemas]),
      unboundRoles,
      ...(off.includes('keys') ? [] : [singleForeignKeys(tenants), lateForeignKeys(tenants)]),
      unboundRoutines(expectation.definers),
      unboundRules(expectation.rules),
      replaceableRoutines,
      ...(kernel.length === 0
        ? []
        : [changedKernel(kernel, self, { holds: holds.length > 0, lookup: lookup !== undefined })]),
      ...(holds.length === 0 ? [] : [openHolds]),
      ...(lookup ? [openLookup(lookup)] : []),
    ],
  };
}

export function selfCheckFunction(tenancy: Tenancy, expectation: Expectation): string {
  const { schemas, unmanaged, administrators, viewOwner, checkFunction } = expectation;
  const tables = [...tenancy.tables.values()].toSorted(byIdentity);
  const { facts, questions } = questionsOf(tables, tenancy, expectation);
  const findings: Part = {
    name: 'findings (line, fails)',
    comment: 'One line for each finding.',
    query: `SELECT pg_catalog.format('%s: %s (%s)', f.subject, f.problem, f.cure) COLLATE "C", f.fails\nFROM (\n${questions
      .map(({ name }) => `  SELECT subject, problem, cure, fails FROM ${name}`)
      .join('\n  UNION ALL\n')}\n) f`,
  };
  const body = `
DECLARE
  -- Schemas of the design: their tables must be protected even before any role has privileges on them.
  schemas CONSTANT text[] := ${textArray(schemas)};
  -- Schemas that this check skips.
  unmanaged CONSTANT text[] := ${textArray(unmanaged)};
  -- Roles that work for all tenants and are not application roles.
  administrators CONSTANT text[] := ${textArray(administrators)};
  view_owner CONSTANT text := ${quoteLiteral(viewOwner)};
  failures text;
  warnings text;
BEGIN
  WITH RECURSIVE
${[...facts, ...questions, findings].map(partText).join(',\n')}
  SELECT pg_catalog.string_agg(DISTINCT f.line, E'\\n' ORDER BY f.line) FILTER (WHERE f.fails),
    pg_catalog.string_agg(DISTINCT f.line, E'\\n' ORDER BY f.line) FILTER (WHERE NOT f.fails)
  INTO failures, warnings FROM findings f;
  IF warnings IS NOT NULL THEN
    RAISE WARNING E'partitions to secure before a role other than their owner gets a privilege on them:\\n%', warnings;
  END IF;
  IF failures IS NOT NULL THEN
    RAISE EXCEPTION E'tenants are not isolated:\\n%', failures
      USING HINT = 'Run the statements in parentheses, or revert the change. If the design changed, convert it again and re-create this function.';
  END IF;
END
`;
  // The planner has no statistics of CTEs: hash joins keep the time proportional to the number of tables in any case.
  return `CREATE FUNCTION ${identityOf(checkFunction)} RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ${CLOSED_PATH}
    SET enable_nestloop TO off
    SET jit TO off
    AS ${dollarQuote(body, 'check')}`;
}

/** The last statement of a baseline. */
export const selfCheckCall = (checkFunction: string): string => `SELECT ${identityOf(checkFunction)}`;

export const selfCheckComment = (checkFunction: string): string =>
  `COMMENT ON FUNCTION ${identityOf(checkFunction)} IS 'Fails if tenants are not isolated, and lists the reasons. Call it after each migration.'`;
