/**
 * The schema of a database between the two states: as it is, with the columns that the baseline adds, but without what its rows
 * do not satisfy yet. Applications go on working with it.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteLiteral, quoteName } from '../../catalog/names.js';
import { isOfDump, type Key, type SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { KIND } from '../../kinds/registry.js';
import { isForce } from '../../kinds/security/rowSecurity.js';
import { isTable } from '../../kinds/tables/table.js';
import { type Dependencies, dependenciesOf } from '../base/dependencies.js';
import { afterAdd } from '../normal.js';
import { childDefaults } from './inheritedDefaults.js';
import { type Column, columnsOf, constraintOf, textWithout } from '../table/columnParts.js';

/** The name under which the rewritten objects appear. */
const BY = 'adopt';

/** A column that gets its values in batches: they are the tenant's, or its default would rewrite the table. */
export interface LateColumn {
  readonly table: string;
  readonly column: string;
  /** The SQL of its default; undefined for the tenant column. */
  readonly value: string | undefined;
}

export interface Middle {
  /** What the database has, without what the baseline leaves out: adopt drops no tables. */
  readonly old: Catalog;
  /** With the new columns, which are NULL where a row has to be looked at. */
  readonly added: Catalog;
  /** With their defaults, so that new rows get values. */
  readonly defaulted: Catalog;
  /** The same without FORCE, under which an owner's statements find no rows. */
  readonly unforced: Catalog;
  /** The baseline, as such a database reaches it: with the defaults that children don't get from their parents. */
  readonly now: Catalog;
  readonly late: readonly LateColumn[];
  /** Tables of the database that the baseline leaves out. */
  readonly apart: readonly string[];
  /** Tables of the dump with FORCE. */
  readonly forced: readonly string[];
}

/** @param tenant the only tenant, which all rows get at once */
export function middleOf(dumped: Catalog, now: Catalog, tenant: string | undefined): Middle {
  const old = { ...dumped, objects: withoutOthers(dumped, now) };
  const ids = new Set(old.objects.map(({ id }) => id));
  const tables = new Set(old.objects.filter(isTable).map(({ name }) => relationKey(name)));
  const columns = now.objects.filter(
    (object) =>
      object.kind === KIND.column &&
      !isOfDump(object) &&
      !ids.has(object.id) &&
      tables.has(object.parent ?? ''),
  );
  const forms = formsOf(columns, now.tenancy, tenant);
  const graph = dependenciesOf(now.objects);
  const first = tenant === undefined ? [] : now.objects.filter((object) => isMadeTenants(object, now));
  const needed = [...neededBy([...columns, ...first], graph), ...first, ...now.objects.filter(isRole)].filter(
    ({ id }) => !ids.has(id),
  );
  const withColumns = (texts: readonly string[]): Catalog => ({
    ...now,
    objects: [...old.objects, ...new Set(needed), ...objectsFromSql(BY, texts)],
  });
  const childrenOf = (some: readonly Form[]): SchemaObject[] =>
    childDefaults(
      some.flatMap(({ table, column, later: text }) => (text === undefined ? [] : [{ table, column, text }])),
      old,
    );
  // Until the contract, the only tenant is the default.
  const children = childrenOf(forms.filter(({ isOnly }) => !isOnly));
  const reached = { ...now, objects: [...now.objects, ...childrenOf(forms)] };
  const whole = withColumns(forms.map(({ defaulted: text }) => text));
  const defaulted = { ...whole, objects: [...whole.objects, ...children] };
  const isLifted = forcedIn(old, now);
  return {
    old,
    now: reached,
    added: withColumns(forms.map(({ added }) => added)),
    defaulted,
    unforced: { ...defaulted, objects: defaulted.objects.filter((object) => !isLifted(object)) },
    apart: dumped.objects
      .filter((object) => isTable(object) && !ids.has(object.id))
      .map(({ name }) => quoteName(name)),
    late: forms.flatMap(({ late }) => late ?? []),
    forced: old.objects.filter(isLifted).map(({ statement }) => quoteName(tableAction(statement)!.table)),
  };
}

/** The tenants table that the baseline creates. */
const isMadeTenants = (object: SchemaObject, { tenancy }: Catalog): boolean =>
  isTable(object) &&
  tenancy !== undefined &&
  tenancy.tenants.made &&
  relationKey(object.name) === relationKey(tenancy.tenants.name);

const isRole = (object: SchemaObject): boolean =>
  !isOfDump(object) && (object.kind === KIND.role || object.kind === KIND.roleMembership);

/** Without tables that the baseline lacks, such as a runner's history, and without what belongs to them. */
function withoutOthers({ objects }: Catalog, now: Catalog): readonly SchemaObject[] {
  const kept = new Set(now.objects.map(({ id }) => id));
  const graph = dependenciesOf(objects);
  const left = new Set<SchemaObject>();
  const leave = (object: SchemaObject): void => {
    if (left.has(object)) return;
    left.add(object);
    for (const one of graph.dependentsOf(object)) if (!kept.has(one.id)) leave(one);
  };
  for (const object of objects) if (HOLDS_ROWS.has(object.kind) && !kept.has(object.id)) leave(object);
  return objects.filter((object) => !left.has(object));
}

const HOLDS_ROWS: ReadonlySet<string> = new Set([KIND.table, KIND.foreignTable, KIND.sequence, KIND.schema]);

/** What the new columns call and the database lacks: functions, their schemas and types. */
function neededBy(columns: readonly SchemaObject[], graph: Dependencies): SchemaObject[] {
  const found = new Set<SchemaObject>();
  const add = (object: SchemaObject): void => {
    for (const one of graph.needsOf(object)) {
      if (found.has(one) || isTable(one)) continue;
      found.add(one);
      add(one);
    }
  };
  for (const column of columns) add(column);
  return [...found];
}

function forcedIn(old: Catalog, now: Catalog): (object: SchemaObject) => boolean {
  const kept = new Set(now.objects.filter(isForce).map(({ id }) => id));
  const lifted = new Set(
    old.objects.filter((object) => isForce(object) && kept.has(object.id)).map(({ id }) => id),
  );
  return ({ id }) => lifted.has(id);
}

interface Form {
  readonly added: string;
  readonly defaulted: string;
  readonly late: LateColumn | undefined;
  readonly table: Key;
  readonly column: string;
  /** The default that comes after the column. */
  readonly later?: string;
  readonly isOnly?: true;
}

function formsOf(
  objects: readonly SchemaObject[],
  tenancy: Tenancy | undefined,
  tenant: string | undefined,
): Form[] {
  const parsed = columnsOf(objects.map(({ sql }) => afterAdd(sql)));
  return objects.map((object, at) => {
    const column = parsed[at]!;
    const { table } = tableAction(object.statement)!;
    const its = tenancy?.tables.get(relationKey(table))?.column;
    const isTenants = its?.name === column.name;
    const own = { table: relationKey(table), column: column.name };
    const add = (text: string): string => `ALTER TABLE ${quoteName(table)} ADD COLUMN ${text}`;
    const value = constraintOf(column, 'CONSTR_DEFAULT')?.text.replace(/^DEFAULT\s+/i, '');
    const later = value === undefined ? {} : { later: `DEFAULT ${value}` };
    if (isTenants && tenant !== undefined) {
      const text = add(withDefault(column, quoteLiteral(tenant)));
      return { ...own, ...later, isOnly: true, added: text, defaulted: text, late: undefined };
    }
    if (!isTenants && startsAtOnce(column))
      return { ...own, added: add(whole(column)), defaulted: add(whole(column)), late: undefined };
    const isLate = isTenants || constraintOf(column, 'CONSTR_NOTNULL') !== undefined;
    return {
      ...own,
      ...later,
      added: add(textWithout(column, ({ type }) => type === 'CONSTR_NOTNULL' || type === 'CONSTR_DEFAULT')),
      defaulted: add(textWithout(column, ({ type }) => type === 'CONSTR_NOTNULL')),
      late: isLate
        ? { table: quoteName(table), column: column.name, value: isTenants ? undefined : value }
        : undefined,
    };
  });
}

const whole = (column: Column): string => textWithout(column, () => false);

const withDefault = (column: Column, value: string): string =>
  `${textWithout(column, ({ type }) => type === 'CONSTR_DEFAULT')} DEFAULT ${value}`;

/**
 * PostgreSQL evaluates a default that is not volatile once, and writes no row. A function of the user's may be volatile, or
 * depend on the session that runs the migration. https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
 */
function startsAtOnce(column: Column): boolean {
  const start = constraintOf(column, 'CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY');
  if (start === undefined) return constraintOf(column, 'CONSTR_NOTNULL') === undefined;
  if (start.type !== 'CONSTR_DEFAULT') return true;
  const bare = start.text.replace(/'(?:[^']|'')*'/g, '').replace(/::[\w". ]+\(\d+(?:,\d+)?\)/g, '');
  const calls = bare.match(/[\w".]+\s*\(/g) ?? [];
  return calls.every((call) =>
    /^(?:pg_catalog\.)?(?:now|transaction_timestamp|statement_timestamp)\s*\(/i.test(call),
  );
}
