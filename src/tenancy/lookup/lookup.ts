/**
 * `tenancy.lookup`: checks its columns of the tenants table, by which the application looks up a tenant, against the
 * dump. Without a unique key a function could find several tenants, and would return any of them.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { chosenName } from '../../catalog/chosenName.js';
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import type { Lookup, LookupFunction, Tenancy } from '../../catalog/tenancy.js';
import type { ErrorCode, InputError } from '../../diagnostics/diagnostics.js';
import type { IndexStmt, Node, TypeName } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { didYouMean } from '../../didYouMean.js';
import type { Settings } from '../../settings/settings.js';
import { refused, type Said } from '../../settings/refused.js';
import { pasted } from '../../facts/names/patterns.js';
import { columnsOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';

/** How values of a type are compared; undefined where the dump leaves it open. */
type ComparedBy = (
  type: TypeName | undefined,
  statement: Statement,
) => Pick<LookupFunction, 'type' | 'operators'> | undefined;

/** `WHERE (host IS NOT NULL)`: a lookup never finds other rows. */
function isNotNull(node: Node | undefined, column: string): boolean {
  if (!node || !('NullTest' in node) || node.NullTest.nulltesttype !== 'IS_NOT_NULL') return false;
  const { arg } = node.NullTest;
  return arg !== undefined && 'ColumnRef' in arg && strings(arg.ColumnRef.fields).at(-1) === column;
}

/** True where no two tenants can have the same value. */
const isUnique = (column: string, { uniqueKeys }: Relation): boolean =>
  uniqueKeys.some(
    ({ columns, partial, node }) =>
      columns.length === 1 &&
      columns[0] === column &&
      (!partial || isNotNull((node as IndexStmt).whereClause, column)),
  );

/** @throws InputError `config/not-in-dump`, `lookup/no-table`, `lookup/not-unique`, `lookup/type`, `lookup/name` */
export function lookupOf(
  catalog: Catalog,
  tenants: Tenancy['tenants'],
  settings: Settings,
  comparedBy: ComparedBy,
): Lookup | undefined {
  const { lookupRole: role, off } = settings;
  if (role === undefined || off.includes('lookup')) return undefined;
  const relations = relationsOf(catalog);
  const relation = relations.get(relationKey(tenants.name));
  const refuse = (said: Said, code: ErrorCode, message: string, help: string | undefined): InputError =>
    refused(settings, said, code, `"tenancy.lookup" ${message}`, help);
  if (!relation)
    throw refuse(
      { path: ['tenancy', 'lookup'], key: true },
      'lookup/no-table',
      'names columns of the tenants table, and the dump has no tenants table.',
      'Remove it; or name the tenants table: tenancy: { table: … }.',
    );
  const table = pasted(relation.name);
  const columns = columnsOf(relation, relations);
  const functions = settings.tenancy.lookup.map((column, at): LookupFunction => {
    const said: Said = { path: ['tenancy', 'lookup', at] };
    const found = columns.get(column);
    if (!found)
      throw refuse(
        said,
        'config/not-in-dump',
        `names ${column}, and ${table} has no such column.`,
        didYouMean(column, [...columns.keys()]),
      );
    if (!isUnique(column, relation))
      throw refuse(
        said,
        'lookup/not-unique',
        `names ${column}, but ${table} has no unique key or index over that column alone: several tenants could have the same value.`,
        `Add one in the design: ALTER TABLE ${table} ADD UNIQUE (${quoteIdentifier(column)});`,
      );
    const compared = comparedBy(found.type, relation.table.statement);
    if (!compared)
      throw refuse(
        said,
        'lookup/type',
        `names ${column}, but the schema of its type, or of the operator = of that type, is unknown.`,
        'Export the schema with pg_dump, which writes the schema of each type.',
      );
    const name = { schema: relation.name.schema, name: chosenName('find_tenant_by', column, '') };
    return { name, column, ...compared };
  });
  const byName = new Map(functions.map((one) => [quoteName(one.name), one]));
  const twin = functions.findIndex((one) => byName.get(quoteName(one.name)) !== one);
  if (twin !== -1)
    throw refuse(
      { path: ['tenancy', 'lookup', twin] },
      'lookup/name',
      `names two columns whose functions would both be called ${quoteName(functions[twin]!.name)}.`,
      'Keep one of them.',
    );
  return { role, functions };
}

/** True for a routine named like a lookup function; the conversion has stopped unless it is the tool's. */
export function isLookup({ name }: Pick<SchemaObject, 'name'>, { lookup }: Pick<Tenancy, 'lookup'>): boolean {
  return lookup?.functions.some((one) => quoteName(one.name) === quoteName(name)) ?? false;
}
