/** Whether a declaration of the report matches an object. */
import { NOT_NULL, type SchemaObject } from '../catalog/schema.js';
import { unquoted } from '../sql/names.js';
import type { Declaration } from './report.js';

/** PostgreSQL's kinds for those of the conversion's kinds that differ; all others have the same name. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  constraint: ['table constraint', 'domain constraint'],
  foreignTable: ['foreign table'],
  foreignDataWrapper: ['foreign-data wrapper'],
  userMapping: ['user mapping'],
  materializedView: ['materialized view'],
  eventTrigger: ['event trigger'],
  statistics: ['statistics object'],
  column: ['table column', 'foreign table column', 'view column', 'materialized view column'],
  domain: ['type'],
  baseType: ['type'],
};

const RELATIONS = new Set(['table', 'foreignTable', 'view', 'materializedView', 'sequence']);

const bare = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
/** Argument types can be written in several ways; the routine's qualified name is enough. */
const routine = (name: string): string => name.replace(/\(.*$/s, '');

export function speaksOf(declared: Declaration, object: SchemaObject): boolean {
  const name = unquoted(declared.name);
  const its = unquoted(object.name);
  const of = object.of === undefined ? undefined : unquoted(object.of);
  const table = declared.table === undefined ? undefined : unquoted(declared.table);
  // Parts of a relation are replaced with it.
  if (declared.is === 'replaced' && RELATIONS.has(declared.kind) && of === name) return true;
  switch (declared.kind) {
    case 'privilege':
      return object.kind === 'privilege' && speaksOfPrivilege(name, its, of);
    case 'defaultPrivileges': {
      // The dump may have several for one role and schema: `default privileges for hims_admin on table #2`.
      const whose = name.replace(/^default privileges /, '').replace(/ #\d+$/, '');
      return object.kind === 'default privileges' && (its === whose || whose.endsWith(` ${its}`));
    }
    case 'comment':
      if (object.kind === 'comment' && its === name) return true;
      return object.kind === 'comment' && (table === undefined || of === table) && sameComment(name, its);
    case 'default':
      return object.kind === 'default value' && its === `for ${name}`;
    // Both the column's NOT NULL and its constraint: `public.bans.reason`.
    case 'notNull':
      if (object.kind === 'not null') return its === name;
      return object.kind === NOT_NULL && name === `${of}.${columnIn(its)}`;
    case 'multirange':
      return speaksOfMultirange(name, object.kind, its);
    case 'table':
    case 'foreignTable':
      return its === name && object.kind.endsWith('table');
    case 'function':
    case 'procedure':
    case 'aggregate':
      // Privileges on a routine are replaced with it.
      if (declared.is === 'replaced' && object.kind === 'privilege')
        return routine(its.replace(/^.*? on (?:function|procedure|aggregate) /, '')) === routine(name);
      return object.kind === declared.kind && routine(its) === routine(name);
    default: {
      const kinds = KINDS[declared.kind] ?? [declared.kind];
      if (!kinds.includes(object.kind)) return false;
      if (its === name) return true;
      if (table !== undefined && of !== table) return false;
      return its === `${bare(name)} on ${table ?? of}` || (of !== undefined && bare(its) === bare(name));
    }
  }
}

/** `NOT NULL reason NO INHERIT on public.bans`. */
const columnIn = (constraint: string): string | undefined =>
  /^NOT NULL (.*?)(?: NO INHERIT)?(?: NOT VALID)? on /.exec(constraint)?.[1];

/** A multirange type comes with constructors, a cast and PUBLIC's privileges on them. */
function speaksOfMultirange(type: string, kind: string, name: string): boolean {
  if (!/^(?:type|function|cast|privilege)$/.test(kind)) return false;
  const [, cast] = /^\(.* AS (.*)\)$/.exec(name) ?? [];
  return [name, cast, name.replace(/^.*? on (?:type|function) /, '')].some(
    (one) => one !== undefined && routine(one) === type,
  );
}

/** `hims_app on table billing.mv_daily_collection`: on the table, or on its columns. */
function speaksOfPrivilege(declared: string, object: string, of: string | undefined): boolean {
  if (routine(declared) === routine(object)) return true;
  const [, role, table] = /^(.*?) on table (.*)$/.exec(declared) ?? [];
  return role !== undefined && of === table && object.startsWith(`${role} on column ${table}.`);
}

/** `CONSTRAINT patients_mrn_key ON patients` is `on table constraint patients_mrn_key on clinical.patients`. */
function sameComment(declared: string, object: string): boolean {
  const [, part = declared] = /^[A-Z ]+ (\S+)(?: ON .*)?$/.exec(declared) ?? [];
  return object.split(' ').some((word) => word === part || bare(word) === bare(part));
}
