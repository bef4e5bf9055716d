/**
 * SECURITY DEFINER routines: how their callers could gain the owner's rights, and what the routines write.
 * https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
import { quoteName } from '../../catalog/names.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Known } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { type Routine, type Write, type Writes, writesIn } from '../../facts/routines/bodies.js';
import { mayExecute, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { creatorsIn } from '../../facts/privileges/schemaCreators.js';
import type { Surroundings } from '../views/viewRights.js';

/** True for a body whose names are resolved at run time, in the current search path. */
const isText = ({ text, language }: Routine): boolean =>
  text !== undefined && language !== 'c' && language !== 'internal';

const finding = (routine: Routine, code: DiagnosticCode, message: string, help: string): Diagnostic => ({
  severity: 'warning',
  code,
  message,
  help,
  object: routine.object.id,
});

function writablePath(routine: Routine, { catalog, grants }: Surroundings): Diagnostic[] {
  const { searchPath = [], object } = routine;
  const first = searchPath.indexOf('pg_catalog');
  return searchPath.flatMap((schema, at) => {
    const creators = creatorsIn(schema, catalog, grants).map(roleText);
    if (creators.length === 0) return [];
    const before = first > at ? ', which comes before pg_catalog in its search_path' : '';
    return finding(
      routine,
      'definer/writable-search-path',
      `${object.identity} looks up names in ${schema}, where ${creators.join(', ')} can create objects${before}: such an object runs with the owner's rights.`,
      `Revoke CREATE on ${schema} in the design, or remove the schema from the search_path; the transform tenantPrivileges revokes it.`,
    );
  });
}

/** Unless a path ends in pg_temp, the caller's temporary tables are found first. */
function temporaryFirst(routine: Routine, { writes }: Writes): Diagnostic[] {
  const bare = writes.filter(({ name }) => name.schema === undefined).map(({ name }) => quoteName(name));
  if (bare.length === 0 || routine.searchPath === undefined || routine.searchPath.includes('pg_temp'))
    return [];
  return [
    finding(
      routine,
      'definer/temporary-first',
      `${routine.object.identity} names ${[...new Set(bare)].join(', ')} without a schema, and temporary tables are found first: a temporary table of its caller can have a trigger that runs code with the owner's rights.`,
      'Add the schema in the design, or append pg_temp to its search_path.',
    ),
  ];
}

const told = ({ verb, name }: Write): string => `${verb} ${quoteName(name)}`;

/** Roles of the application that may call it. */
export const callers = ({ object }: Routine, { grants }: Surroundings): string[] =>
  mayExecute(PUBLIC, object, grants)
    ? [PUBLIC]
    : grants.applicationRoles.filter((role) => mayExecute(role, object, grants));

function executable(routine: Routine, { writes, dynamic }: Writes, around: Surroundings): Diagnostic[] {
  const { object, trigger } = routine;
  const roles = trigger ? [] : callers(routine, around).map(roleText);
  if (roles.length === 0) return [];
  const { owner } = object.statement.raw.heading ?? {};
  const does =
    writes.length === 0 && !dynamic
      ? 'No writing statement was found in it.'
      : `It runs: ${[...writes.map(told), ...(dynamic ? ['EXECUTE of dynamic SQL'] : [])].join(', ')}.`;
  return [
    finding(
      routine,
      'definer/executable-by-app',
      `${roles.join(', ')} can call ${object.identity}, which runs with its owner's rights (${owner === undefined ? '' : `${owner} in the dump, `}here the role that runs the baseline). ${does} An owner without SUPERUSER and BYPASSRLS is confined to the current tenant; any other owner reaches all tenants.`,
      'Do not run the baseline as a superuser; or set an owner in the configuration: functions: { definerOwner: … }.',
    ),
  ];
}

/** Access that no policy restricts, for any owner. */
function known(routine: Routine, { writes }: Writes, around: Surroundings): Known[] {
  const { object, trigger, text = '', searchPath = [] } = routine;
  if (trigger || callers(routine, around).length === 0) return [];
  const { tables } = around.catalog.tenancy!;
  const entry = (why: string): Known => ({
    relation: object.identity.replaceAll(', ', ','),
    attack: 'function',
    name: object.identity.replaceAll(', ', ','),
    why,
  });
  const truncated = writes.filter(({ verb, name }) => {
    const keys =
      name.schema === undefined ? searchPath.map((schema) => ({ schema, name: name.name })) : [name];
    const table = keys.map((one) => tables.get(relationKey(one))).find((one) => one !== undefined);
    return verb === 'TRUNCATE' && table && table.class !== 'reference';
  });
  const open = [...around.views.values()].filter(
    ({ materialized, ofTenants, name }) => materialized && ofTenants && text.includes(quoteName(name)),
  );
  return [
    ...truncated.map(({ name }) => entry(`it truncates ${quoteName(name)}, which no policy restricts`)),
    ...open.map(({ name }) => entry(`it reads ${quoteName(name)}, which holds rows of all tenants`)),
  ];
}

export interface DefinerFindings {
  readonly diagnostics: readonly Diagnostic[];
  readonly known: readonly Known[];
}

export function definerFindings(routine: Routine, around: Surroundings): DefinerFindings {
  const writes = writesIn(routine);
  const noPath =
    routine.searchPath === undefined && isText(routine)
      ? [
          finding(
            routine,
            'definer/no-search-path',
            `${routine.object.identity} runs with its owner's rights and its caller's search_path: the caller decides which tables, functions and operators it finds.`,
            `SET search_path in the design: ${routine.object.name.schema ?? 'public'}, pg_temp.`,
          ),
        ]
      : [];
  return {
    diagnostics: [
      ...noPath,
      ...writablePath(routine, around),
      ...temporaryFirst(routine, writes),
      ...executable(routine, writes, around),
    ],
    known: known(routine, writes, around),
  };
}
