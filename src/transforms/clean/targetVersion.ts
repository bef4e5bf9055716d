/**
 * Rewrites statements that the target server does not support in an older form, leaves them out with a reason, or
 * stops with an error: the server must accept each statement with the same meaning. See src/versions/constructs.ts.
 * https://www.postgresql.org/docs/release/
 */
import { type Catalog, declare, dropWhere, mapObjects, warn } from '../../catalog/catalog.js';
import { type Key, type SchemaObject } from '../../catalog/object.js';
import { type Diagnostic, InputError, type Place as Line } from '../../diagnostics/diagnostics.js';
import { isTable } from '../../kinds/tables/table.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Changed } from '../../catalog/tenancy.js';
import type { Context } from '../../versions/construct.js';
import { cameWith } from '../../versions/differences.js';
import { heirsOf } from '../../versions/heirs.js';
import { type Finding, fit, newest, withoutGrantor } from '../../versions/fit.js';
import type { Shown } from '../../versions/shown.js';
import type { Transform } from '../base/transform.js';
import { isAbout, isRoutine } from '../../kinds/is.js';

const CAME_WITH = 'it refers to an object that was left out';

function contextOf({ objects }: Catalog): Context {
  const routines = objects.filter(isRoutine);
  const partitioned = objects.filter((object) => isTable(object) && object.partitioned);
  return {
    routines: new Set(routines.map(({ name }) => name.name)),
    partitioned: new Set(partitioned.map(({ name }) => relationKey(name))),
    heirs: heirsOf(objects),
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

/** One warning per construct and object, even if it occurs several times. */
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

/** Declares once what differs from the dump on a server that supports it, even if several statements cause it. */
function note(changed: Map<string, Changed>, { what, since, older }: Finding, shown: readonly Shown[]): void {
  if (older.is === 'refused') return;
  const why = `${what} is new in PostgreSQL ${since}`;
  for (const { kind, name } of shown) {
    const key = `${kind} ${name}`;
    if (changed.has(key)) continue;
    changed.set(key, { kind, name, what: older.is === 'leftOut' ? older.why : older.how, why, since });
  }
}

/** If neither the dump nor the command line states a version, the features that the dump uses determine it. */
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
  stage: 'clean',
  summary:
    'Adapts statements to an older server (`postgres`): rewrites them, leaves them out with a warning, or stops with an error.',
  apply(given) {
    const context = contextOf(given);
    const catalog = inferred(given, context);
    const { version } = catalog.target;
    const notes: Diagnostic[] = [];
    const left = new Map<SchemaObject, string>();
    const gone = new Map<Key, Finding>();
    const changed = new Map<string, Changed>();
    const written = mapObjects(catalog, 'targetVersion', (object) => {
      const plain = withoutGrantor(object);
      if (plain) notes.push(plain.note);
      const { findings, changed: older } = fit(plain?.object ?? object, version, context);
      for (const finding of findings) if (finding.older.is === 'refused') refuse(object, finding, version);
      notes.push(...warnings(object, findings, version));
      const out = findings.find((finding) => finding.older.is === 'leftOut');
      for (const finding of out ? [out] : findings) note(changed, finding, finding.shown);
      const result = older ?? plain?.object;
      const kept = out ? [] : (result ?? object).provides;
      const cause = out ?? findings[0];
      for (const name of object.provides) if (cause && !kept.includes(name)) gone.set(name, cause);
      if (out?.older.is === 'leftOut') {
        left.set(object, `PostgreSQL ${version} does not support it: ${out.older.why}`);
        return undefined;
      }
      return result;
    });
    const there = new Set(written.objects.flatMap((object) => (left.has(object) ? [] : object.provides)));
    /** The construct whose removal also removed the object that this one describes. */
    const lost = (object: SchemaObject): Finding | undefined => {
      const need = object.needs.find(({ keys }) => keys.every((name) => gone.has(name) && !there.has(name)));
      return isAbout(object) && need ? gone.get(need.keys[0]!) : undefined;
    };
    const kept = dropWhere(written, (object) => {
      const why = left.get(object);
      const finding = why === undefined ? lost(object) : undefined;
      if (finding) note(changed, finding, cameWith(object));
      return why ?? (finding && CAME_WITH);
    });
    return warn(declare(kept, { changed: [...changed.values()] }), ...notes);
  },
};
