/**
 * `tenancy.tenantExpression`: the tenant as an SQL expression, for example a claim of PostgREST's token; and
 * `tenancy.table: none`, because such tenants may be stored elsewhere.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { InputError } from '../../diagnostics/diagnostics.js';
import { type Node, nodeOf, parseStatements } from '../../grammar.js';
import type { Settings } from '../../settings/settings.js';
import { refused } from '../../settings/refused.js';
import { TENANT_COLUMN } from '../../settings/hims.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { walk } from '../../catalog/walk.js';
import { sqlType } from '../../catalog/sqlType.js';

/** `tenancy.table: none` */
export const NO_TABLE = 'none';

const HELP =
  "Write one SQL expression with a value of the tenant column's type, for example ((auth.jwt() -> 'app_metadata') ->> 'tenant_id')::uuid.";

/** @param what message after the name of the setting */
export const refusedExpression = (settings: Expressed, what: string, help = HELP): InputError =>
  refused(
    settings,
    { path: ['tenancy', 'tenantExpression'] },
    'kernel/expression',
    `tenancy.tenantExpression ${what}`,
    help,
  );

/** Fields of a SELECT that only returns one value. */
const PLAIN = new Set(['targetList', 'limitOption', 'op']);

type Expressed = Pick<Settings, 'source' | 'tenancy'>;

/**
 * The setting's single expression; undefined without the setting.
 * @throws InputError `kernel/expression`, at the line of the configuration
 */
export function parsedExpression(settings: Expressed): Node | undefined {
  const text = settings.tenancy.tenantExpression;
  if (text === undefined) return undefined;
  const refuse = (what: string): InputError => refusedExpression(settings, `${what}.`);
  // A comment at its end must not hide the closing parenthesis.
  const [tree, more] = parseStatements([`SELECT (${text}\n)`]);
  if (!tree || more || !('type' in tree)) throw refuse(`cannot be parsed: ${text}`);
  const select = nodeOf({ tree }, 'SelectStmt');
  const [target, other] = select.targetList ?? [];
  const isOne =
    tree.type === 'SelectStmt' && Object.keys(select).every((field) => PLAIN.has(field)) && !other;
  if (!isOne || !target || !('ResTarget' in target) || !target.ResTarget.val)
    throw refuse(`is not one expression: ${text}`);
  let queries = 0;
  const columns: unknown[] = [];
  walk(target.ResTarget.val, (field, node) => {
    if (field === 'SubLink') queries++;
    if (field === 'ColumnRef') columns.push(node);
    if (field === 'ParamRef') throw refuse('has a parameter, but no statement gives it a value');
    if (field === 'WithClause') throw refuse('has a WITH clause, whose names look like tables');
    if (field === 'RangeVar' && (node as { schemaname?: string }).schemaname === undefined)
      throw refuse(`reads ${(node as { relname?: string }).relname} without a schema`);
  });
  if (columns.length > 0 && queries === 0) throw refuse('names a column, but reads no table');
  return target.ResTarget.val;
}

/** The type that the expression is cast to; else the usual type of columns with the tenant column's name; else uuid. */
function typeOf(catalog: Catalog, settings: Expressed): string {
  const node = parsedExpression(settings);
  const { column = TENANT_COLUMN } = settings.tenancy;
  if (node && 'TypeCast' in node) return sqlType(node.TypeCast.typeName);
  const count = new Map<string, number>();
  for (const { columns } of relationsOf(catalog).values()) {
    const found = columns.get(column);
    if (found?.type) count.set(sqlType(found.type), (count.get(sqlType(found.type)) ?? 0) + 1);
  }
  const [most] = [...count].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return most?.[0] ?? 'uuid';
}

export const withoutTenants = (catalog: Catalog, settings: Expressed): Tenancy['tenants'] => ({
  name: { schema: undefined, name: '' },
  key: '',
  type: typeOf(catalog, settings),
  made: false,
  absent: true,
});
