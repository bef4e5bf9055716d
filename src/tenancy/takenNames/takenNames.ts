/**
 * Names that both the dump and the tool use. An object with the tool's definition belongs to the tool, from an earlier
 * baseline; any other stops the conversion. The definition decides, never a comment: a policy that opens a table must
 * not pass as the tool's because of a comment.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { type CreateRoleStmt, nodeOf, parseStatements } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { roleNames } from '../../kinds/security/grant.js';
import { ownerOf } from '../../kinds/security/owner.js';
import type { Settings } from '../../settings/settings.js';
import { hasOwnTriggerName, isOwnTriggerFunction } from '../../facts/own/ownRoutines.js';
import { ownNames, ownPolicies } from '../../facts/own/ownNames.js';
import { grantsOf } from '../../facts/privileges/grants.js';
import { sameDefinition } from '../names/sameDefinition.js';
import {
  accessPolicy,
  deparsedPredicates,
  isolationPolicies,
  lookupPolicy,
  ownerPolicy,
} from '../security/policies.js';
import { isSecured } from '../security/secured.js';
import { viewOwnerPolicies } from '../views/viewOwner.js';
import { otherPrefix, taken } from '../names/taken.js';

type Around = Pick<Settings, 'prefix' | 'viewOwner'>;

/** True for the table's owner in the dump; without one, for any role that may be it. */
type MayOwn = (table: TableTenancy['name'], role: string) => boolean;

/** A baseline without `tenancy.lookup` isolated the tenants table like others. */
function ofLookup(table: TableTenancy, { lookup, ...before }: Tenancy): string[] {
  if (!lookup || table.class !== 'root') return [];
  return [
    lookupPolicy(table, before, lookup.role),
    ...isolationPolicies(table, before),
    ...isolationPolicies(table, before, deparsedPredicates(table, before)),
  ];
}

/** Refuses a policy of a baseline with `tenancy.lookup` in a conversion without it. */
function refuseForgotten({ name, sql, statement }: SchemaObject, { lookup, prefix }: Tenancy): void {
  const role = `${prefix}_lookup`;
  if (lookup || !(sql.includes(quoteLiteral(role)) || name.name === ownNames(prefix).lookup)) return;
  throw new InputError(
    'lookup/not-configured',
    `The policy ${name.name} of the dump lets ${role} find tenants, but the configuration has no tenancy.lookup.`,
    {
      help: `Name the columns of the functions find_tenant_by_…: tenancy: { lookup: […] }; or drop these functions, the policy and ${role} before the export.`,
      place: { line: statement.raw.line, column: 1 },
    },
  );
}

/** All policies that the tool could have written for the table, in its own and in pg_dump's form. */
function possible(
  table: TableTenancy,
  tenancy: Tenancy,
  role: string | undefined,
  { viewOwner }: Around,
): string[] {
  const isolation = isSecured(table)
    ? [
        ...isolationPolicies(table, tenancy),
        ...isolationPolicies(table, tenancy, deparsedPredicates(table, tenancy)),
      ]
    : [];
  const owners = ['CURRENT_USER', ...(role === undefined ? [] : [quoteIdentifier(role)])];
  return [
    ...isolation,
    ...(isSecured(table) ? [accessPolicy(table, tenancy)] : []),
    ...(isSecured(table) ? owners.map((owner) => ownerPolicy(table, tenancy, owner)) : []),
    ...viewOwnerPolicies(quoteName(table.name), tenancy.prefix, quoteIdentifier(viewOwner)),
    ...ofLookup(table, tenancy),
  ];
}

function isOwnPolicy(object: SchemaObject, tenancy: Tenancy, mayOwn: MayOwn, around: Around): boolean {
  const node = nodeOf(object.statement, 'CreatePolicyStmt');
  const table = tenancy.tables.get(relationKey(placed(relationName(node.table), object.statement)));
  if (!table) return false;
  const [role, more] = roleNames(node.roles);
  const owner = role !== undefined && more === undefined && mayOwn(table.name, role) ? role : undefined;
  return parseStatements(possible(table, tenancy, owner, around)).some(
    (tree) => 'type' in tree && sameDefinition(tree, object.statement.tree!),
  );
}

/** The owner from ALTER … OWNER TO and headings; without one, any role that is not the application's. */
function ownersOf(catalog: Catalog, settings: Settings): MayOwn {
  const owners = new Map<string, string>();
  for (const { kind, name, statement } of catalog.objects)
    if (kind === KIND.table && (statement.raw.heading?.owner ?? '') !== '')
      owners.set(relationKey(name), statement.raw.heading!.owner);
  for (const statement of catalog.statements) {
    const change = tableAction(statement);
    const role = change?.action === 'AT_ChangeOwner' ? ownerOf(statement) : undefined;
    if (change && role !== undefined) owners.set(relationKey(change.table), role);
  }
  const { applicationRoles } = grantsOf(catalog, settings);
  return (table, role) => {
    const owner = owners.get(relationKey(table));
    return owner === undefined ? !applicationRoles.includes(role) : owner === role;
  };
}

/** Options that make a role unfit to own views: it must not log in or bypass policies. */
const STRONG = new Set(['superuser', 'bypassrls', 'canlogin', 'createrole', 'createdb', 'isreplication']);

function isPlainRole({ statement }: SchemaObject): boolean {
  const { options = [], stmt_type } = (statement.tree?.node ?? {}) as CreateRoleStmt;
  const strong = options.some(
    (one) =>
      'DefElem' in one &&
      STRONG.has(one.DefElem.defname ?? '') &&
      (one.DefElem.arg as { Boolean?: { boolval?: boolean } } | undefined)?.Boolean?.boolval === true,
  );
  return !strong && stmt_type !== 'ROLESTMT_USER';
}

/** @throws InputError `names/taken` */
export function refuseTakenNames(catalog: Catalog, tenancy: Tenancy, settings: Settings): void {
  const { auditTrigger } = ownNames(tenancy.prefix);
  const policies = ownPolicies(tenancy.prefix);
  const trigger = new RegExp(`^z*${auditTrigger}$`);
  const rename = otherPrefix(tenancy.prefix);
  const functions = new Set(
    catalog.objects
      .filter((one) => isOwnTriggerFunction(one, tenancy.prefix))
      .map(({ name }) => quoteName(name)),
  );
  let mayOwn: MayOwn | undefined;
  for (const object of catalog.objects) {
    const { kind, name, statement } = object;
    switch (kind) {
      case KIND.policy:
        if (policies.has(name.name)) {
          refuseForgotten(object, tenancy);
          mayOwn ??= ownersOf(catalog, settings);
          if (!isOwnPolicy(object, tenancy, mayOwn, settings)) throw taken(object, rename);
        }
        break;
      case KIND.function:
        if (hasOwnTriggerName(object, tenancy.prefix) && !functions.has(quoteName(name)))
          throw taken(object, rename);
        break;
      case KIND.trigger: {
        const { funcname } = nodeOf(statement, 'CreateTrigStmt');
        const run = (funcname ?? []).flatMap((one) => ('String' in one ? [one.String.sval ?? ''] : []));
        const called = quoteName({ schema: run.at(-2), name: run.at(-1) ?? '' });
        if (trigger.test(name.name) && !functions.has(called)) throw taken(object, rename);
        break;
      }
      case KIND.role:
        if (name.name === settings.lookupRole && !isPlainRole(object)) throw taken(object, rename);
        if (name.name === settings.viewOwner && !isPlainRole(object))
          throw taken(object, `views: { owner: ${settings.viewOwner}2 } in the configuration`);
        break;
      case KIND.table:
        if (tenancy.tenants.made && relationKey(name) === relationKey(tenancy.tenants.name))
          throw taken(object, 'tenancy: { table: … } in the configuration');
        break;
    }
  }
}
