/**
 * Revokes privileges of the application: those on tenants' tables that no policy restricts, and CREATE on schemas where
 * SECURITY DEFINER routines and policies look up names.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import { type Key, key } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { type Grants, type Held, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { matches } from '../../facts/names/patterns.js';
import { CLOSED_PUBLIC, creatorsIn, isByDefault } from '../../facts/privileges/schemaCreators.js';
import { managedSchemas } from '../classification/managedSchemas.js';

export interface Revocation {
  readonly text: string;
  readonly changed: Changed;
}

/** TRUNCATE bypasses every policy; another role's foreign key or trigger sees every row. */
const UNRESTRICTED = ['TRUNCATE', 'REFERENCES', 'TRIGGER'];
const WRITES = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];

const isApplication = (role: string, { applicationRoles }: Grants): boolean =>
  role === PUBLIC || applicationRoles.includes(role);

/** One REVOKE per role, and one per column privilege, which belongs after the column's GRANT. */
function fromTable(name: Name, privileges: readonly string[], why: string, grants: Grants): Revocation[] {
  const held = grants
    .on(relationKey(name))
    .filter(({ role, privilege }) => privileges.includes(privilege) && isApplication(role, grants));
  const owned = new Map<string, Held[]>();
  for (const one of held) {
    const id = `${one.role}\0${one.column ?? ''}`;
    owned.set(id, [...(owned.get(id) ?? []), one]);
  }
  return [...owned]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => {
      const { role, column } = own[0]!;
      const gone = privileges.filter((one) => own.some(({ privilege }) => privilege === one));
      const on = column === undefined ? '' : `(${quoteIdentifier(column)})`;
      // A role with the grant option may have granted it before a later run.
      const passedOn = own.some(({ withGrantOption }) => withGrantOption);
      return revocation(
        gone.map((one) => `${one}${on}`),
        `TABLE ${quoteName(name)}`,
        role,
        why,
        passedOn,
      );
    });
}

function revocation(
  privileges: readonly string[],
  on: string,
  role: string,
  why: string,
  passedOn: boolean,
): Revocation {
  const [noun = '', ...name] = on.split(' ');
  return {
    text: `REVOKE ${privileges.join(', ')} ON ${on} FROM ${roleText(role)}${passedOn ? ' CASCADE' : ''}`,
    changed: {
      kind: 'privilege',
      name: `${roleText(role)} on ${noun.toLowerCase()} ${name.join(' ')}`,
      what: `${privileges.join(', ')} revoked`,
      why,
    },
  };
}

const schemaKey = (name: string): Key => key('schema', { schema: undefined, name });

export function revocations(
  catalog: Catalog,
  grants: Grants,
  { readOnly }: Pick<Settings, 'readOnly'>,
): Revocation[] {
  const tables = [...catalog.tenancy!.tables.values()].toSorted((a, b) =>
    relationKey(a.name) < relationKey(b.name) ? -1 : 1,
  );
  const unrestricted = tables
    .filter(({ class: verdict, form }) => verdict !== 'reference' && form !== 'foreign')
    .flatMap(({ name }) => fromTable(name, UNRESTRICTED, 'no policy restricts it', grants));
  const written = tables
    .filter(({ class: verdict, name }) => verdict === 'reference' && matches(readOnly, name))
    .flatMap(({ name }) => fromTable(name, WRITES, 'the configuration lists it in readOnly', grants));
  const created = managedSchemas(catalog).flatMap((schema) =>
    creatorsIn(schema, catalog, grants).map((role): Revocation => {
      const { text, changed } = revocation(
        ['CREATE'],
        `SCHEMA ${quoteIdentifier(schema)}`,
        role,
        'routines that run with their owner’s rights would find its objects by name',
        grants.on(schemaKey(schema)).some((held) => held.role === role && held.withGrantOption),
      );
      return {
        text,
        changed: isByDefault(role, schema, grants) ? { ...changed, before: CLOSED_PUBLIC } : changed,
      };
    }),
  );
  return [...unrestricted, ...written, ...created];
}

/** The schemas in which application roles lose CREATE. */
export const closedSchemas = (catalog: Catalog, grants: Grants): ReadonlyMap<string, readonly string[]> =>
  new Map(
    managedSchemas(catalog)
      .map((schema) => [schema, creatorsIn(schema, catalog, grants)] as const)
      .filter(([, roles]) => roles.length > 0),
  );
