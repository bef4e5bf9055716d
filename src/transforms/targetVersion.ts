/**
 * What the server of the output cannot say gets the form of an older one, is left out with a reason, or is an error: no statement
 * may be one that it refuses, or that means something else there. The table is src/versions/constructs.ts.
 * https://www.postgresql.org/docs/release/
 */
import { type Catalog, dropWhere, mapObjects, warn } from '../catalog/catalog.js';
import { type Key, type SchemaObject } from '../catalog/object.js';
import { type Diagnostic, InputError, type Place as Line } from '../diagnostics.js';
import { isTable } from '../kinds/table.js';
import { relationKey } from '../kinds/alterTable.js';
import type { Context } from '../versions/construct.js';
import { type Finding, fit, newest, withoutGrantor } from '../versions/fit.js';
import type { Transform } from './transform.js';

/** What is said of something else goes with it. */
const FOLLOWERS = new Set([
  'comment',
  'securityLabel',
  'owner',
  'grant',
  'eventTriggerState',
  'statisticsTarget',
  'firingState',
]);
const CAME_WITH = 'it refers to an object that was left out';

function contextOf({ objects }: Catalog): Context {
  const routines = objects.filter(({ kind }) => ['function', 'procedure', 'aggregate'].includes(kind));
  const partitioned = objects.filter((object) => isTable(object) && object.partitioned);
  return {
    routines: new Set(routines.map(({ name }) => name.name)),
    partitioned: new Set(partitioned.map(({ name }) => relationKey(name))),
  };
}

const lineOf = ({ statement: { raw } }: SchemaObject, { line }: Finding): Line => ({
  line: raw.line + line,
  column: 1,
});

function refuse(object: SchemaObject, finding: Finding, version: number): never {
  throw new InputError(
    'target/unsupported',
    `${object.id} uses ${finding.what}, new in PostgreSQL ${finding.since}; the output is for ${version}.`,
    { place: lineOf(object, finding), ...(finding.older.is === 'refused' && { help: finding.older.help }) },
  );
}

/** One warning for each thing of an object, however often it says it. */
function warnings(object: SchemaObject, findings: readonly Finding[], version: number): Diagnostic[] {
  const seen = new Set<string>();
  return findings.flatMap((finding): Diagnostic[] => {
    const { what, since, older } = finding;
    if (seen.has(what) || older.is === 'refused') return [];
    seen.add(what);
    const came = `${object.id} uses ${what}, new in PostgreSQL ${since}. For ${version}`;
    return [
      {
        severity: 'warning',
        code: older.is === 'leftOut' ? 'target/left-out' : 'target/older-form',
        message:
          older.is === 'leftOut'
            ? `${came} the statement was left out: ${older.why}.`
            : `${came}: ${older.how}.`,
        place: lineOf(object, finding),
        object: object.id,
      },
    ];
  });
}

/** A dump that does not say its version, and the command line neither: what it uses tells. */
function inferred(catalog: Catalog, context: Context): Catalog {
  const { target } = catalog;
  if (!target.assumed) return catalog;
  const needed = Math.max(...catalog.objects.map(({ statement }) => newest(statement, context)));
  if (needed <= target.version) return catalog;
  const message = `The dump does not state its PostgreSQL version but uses features of PostgreSQL ${needed}: the output is for ${needed}.`;
  return warn(
    { ...catalog, target: { ...target, version: needed } },
    {
      severity: 'warning',
      code: 'target/inferred',
      message,
      help: 'Set the version of your server: --postgres.',
    },
  );
}

export const targetVersion: Transform = {
  name: 'targetVersion',
  summary:
    'Adapts statements to an older server (`postgres`): rewrites them, leaves them out with a warning, or stops with an error.',
  apply(given) {
    const context = contextOf(given);
    const catalog = inferred(given, context);
    const { version } = catalog.target;
    const notes: Diagnostic[] = [];
    const left = new Map<SchemaObject, string>();
    const gone = new Set<Key>();
    const written = mapObjects(catalog, 'targetVersion', (object) => {
      const plain = withoutGrantor(object);
      if (plain) notes.push(plain.note);
      const { findings, changed } = fit(plain?.object ?? object, version, context);
      for (const finding of findings) if (finding.older.is === 'refused') refuse(object, finding, version);
      notes.push(...warnings(object, findings, version));
      const out = findings.find(({ older }) => older.is === 'leftOut')?.older;
      if (out?.is === 'leftOut') {
        left.set(object, `PostgreSQL ${version} does not support it: ${out.why}`);
        return undefined;
      }
      const result = changed ?? plain?.object;
      if (result) for (const name of object.provides) if (!result.provides.includes(name)) gone.add(name);
      return result;
    });
    for (const [{ provides }] of left) for (const name of provides) gone.add(name);
    const there = new Set(written.objects.flatMap((object) => (left.has(object) ? [] : object.provides)));
    const lost = ({ kind, needs }: SchemaObject): boolean =>
      FOLLOWERS.has(kind) &&
      needs.some(({ keys }) => keys.every((name) => gone.has(name) && !there.has(name)));
    const kept = dropWhere(written, (object) => left.get(object) ?? (lost(object) ? CAME_WITH : undefined));
    return warn(kept, ...notes);
  },
};
