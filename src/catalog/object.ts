/** What every object of the catalog has in common, whatever its kind. */
import { type Name, nameOf } from './names.js';
import type { Statement } from './statement.js';

/**
 * The name spaces in which PostgreSQL looks a name up; `any` where the syntax does not tell which.
 * A dependency is a need for a name in one of them.
 */
export const spaces = [
  'relation',
  'type',
  'routine',
  'signature',
  'operator',
  'operatorClass',
  'operatorFamily',
  'familyMember',
  'collation',
  'textSearch',
  'role',
  'schema',
  'extension',
  'language',
  'accessMethod',
  'wrapper',
  'server',
  'constraint',
  'primaryKey',
  'trigger',
  'triggerName',
  'rule',
  'firing',
  'forced',
  'policy',
  'eventTrigger',
  'publication',
  'subscription',
  'cast',
  'transform',
  'dummy',
  'partitions',
  'settings',
  'column',
  'any',
] as const;
export type Space = (typeof spaces)[number];

/** `space`, schema and name in one string: what objects provide, and need of each other. */
export type Key = string;

export const key = (space: Space, { schema, name }: Name): Key => `${space}\0${schema ?? ''}\0${name}`;

/** An unqualified need: any of these keys satisfies it, the first that is there. */
export interface Need {
  readonly keys: readonly Key[];
}

/** Where the object stands in the output. The order of this list is the order of the file. */
export const sections = [
  'Roles',
  'Extensions',
  'Schemas',
  'Types',
  'Routines that tables need',
  'Sequences',
  'Tables',
  'Foreign keys',
  'Order of foreign keys',
  'Routines that views need',
  'Views',
  'Routines',
  'Functions of audit triggers',
  'Indexes and checks that call routines',
  'Triggers and rules',
  'Row-level security',
  // Before views are handed over to a role that policies confine: what reads them would fail.
  'Data that a view keeps',
  'Owners',
  'Owners of sequences',
  'Privileges',
  'Default privileges',
  'Publications and subscriptions',
  'Others',
  'Row-level security for owners',
  // From here on, they would fire.
  'Event triggers',
  'Self-check',
] as const;
export type Section = (typeof sections)[number];

export interface SchemaObject {
  /** The name of its kind: `table`, `foreignKey`. */
  readonly kind: string;
  /** `table clinical.patients`; unique in the catalog. */
  readonly id: string;
  readonly name: Name;
  /** Its name with what tells it apart, as ALTER takes it: `core.f(integer)`. */
  readonly identity: string;
  readonly section: Section;
  /** What it stands with: a comment with its table, an index with its table. */
  readonly parent?: Key;
  /** Where it comes from. */
  readonly statement: Statement;
  /** The statement as it will stand in the output, but for its guard. */
  readonly sql: string;
  readonly provides: readonly Key[];
  readonly needs: readonly Need[];
  /** Place among what stands with the same parent, or has the same section and name. */
  readonly rank: number;
  /** Sorts in the place of its name where it is not empty. */
  readonly order: string;
  /** The administrator's file that it stands in; absent: the baseline. */
  readonly file?: 'before' | 'after';
  /** The comment line it stands under, where that is not the id of the object it stands with. */
  readonly group?: string;
  /** It has a comment line of its own, although it is printed with another object. */
  readonly ownLine?: true;
  /** The object that it announces, before that one can be there: in a cycle it is enough to need the announcement. */
  readonly announces?: Key;
  /** Among objects of one identity it keeps the dump's order: a REVOKE undoes the GRANT before it. */
  readonly inDumpOrder?: true;
}

/** Keys that satisfy a need for `name`: in its schema, or along the search_path where the dump left it unqualified. */
export function keysFor(space: Space, name: Name, statement: Statement): Key[] {
  if (name.schema !== undefined) return [key(space, name)];
  const path = statement.session.searchPath?.schemas;
  return [...(path ?? []), ...(path ? [] : [undefined])].map((schema) =>
    key(space, { schema, name: name.name }),
  );
}

/** The schema in which an unqualified name is created: the first of the search_path. */
export function placed(name: Name, statement: Statement): Name {
  return name.schema === undefined
    ? { schema: statement.session.searchPath?.schemas[0], name: name.name }
    : name;
}

/** The name in a list of strings of a tree, placed in its schema. */
export const placedName = (parts: readonly string[], statement: Statement): Name =>
  placed(nameOf(parts), statement);
