/** Compares two schemas object by object: what is equal, added, declared by the conversion, and wrong. */
import { keyOf, NOT_NULL, OWNER, type Schema, type SchemaObject } from '../catalog/schema.js';
import type { Declaration } from './report.js';
import { addedColumns, withoutAliases } from './aliases.js';
import { byRank } from './columnOrder.js';
import { speaksOf } from './declared.js';

export interface Terms {
  /** Objects only in the baseline are additions, not mistakes, except for privileges on the dump's objects. */
  readonly additions: boolean;
  /** Owners are compared. Otherwise the role that runs the baseline owns all objects, with the owners' privileges. */
  readonly owners: boolean;
  readonly privileges: boolean;
  /** Does the dump contain this name? Privileges of such a role on the dump's objects must be the dump's. */
  readonly isNamed: (name: string) => boolean;
  readonly declared: readonly Declaration[];
  /** The object is missing only because the engine cannot run the statement that makes it in the baseline. */
  readonly isLost: (object: SchemaObject) => boolean;
}

export interface Difference {
  readonly kind: string;
  readonly name: string;
  /** Properties that differ: `- ` in the dump, `+ ` in the baseline. */
  readonly lines: readonly string[];
}

export interface Comparison {
  readonly equal: number;
  readonly added: readonly Difference[];
  /** Differences that the report declares. */
  readonly declared: readonly (Difference & { readonly by: string })[];
  readonly missing: readonly Difference[];
  readonly unexpected: readonly Difference[];
  /** Different from the dump, and not declared. */
  readonly changed: readonly Difference[];
  /** Declarations of the report that match no difference. */
  readonly unfounded: readonly Declaration[];
}

export function compare(dump: Schema, baseline: Schema, terms: Terms): Comparison {
  const [before, after] = byRank(inTerms(dump, terms), inTerms(baseline, terms));
  const out = {
    added: [] as Difference[],
    declared: [] as (Difference & { by: string })[],
    missing: [] as Difference[],
    unexpected: [] as Difference[],
    changed: [] as Difference[],
  };
  const gained = terms.additions ? addedColumns(before, after) : [];
  let equal = 0;
  const founded = new Set<Declaration>();
  /** Files a difference under `declared` if the report has it, else under `otherwise`. */
  const judge = (object: SchemaObject, lines: readonly string[], otherwise: Difference[]): void => {
    const entries = terms.declared.filter((entry) => speaksOf(entry, object));
    const difference = { kind: object.kind, name: object.name, lines };
    for (const entry of entries) founded.add(entry);
    if (entries[0]) out.declared.push({ ...difference, by: entries[0].what });
    else otherwise.push(difference);
  };

  for (const [key, object] of before) {
    const other = after.get(key);
    if (other === undefined) {
      if (!isOwnersOf(object, baseline, terms) && !terms.isLost(object)) judge(object, [], out.missing);
      continue;
    }
    const now = withoutAliases(object, unnamed(other, terms), gained);
    const lines = differingLines(unnamed(object, terms), now, terms.owners);
    if (lines.length === 0) equal++;
    else judge(object, lines, out.changed);
  }
  for (const [key, object] of after) {
    if (before.has(key) || isOwnersOf(object, dump, terms)) continue;
    judge(object, [], isAddition(object, before, terms) ? out.added : out.unexpected);
  }
  const unfounded = terms.declared.filter(
    (entry) =>
      !founded.has(entry) && !isOfOwners(entry, dump, baseline) && !wentWithTable(entry, [...founded]),
  );
  return { equal, ...out, unfounded };
}

/** Settings of a table that is gone are not objects that could be missing. */
const wentWithTable = ({ is, table }: Declaration, founded: readonly Declaration[]): boolean =>
  is === 'replaced' &&
  founded.some((one) => one.is === 'replaced' && one.kind === 'table' && one.name === table);

/** A declaration about owners is true, though it makes no difference if owners are not compared. */
function isOfOwners(entry: Declaration, dump: Schema, baseline: Schema): boolean {
  const found = (schema: Schema): SchemaObject[] =>
    [...schema.values()].filter((one) => speaksOf(entry, one));
  if (entry.what === 'without FOR ROLE') return found(dump).length > 0;
  const [, owner] = /^owner (\S+)$/.exec(entry.what) ?? [];
  return owner !== undefined && found(baseline).some((object) => object.owner === owner);
}

/** The schema without what is not compared. */
function inTerms(schema: Schema, { owners, privileges }: Terms): Schema {
  const out = new Map<string, SchemaObject>();
  for (const object of schema.values()) {
    if (!privileges && (object.kind === 'privilege' || object.kind === 'default privileges')) continue;
    if (owners) out.set(keyOf(object), object);
    else if (object.kind === 'default privileges') addTo(out, forAnybody(object));
    else if (object.grantee !== OWNER) out.set(keyOf(object), withoutGrantors(object));
  }
  return out;
}

const granted = ({ properties }: SchemaObject): string[] => properties['privileges'] as string[];

/** Default privileges without their role: they apply to any role that creates objects. */
function forAnybody(object: SchemaObject): SchemaObject {
  const [, role = '', rest = ''] = /^for ("(?:[^"]|"")+"|\S+) (.*)$/.exec(object.name) ?? [];
  const others = granted(object).filter((one) => !one.startsWith(`${role}: `));
  return { ...object, name: rest, properties: { privileges: others } };
}

function addTo(schema: Map<string, SchemaObject>, object: SchemaObject): void {
  const there = schema.get(keyOf(object));
  const all = [...new Set([...(there ? granted(there) : []), ...granted(object)])].toSorted();
  schema.set(keyOf(object), { ...object, properties: { privileges: all } });
}

const withoutGrantors = (object: SchemaObject): SchemaObject =>
  object.grantee === undefined
    ? object
    : { ...object, properties: { privileges: granted(object).map((one) => one.replace(/ by .*$/, '')) } };

/** The dump may leave the name of a NOT NULL constraint to the server: then any name is right. */
function unnamed(object: SchemaObject, { isNamed }: Terms): SchemaObject {
  const name = object.properties['conname'];
  if (object.kind !== NOT_NULL || isNamed(String(name))) return object;
  return { ...object, properties: { ...object.properties, conname: null } };
}

/** A privilege of the role that owns the object in the other schema: there it is the owner's. */
const isOwnersOf = (object: SchemaObject, other: Schema, { owners }: Terms): boolean =>
  !owners && object.on !== undefined && other.get(object.on)?.owner === object.grantee;

/** A privilege of a role of the dump on an object of the dump is a different schema, not an addition. */
function isAddition(object: SchemaObject, dump: Schema, { additions, isNamed }: Terms): boolean {
  if (!additions) return false;
  if (object.kind !== 'privilege') return true;
  const isNew = object.on !== undefined && !dump.has(object.on);
  return isNew || (object.grantee !== 'PUBLIC' && !isNamed(object.grantee ?? ''));
}

export function differingLines(before: SchemaObject, after: SchemaObject, owners: boolean): string[] {
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])];
  const lines = names.flatMap((name) => {
    const [left, right] = [before, after].map(({ properties }) => JSON.stringify(properties[name]));
    return left === right ? [] : [`- ${name}: ${left}`, `+ ${name}: ${right}`];
  });
  if (!owners || before.owner === after.owner) return lines;
  return [...lines, `- owner: ${before.owner}`, `+ owner: ${after.owner}`];
}

/** What a run changed in the schema. */
export function drift(before: Schema, after: Schema): Difference[] {
  const out: Difference[] = [];
  for (const [key, object] of before) {
    const now = after.get(key);
    const lines = now ? differingLines(object, now, true) : ['it is gone'];
    if (lines.length > 0) out.push({ kind: object.kind, name: object.name, lines });
  }
  for (const [key, { kind, name }] of after)
    if (!before.has(key)) out.push({ kind, name, lines: ['it is new'] });
  return out;
}
