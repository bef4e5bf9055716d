/**
 * What the configuration adds to SQL that is written by hand: the SQL is converted together with the schema that is there, as if the
 * dump had it, and the transforms' own objects are those that the schema alone does not get.
 */
import type { Catalog } from './catalog/catalog.js';
import { type Name, quoteName } from './catalog/names.js';
import { isOfDump, type SchemaObject } from './catalog/object.js';
import { relationKey, tableAction } from './kinds/base/alterTable.js';
import { KIND } from './kinds/registry.js';
import { isForce } from './kinds/security/rowSecurity.js';
import { order } from './order.js';
import { convert, read } from './pipeline.js';
import { openedBy, openingsOf } from './print/opened.js';
import { printSome } from './print/print.js';
import type { Settings } from './settings/settings.js';
import { transforms } from './transforms/registry.js';

export interface Additions {
  /** Columns and constraints of the table, each line with a comma. */
  readonly columns: readonly string[];
  /** Statements in their order, each block under a comment line. */
  readonly statements: readonly string[];
  /** The call of the self-check, which comes last; empty where the baseline has none. */
  readonly selfCheck: readonly string[];
}

export interface Question {
  /** The schema that is there, as SQL. */
  readonly schema: string;
  /** What is written by hand. */
  readonly sql: string;
  /** The table whose columns go into its CREATE TABLE; undefined: they are statements. */
  readonly table: Name | undefined;
  readonly settings: Settings;
  /** The settings with the SQL, if they differ. */
  readonly later?: Settings;
}

/** Each addition is an object of its own until it is laid out. */
const LAYOUT = transforms.filter(({ stage }) => stage === 'layout').map(({ name }) => name);

const enriched = (text: string, settings: Settings): Catalog =>
  convert(read(new TextEncoder().encode(text)), { ...settings, off: [...settings.off, ...LAYOUT] }).catalog;

/** @throws InputError if the SQL cannot be read, or does not fit the configuration */
export function additionsTo({ schema, sql, table, settings, later = settings }: Question): Additions {
  const before = schema === '' ? undefined : enriched(schema, settings);
  const catalog = enriched(schema === '' ? sql : `${schema.trimEnd()}\n\n${sql}`, later);
  const there = new Map(before?.objects.map((object) => [object.id, object]));
  const isNew = (object: SchemaObject): boolean => !isOfDump(object) && !there.has(object.id);
  const isReplaced = ({ id, kind, sql: text }: SchemaObject): boolean =>
    REPLACED.has(kind) && there.has(id) && there.get(id)!.sql !== text;
  const wanted = new Set(catalog.objects.filter((object) => isNew(object) || isReplaced(object)));
  const columns = table === undefined ? [] : [...wanted].filter((object) => isPart(object, table));
  for (const object of columns) wanted.delete(object);
  for (const object of closedAgain(catalog, wanted)) wanted.add(object);
  if ([...wanted].some(({ kind }) => kind === KIND.foreignKey)) addFirst(KIND.keyOrder, catalog, wanted);
  const { placed } = order(catalog.objects);
  const print = (of: (object: SchemaObject) => boolean): string[] =>
    printSome(
      placed.filter(({ object }) => of(object)),
      catalog,
      later,
    );
  // Each of the files ends with the call.
  const call = catalog.objects.find(({ kind }) => kind === KIND.selfCheck);
  return {
    columns: linesOf(columns),
    statements: print((object) => object.kind !== KIND.selfCheck && wanted.has(object)),
    selfCheck: print((object) => object === call),
  };
}

/** The statement that makes it anew replaces it, or makes what is missing. */
const REPLACED = new Set<string>([KIND.function, KIND.comment, KIND.columnMeanings, KIND.holdTriggers]);

/** A block that is the same in each file. */
function addFirst(kind: string, { objects }: Catalog, wanted: Set<SchemaObject>): void {
  const found = objects.find((object) => object.kind === kind);
  if (found) wanted.add(found);
}

/** FORCE of the tables that a new foreign key opens to their owner while it is checked. */
function closedAgain(catalog: Catalog, wanted: ReadonlySet<SchemaObject>): SchemaObject[] {
  const openings = openingsOf(catalog);
  const opened = new Set([...wanted].flatMap(openings));
  // The statement that adds a key opens the table of the key itself.
  const keys = [...wanted].filter(({ kind }) => kind === KIND.foreignKey);
  const own = new Set(keys.map(({ statement }) => relationKey(tableAction(statement)!.table)));
  const isOpened = (object: SchemaObject): boolean =>
    opened.has(openedBy(object)) || own.has(relationKey(tableAction(object.statement)!.table));
  return catalog.objects.filter((object) => isForce(object) && isOpened(object));
}

const ADD = /^ALTER TABLE (?:ONLY )?/;
const PARTS: readonly string[] = [KIND.column, KIND.check, KIND.unique, KIND.primaryKey];

/** A column, or a constraint that needs no other table. */
const isPart = ({ parent, kind, sql }: SchemaObject, table: Name): boolean =>
  parent === relationKey(table) && PARTS.includes(kind) && ADD.test(sql);

/** What each transform adds, in the order of the folded tables. */
const HEADINGS: readonly (readonly [heading: string, by: readonly string[]])[] = [
  ['tenancy', ['tenantColumn', 'keys']],
  ['audit', ['auditColumns']],
  ['compliance', ['complianceColumns']],
];

function linesOf(parts: readonly SchemaObject[]): string[] {
  return HEADINGS.flatMap(([heading, by]) => {
    const its = parts.filter(({ origin }) => 'by' in origin && by.includes(origin.by));
    return its.length === 0 ? [] : [`-- ${heading}`, ...its.map((object) => `${clauseOf(object)},`)];
  });
}

/** `ALTER TABLE core.visits ADD COLUMN note text` → `note text` */
function clauseOf({ sql, parent }: SchemaObject): string {
  const [, schema, name] = parent!.split('\0');
  const table = quoteName({ schema: schema === '' ? undefined : schema, name: name! });
  return sql
    .replace(ADD, '')
    .slice(table.length)
    .replace(/^\s*ADD (?:COLUMN )?/, '');
}
