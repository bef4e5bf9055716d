/** Reports privileges of the application to review, without changing them. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import { type Key, key } from '../../catalog/object.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { routineOf, writesIn } from '../../facts/routines/bodies.js';
import { callers } from './definers.js';
import { type Grants, type Held, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { escaped, matches, pasted, words } from '../../facts/names/patterns.js';
import { closedSchemas } from './revocations.js';
import type { Surroundings } from '../views/viewRights.js';
import { TEMPORARY_OBJECT } from '../../facts/routines/temporaryObjects.js';
import { managedSchemas } from '../classification/managedSchemas.js';

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']);
/** Tables that control permissions. */
const ROLES = new Set('role roles permission permissions'.split(' '));

const finding = (
  code: DiagnosticCode,
  message: string,
  help: string,
  object: string,
  severity: Diagnostic['severity'] = 'warning',
): Diagnostic => ({ severity, code, message, help, object });

/** `hims_app (INSERT, UPDATE)` */
function told(held: readonly Held[]): string {
  const roles = [...new Set(held.map(({ role }) => role))];
  return roles
    .map((role) => {
      const privileges = held.filter((one) => one.role === role).map(({ privilege }) => privilege);
      return `${roleText(role)} (${[...new Set(privileges)].join(', ')})`;
    })
    .join(', ');
}

function ofTable(
  { name, class: verdict, form }: TableTenancy,
  { grants }: Surroundings,
  { readOnly }: Settings,
): Diagnostic[] {
  const held = grants
    .on(relationKey(name))
    .filter(({ role }) => role === PUBLIC || grants.applicationRoles.includes(role));
  const shown = pasted(name);
  const object = `${form === 'foreign' ? 'foreign table' : 'table'} ${quoteName(name)}`;
  const writes = held.filter(({ privilege }) => WRITES.has(privilege));
  const out: Diagnostic[] = [];
  if (writes.length > 0 && ROLES.has(words(name.name).at(-1) ?? ''))
    out.push(
      finding(
        'privileges/roles-writable',
        `${told(writes)} can change ${shown}, which controls permissions: anyone who can run SQL as the application can grant themselves any permission.`,
        'Let only a routine or another role write to it, in the design.',
        object,
      ),
    );
  else if (writes.length > 0 && verdict === 'reference' && !matches(readOnly, name))
    out.push(
      finding(
        'privileges/reference-writable',
        `${told(writes)} can change ${shown}, which all tenants share: one tenant can change its rows for all.`,
        `If the application only reads it, set readOnly: ['${shown}'] in the configuration.`,
        object,
      ),
    );
  if (verdict !== 'reference' && readOnly.some((text) => !text.includes('*') && matches([text], name)))
    out.push(
      finding(
        'privileges/read-only',
        `readOnly has no effect on ${shown}, because its rows belong to tenants.`,
        `If all tenants share its rows: tenancy: { referenceTables: ['${shown}'] } in the configuration; otherwise remove it from readOnly.`,
        object,
      ),
    );
  const toAll = held.filter(({ role }) => role === PUBLIC);
  if (toAll.length > 0 && verdict !== 'reference')
    out.push(
      finding(
        'privileges/public',
        `PUBLIC, that is every role, has privileges on ${shown}, which holds rows of tenants: ${told(toAll)}.`,
        'Grant them only to the roles that need them, in the design.',
        object,
      ),
    );
  const passedOn = held.filter(({ withGrantOption }) => withGrantOption);
  if (passedOn.length > 0)
    out.push(
      finding(
        'privileges/grant-option',
        `${told(passedOn)} WITH GRANT OPTION on ${shown}: the role can grant it to any other role.`,
        'Remove WITH GRANT OPTION in the design.',
        object,
      ),
    );
  return out;
}

/** Schemas on which a role has USAGE, without a privilege on any of their relations. */
function neverGranted({ catalog, grants }: Surroundings): Diagnostic[] {
  const relations = new Map<string, Key[]>();
  for (const { name } of catalog.tenancy!.tables.values()) {
    const schema = name.schema ?? 'public';
    relations.set(schema, [...(relations.get(schema) ?? []), relationKey(name)]);
  }
  return managedSchemas(catalog).flatMap((schema) =>
    grants.applicationRoles.flatMap((role) => {
      const keys = relations.get(schema) ?? [];
      const uses = grants.may(role, 'USAGE', key('schema', { schema: undefined, name: schema }));
      const acts = grants.actsAs(role);
      const any = keys.some((one) => grants.on(one).some((held) => acts.has(held.role)));
      if (!uses || any || keys.length === 0) return [];
      return finding(
        'privileges/never-granted',
        `${role} has USAGE on the schema ${schema} but no privilege on any of its tables.`,
        'If it needs them, grant privileges in the design.',
        `schema ${schema}`,
        'info',
      );
    }),
  );
}

/** True where the text has the name as a separate word. */
const names = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).test(text);

/** Routines that create objects with their caller's rights, where the caller loses CREATE. */
function creating(around: Surroundings): Diagnostic[] {
  const closed = closedSchemas(around.catalog, around.grants);
  return around.catalog.objects.flatMap((object) => {
    const routine = routineOf(object);
    if (!routine || routine.definer || routine.trigger || !writesIn(routine).ddl) return [];
    return [...closed].flatMap(([schema, roles]) => {
      const may = callers(routine, around);
      const affected = roles.filter((role) => may.includes(role) || may.includes(PUBLIC));
      if (affected.length === 0 || !names(object.sql, schema)) return [];
      return finding(
        'privileges/ddl-function',
        `${object.identity} creates objects in ${schema} with its caller's rights, and ${affected.map(roleText).join(', ')} can no longer create objects there. Partitions are not affected: only the owner of a table can create them.`,
        'Let the owner call it, or make it SECURITY DEFINER with a search_path, in the design.',
        object.id,
      );
    });
  });
}

export function privilegeFindings(around: Surroundings, settings: Settings): Diagnostic[] {
  const tables = [...around.catalog.tenancy!.tables.values()].toSorted((a, b) =>
    pasted(a.name) < pasted(b.name) ? -1 : 1,
  );
  return [
    ...tables.flatMap((table) => ofTable(table, around, settings)),
    ...creating(around),
    ...neverGranted(around),
  ];
}

/** PUBLIC has TEMPORARY unless it is revoked, which a dump of one database does not show. */
export function temporaryFindings(
  { declared, objects }: Catalog,
  { applicationRoles }: Grants,
  { temporary }: Settings,
): Diagnostic[] {
  const role = objects.find(({ kind, name }) => kind === KIND.role && applicationRoles.includes(name.name));
  if (!role) return [];
  if (temporary === 'revoke')
    return [
      finding(
        'privileges/temporary-revoked',
        'TEMPORARY on the database is revoked from PUBLIC and the application roles: they can no longer create temporary tables.',
        'To keep it, set privileges: { temporary: keep } in the configuration.',
        role.id,
        'info',
      ),
    ];
  const open = declared.known.filter(({ attack }) => attack === TEMPORARY_OBJECT).length;
  const those = open === 0 ? 'none of the routines' : `${open} of the routines`;
  return [
    finding(
      'privileges/temporary',
      `Every role can create temporary objects in the database. A routine whose search_path does not end in pg_temp finds them first; that applies to ${those} that run with the owner’s rights.`,
      'If the application creates no temporary objects, set privileges: { temporary: revoke } in the configuration.',
      role.id,
      'info',
    ),
  ];
}
