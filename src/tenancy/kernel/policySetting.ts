/**
 * The setting for the tenant where the dump has no function that returns it: the one that its own policies compare the
 * tenant column with. https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET
 */
import type { Catalog } from '../../catalog/catalog.js';
import { nameOf, relationName, strings } from '../../catalog/names.js';
import { placed } from '../../catalog/object.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import { type A_Expr, type ColumnRef, type Node, nodeOf, type SelectStmt } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { routinesCalled } from '../../facts/privileges/grants.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { callsIn, textOf } from '../../facts/queries/calls.js';
import { walk } from '../../catalog/walk.js';

/** `visits.isolation`, for messages. */
export interface PolicyAt {
  readonly policy: string;
  readonly table: string;
}

export interface PolicySettings {
  /** The policies that compare the tenant column with a setting, by setting; the most frequent first. */
  readonly settings: ReadonlyMap<string, readonly PolicyAt[]>;
  /** The policies that read the user or the tenant from a token's claims. */
  readonly claims: readonly PolicyAt[];
}

/** The value of `(SELECT …)` without FROM. */
function selected({ targetList = [], fromClause = [] }: SelectStmt): Node | undefined {
  const [target] = targetList;
  return fromClause.length === 0 && targetList.length === 1 && target && 'ResTarget' in target
    ? target.ResTarget.val
    : undefined;
}

/** The setting of a body that reads one setting as a whole. */
export function settingOfBody(text: string): string | undefined {
  const read = [...text.matchAll(/current_setting\(\s*'([^']+)'/g)].map(([, name]) => name!);
  return new Set(read).size === 1 && !/->|#>|jsonb?_/.test(text) ? read[0] : undefined;
}

/** Casts, NULLIF, COALESCE and a subselect keep the setting's value: anything else may not. */
function settingOf(node: Node | undefined, catalog: Catalog): string | undefined {
  if (!node) return undefined;
  if ('TypeCast' in node) return settingOf(node.TypeCast.arg, catalog);
  if ('CoalesceExpr' in node) return settingOf(node.CoalesceExpr.args?.[0], catalog);
  if ('A_Expr' in node)
    return node.A_Expr.kind === 'AEXPR_NULLIF' ? settingOf(node.A_Expr.lexpr, catalog) : undefined;
  if ('SubLink' in node) {
    const { subLinkType, subselect } = node.SubLink;
    const query = subLinkType === 'EXPR_SUBLINK' && subselect && 'SelectStmt' in subselect;
    return query ? settingOf(selected(subselect.SelectStmt), catalog) : undefined;
  }
  if (!('FuncCall' in node)) return undefined;
  const name = nameOf(strings(node.FuncCall.funcname));
  if (name.name === 'current_setting') return textOf(node.FuncCall.args?.[0]);
  if ((node.FuncCall.args ?? []).length > 0) return undefined;
  const bodies = routinesCalled(catalog, name).map((one) => routineOf(one)?.text ?? one.sql);
  return bodies.length === 1 ? settingOfBody(bodies[0]!) : undefined;
}

const EQUAL = new Set(['AEXPR_OP', 'AEXPR_NOT_DISTINCT']);

const columnOf = (node: Node | undefined): string | undefined => {
  if (node && 'TypeCast' in node) return columnOf(node.TypeCast.arg);
  return node && 'ColumnRef' in node ? strings((node.ColumnRef as ColumnRef).fields).at(-1) : undefined;
};

function comparedSettings(tree: unknown, columns: ReadonlySet<string>, catalog: Catalog): string[] {
  const out: string[] = [];
  walk(tree, (field, node) => {
    if (field !== 'A_Expr') return;
    const { kind, name, lexpr, rexpr } = node as A_Expr;
    if (!EQUAL.has(kind ?? '') || strings(name).at(-1) !== '=') return;
    for (const [own, other] of [
      [lexpr, rexpr],
      [rexpr, lexpr],
    ]) {
      const setting = columns.has(columnOf(own) ?? '') ? settingOf(other, catalog) : undefined;
      if (setting !== undefined) out.push(setting);
    }
  });
  return out;
}

/** True for `auth.uid()`, `auth.jwt()`, and PostgREST's settings for a token. */
const readsClaims = (tree: unknown): boolean =>
  callsIn(tree).some(
    ({ name, args }) =>
      (name.schema === 'auth' && /^(?:uid|jwt|email)$/.test(name.name)) ||
      (name.name === 'current_setting' && /^request\.jwt\.claims?\b/.test(textOf(args[0]) ?? '')),
  );

/** @param tables tables with their tenant columns */
export function policySettings(
  catalog: Catalog,
  tables: ReadonlyMap<string, TableTenancy>,
  isOwn: (policy: string) => boolean,
): PolicySettings {
  const all = [...tables.values()].flatMap(({ class: verdict, column }) =>
    column && verdict !== 'root' ? [column.name] : [],
  );
  const found = new Map<string, PolicyAt[]>();
  const claims: PolicyAt[] = [];
  for (const { kind, statement, name } of catalog.objects) {
    if (kind !== KIND.policy || isOwn(name.name)) continue;
    const { table, qual, with_check } = nodeOf(statement, 'CreatePolicyStmt');
    const on = placed(relationName(table), statement);
    const own = tables.get(relationKey(on))?.column?.name;
    const at: PolicyAt = { policy: name.name, table: `${on.schema ?? 'public'}.${on.name}` };
    const columns = new Set([...all, ...(own === undefined ? [] : [own])]);
    const read = comparedSettings([qual, with_check], columns, catalog);
    for (const setting of new Set(read)) found.set(setting, [...(found.get(setting) ?? []), at]);
    if (readsClaims([qual, with_check])) claims.push(at);
  }
  const sorted = [...found].toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  return { settings: new Map(sorted), claims };
}

/** `isolation on public.notes, isolation on public.tags and 3 more` */
export function toldPolicies(policies: readonly PolicyAt[]): string {
  const all = policies.map(({ policy, table }) => `${policy} on ${table}`);
  const shown = all.slice(0, 3).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
}
