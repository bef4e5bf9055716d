/** The tenants table and the functions for the current tenant and user: the dump's own where it has them. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { KernelFunction, Tenancy } from '../../catalog/tenancy.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { defaults, type Settings } from '../../settings/settings.js';
import { TENANT_SETTING } from '../../settings/hims.js';
import { noTenants, referringColumns } from '../classification/candidates.js';
import { refused } from '../../settings/refused.js';
import { nameFrom } from '../../facts/names/patterns.js';
import { NO_TABLE, withoutTenants } from './tenantExpression.js';
import { primaryKeyOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import { referringType, sqlType } from '../../catalog/sqlType.js';
import { nodeIf } from '../../grammar.js';

/** Usual names of a tenants table. */
const TENANTS = ['tenants', 'tenant'];

type Relations = ReturnType<typeof relationsOf>;

const namedTenants = (relations: Relations): Relation[] =>
  [...relations.values()].filter(({ name }) => TENANTS.includes(name.name.toLowerCase()));

const hasKey = (one: Relation): boolean => primaryKeyOf(one)?.length === 1;

/** Of several schemas' tables, the one that most tables refer to. */
function mostReferred(candidates: readonly Relation[], relations: Relations): Relation | undefined {
  const count = (target: Relation): number =>
    [...relations.values()].filter((one) => referringColumns(one, target, relations).length > 0).length;
  return candidates
    .map((one) => [one, count(one), quoteName(one.name)] as const)
    .toSorted(([, a, one], [, b, other]) => b - a || (one < other ? -1 : 1))[0]?.[0];
}

/** The error where tables must be secured and the tenants table is unknown. */
export function noTenantsTable(catalog: Catalog, managed: ReadonlyMap<string, unknown>): InputError {
  const relations = relationsOf(catalog);
  const all = [...relations.values()].filter(({ name }) => managed.has(relationKey(name)));
  const keyless = namedTenants(relations).filter((one) => !hasKey(one));
  return noTenants(
    all,
    relations,
    keyless.map(({ name }) => name),
  );
}

export function tenantsOf(catalog: Catalog, all: Settings): Tenancy['tenants'] {
  const relations = relationsOf(catalog);
  const settings = all.tenancy;
  if (settings.table === NO_TABLE) return withoutTenants(catalog, all);
  const name = settings.table === undefined ? undefined : nameFrom(settings.table);
  const found =
    name === undefined
      ? mostReferred(namedTenants(relations).filter(hasKey), relations)
      : relations.get(relationKey(name));
  if (!found) {
    const made = name ?? { schema: nameFrom(settings.tenantFunction).schema, name: 'tenants' };
    return { name: made, key: 'id', type: 'uuid', made: true };
  }
  const [column, more] = primaryKeyOf(found) ?? [];
  if (column === undefined || more !== undefined) {
    const message = `The tenants table ${quoteName(found.name)} has no single-column key.`;
    const help = 'Add one in the design, or name another table in `tenancy.table` of the configuration.';
    if (settings.table === undefined) throw new InputError('tenants/no-key', message, { help });
    throw refused(all, { path: ['tenancy', 'table'] }, 'tenants/no-key', message, help);
  }
  return { name: found.name, key: column, type: referringType(found.columns.get(column)?.type), made: false };
}

/** The setting that a body reads: `current_setting('app.current_tenant', true)`. */
const readSetting = (text: string): string | undefined => /current_setting\(\s*'([^']+)'/.exec(text)?.[1];

interface Wanted {
  readonly name: string;
  readonly setting: string;
  /** The key of `tenancy` that configures it. */
  readonly option: 'tenantFunction' | 'userFunction';
  /** The required return type; undefined: that of the dump's function. */
  readonly type: string | undefined;
}

function kernelFunction(
  { objects }: Catalog,
  settings: Settings,
  { name: text, setting, option, type }: Wanted,
): KernelFunction {
  const name: Name = nameFrom(text);
  const signature = key('signature', { schema: name.schema, name: `${name.name}()` });
  const found = objects.find(({ provides }) => provides.includes(signature));
  if (!found) return { name, type: type ?? 'uuid', setting, made: true };
  const returned = sqlType(nodeIf(found.statement, 'CreateFunctionStmt')?.returnType);
  if (type !== undefined && returned !== type) {
    const message = `The dump's function ${quoteName(name)}() returns ${returned}, but tenant ids are ${type}.`;
    const help = `Name another function in \`tenancy.${option}\` of the configuration; it does not have to exist.`;
    if (text === defaults.tenancy[option]) throw new InputError('kernel/return-type', message, { help });
    throw refused(settings, { path: ['tenancy', option] }, 'kernel/return-type', message, help);
  }
  return { name, type: returned, setting: readSetting(found.statement.text), made: false };
}

export function kernelOf(
  catalog: Catalog,
  settings: Settings,
  type: string,
): Pick<Tenancy, 'currentTenant' | 'currentUser'> {
  const { tenantFunction, tenantSetting = TENANT_SETTING, userFunction, userSetting } = settings.tenancy;
  const tenant: Wanted = {
    name: tenantFunction,
    setting: tenantSetting,
    option: 'tenantFunction',
    type,
  };
  const user: Wanted = {
    name: userFunction,
    setting: userSetting,
    option: 'userFunction',
    type: undefined,
  };
  return {
    currentTenant: kernelFunction(catalog, settings, tenant),
    currentUser: kernelFunction(catalog, settings, user),
  };
}

/** `core.current_tenant_id()`, for policies and defaults. */
export const callOf = ({ name }: KernelFunction): string => `${quoteName(name)}()`;
