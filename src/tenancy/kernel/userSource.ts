/**
 * The source of the current user where the dump has no function of the configured name: the setting that its own
 * function for the user reads, because the application already sets it. Its type is that of the user ids.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { KernelFunction } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import type { TenancySettings } from '../../settings/settings.js';
import { tenancy as defaults } from '../../settings/hims.js';
import { settingOfBody } from './policySetting.js';
import { routineOf } from '../../facts/routines/bodies.js';
import { primaryKeyOf } from '../../facts/relations/lineage.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { referringType, sqlType } from '../../catalog/sqlType.js';
import { nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';

/** Usual names of a function that returns the current user's id. */
const NAMES = /^(get_)?current_user_id$|^current_app_user(_id)?$|^current_actor_id$|^(app_)?user_id$/;

/** Types that the text of a setting can be cast to without loss. */
const TYPES = new Set(['uuid', 'bigint', 'integer', 'text']);

/** Any role may set a setting with a dot; other names may be the server's. */
const CUSTOM = /^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)+$/;

interface Own {
  readonly name: string;
  readonly setting: string;
  readonly type: string;
}

function ownFunctions(catalog: Catalog): Own[] {
  return catalog.objects.flatMap((object): Own[] => {
    if (object.kind !== KIND.function || !NAMES.test(object.name.name)) return [];
    const routine = routineOf(object);
    const { parameters = [], returnType } = nodeOf(object.statement, 'CreateFunctionStmt');
    const type = sqlType(returnType);
    const setting = settingOfBody(routine?.text ?? object.sql);
    const isPlain = parameters.length === 0 && !returnType?.setof && TYPES.has(type);
    return isPlain && setting !== undefined && CUSTOM.test(setting)
      ? [{ name: quoteName(object.name), setting, type }]
      : [];
  });
}

/** The type of the ids in tables named users; undefined without one, or with several types. */
function typeOfUsers(catalog: Catalog): string | undefined {
  const types = [...relationsOf(catalog).values()].flatMap((relation) => {
    const [column, more] = primaryKeyOf(relation) ?? [];
    if (!/^users?$/i.test(relation.name.name) || column === undefined || more !== undefined) return [];
    return [referringType(relation.columns.get(column)?.type)];
  });
  const [type, other] = new Set(types);
  return type !== undefined && other === undefined && TYPES.has(type) ? type : undefined;
}

export function userSource(
  catalog: Catalog,
  user: KernelFunction,
  { userSetting }: TenancySettings,
): { readonly currentUser: KernelFunction; readonly diagnostics: readonly Diagnostic[] } {
  if (!user.made) return { currentUser: user, diagnostics: [] };
  const [own, ...others] = userSetting === defaults.userSetting ? ownFunctions(catalog) : [];
  const isSure = own && others.every(({ setting, type }) => setting === own.setting && type === own.type);
  if (!isSure) return { currentUser: { ...user, type: typeOfUsers(catalog) ?? user.type }, diagnostics: [] };
  return {
    currentUser: { ...user, setting: own.setting, type: own.type },
    diagnostics: [
      {
        severity: 'info',
        code: 'tenancy/user-setting-found',
        message: `${quoteName(user.name)}() reads the setting ${own.setting}, because the dump's own function ${own.name}() does.`,
        help: 'If the application sets another one: tenancy: { userSetting: … } in the configuration.',
        object: `function ${quoteName(user.name)}()`,
      },
    ],
  };
}
