/** The common parts of all objects of the catalog. */
import { type Name, nameOf } from './names.js';
import type { Statement } from './statement.js';

/**
 * PostgreSQL's name spaces; `any` if the syntax does not determine one. A dependency is a need for a name in one of
 * them.
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

/** `space`, schema and name in one string, for what objects provide and need. */
export type Key = string;

export const key = (space: Space, { schema, name }: Name): Key => `${space}\0${schema ?? ''}\0${name}`;

/** One of these keys satisfies the need: the first that exists. */
export interface Need {
  readonly keys: readonly Key[];
}

/** The sections of the output, in the order of the file. */
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
  // Before views get an owner that policies apply to: queries that read them would fail.
  'Data that a view keeps',
  'Owners',
  'Owners of sequences',
  'Privileges',
  'Default privileges',
  'Publications and subscriptions',
  'Others',
  'Row-level security for owners',
  // From here on, event triggers would fire.
  'Event triggers',
  'Self-check',
] as const;
export type Section = (typeof sections)[number];

/** Where an object comes from: the index of a statement of the dump, or the transform that added it. */
export type Origin = { readonly dump: number } | { readonly by: string };

export interface SchemaObject {
  /** The name of its kind: `table`, `foreignKey`. */
  readonly kind: string;
  /** `table clinical.patients`; unique in the catalog. */
  readonly id: string;
  readonly name: Name;
  /** The name with its signature, as ALTER takes it: `core.f(integer)`. */
  readonly identity: string;
  readonly section: Section;
  /** The object that it follows: the table of a comment or index. */
  readonly parent?: Key;
  /** Changes of the definition keep it: an object of the dump remains one. */
  readonly origin: Origin;
  /** The statement that it was read from. */
  readonly statement: Statement;
  /** The output's statement without its guard. */
  readonly sql: string;
  readonly provides: readonly Key[];
  readonly needs: readonly Need[];
  /** Rank among objects with the same parent, or with the same section and name. */
  readonly rank: number;
  /** Sort key that replaces the name, unless empty. */
  readonly order: string;
  /** The administrator's file that it belongs to; undefined: the baseline. */
  readonly file?: 'before' | 'after';
  /** Its heading comment, if other than its parent's id. */
  readonly group?: string;
  /** It has a comment line of its own, although it is printed with another object. */
  readonly ownLine?: true;
  /** The object that it announces before that object exists: in a cycle, the announcement satisfies the dependency. */
  readonly announces?: Key;
  /** Keeps the dump's order among objects of one identity: a REVOKE undoes the GRANT before it. */
  readonly inDumpOrder?: true;
}

/** True for an object of the dump, even if changed. */
export const isOfDump = ({ origin }: SchemaObject): boolean => 'dump' in origin;

/** Keys that satisfy a need for `name`: in its schema, or along the search_path where the dump left it unqualified. */
export function keysFor(space: Space, name: Name, statement: Statement): Key[] {
  if (name.schema !== undefined) return [key(space, name)];
  const path = statement.session.searchPath?.schemas;
  return [...(path ?? []), ...(path ? [] : [undefined])].map((schema) =>
    key(space, { schema, name: name.name }),
  );
}

/** Adds the schema in which a name without one is created: the first of the search path. */
export function placed(name: Name, statement: Statement): Name {
  return name.schema === undefined
    ? { schema: statement.session.searchPath?.schemas[0], name: name.name }
    : name;
}

/** The name in a tree's list of strings, with its schema. */
export const placedName = (parts: readonly string[], statement: Statement): Name =>
  placed(nameOf(parts), statement);
