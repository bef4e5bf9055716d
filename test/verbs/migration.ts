/**
 * A migration by the kinds' verbs alone: what goes, then what changes, then what comes. It finds no dependents, so a case has
 * none. What it makes of OLD must be NEW as the catalogs have it, and running it again must change nothing.
 */
import { expect } from 'vitest';
import type { SchemaObject } from '../../src/catalog/object.js';
import { kindNamed } from '../../src/kinds/registry.js';
import type { Guard, GuardTarget } from '../../src/kinds/base/kind.js';
import { order } from '../../src/order.js';
import { parse } from '../../src/parse/parse.js';
import { conditionText, guardedText, statementText } from '../../src/print/guard.js';
import { scannedDump } from '../../src/source/dump.js';
import { readCatalog } from '../database/catalog.js';
import type { Engine } from '../database/pglite.js';

const LAYOUT = { printWidth: 110, tabWidth: 2 };

export interface Case {
  readonly what: string;
  /** What both have. */
  readonly base?: string;
  readonly old: string;
  readonly new: string;
  /** The statements expected, without their conditions; also for the way back. */
  readonly does?: readonly string[];
  readonly undoes?: readonly string[];
  /** Statements with rows, after OLD. */
  readonly rows?: string;
  /** The version whose words these are, where others word it differently. */
  readonly words?: number;
  /** The first version that has it. */
  readonly since?: number;
}

export const objectsOf = (sql: string, version: number): readonly SchemaObject[] =>
  order(parse(scannedDump(sql), { target: { version }, namedNotNull: false }).objects).placed.map(
    ({ object }) => object,
  );

const textOf = ({ sql }: SchemaObject): string => sql.replace(/\s+/g, ' ');

/** Statements that replace a definition, where the kind can't alter it; not if the database has it already. */
function replaced(before: SchemaObject, after: SchemaObject, target: GuardTarget): Guard[] {
  const kind = kindNamed(after.kind);
  const { alter } = kind;
  if (alter === 'again') return [kind.guard(after, target)];
  const alteration = alter?.(before, after, target);
  if (alteration) return [...alteration.steps];
  const defined = kind.isDefined?.(after);
  const drops = (kindNamed(before.kind).drop?.(before) ?? []).map((step) => ({
    ...step,
    ...(defined && { when: both(step.when, `NOT ${conditionText(defined)}`) }),
  }));
  return [...drops, kind.guard(after, target)];
}

const both = (when: Guard['when'], other: string): string =>
  when === undefined ? other : `${conditionText(when)} AND ${other}`;

export function migration(from: string, to: string, version: number): Guard[] {
  const target: GuardTarget = { version, roles: 'create' };
  const [old, wanted] = [objectsOf(from, version), objectsOf(to, version)];
  const before = new Map(old.map((object) => [object.id, object]));
  const after = new Map(wanted.map((object) => [object.id, object]));
  const gone = old.filter(({ id }) => !after.has(id)).toReversed();
  const changed = wanted.filter((one) => before.has(one.id) && textOf(before.get(one.id)!) !== textOf(one));
  return [
    ...gone.flatMap((one) => kindNamed(one.kind).drop?.(one) ?? []),
    ...changed.flatMap((one) => replaced(before.get(one.id)!, one, target)),
    ...wanted.filter(({ id }) => !before.has(id)).map((one) => kindNamed(one.kind).guard(one, target)),
  ];
}

export const textsOf = (guards: readonly Guard[]): string =>
  guards
    .map((one) => (one.when || one.around ? guardedText([one], LAYOUT) : statementText(one, LAYOUT)))
    .join('\n');

const reset = async (engine: Engine): Promise<void> => {
  await engine.run(
    `SET client_min_messages = warning; DROP SCHEMA IF EXISTS s, t CASCADE; SET search_path = ''`,
  );
};

/** Runs the case one way and looks at the catalogs. */
async function runs(
  engine: Engine,
  version: number,
  [base, from, to, rows]: readonly [string, string, string, string],
  does: readonly string[] | undefined,
  words = version,
): Promise<void> {
  const options = { privileges: true };
  await reset(engine);
  await engine.run(`${base};${to}`);
  const wanted = await readCatalog(engine.query, options);
  await reset(engine);
  await engine.run(`${base};${from};${rows}`);
  const guards = migration(`${base};${from}`, `${base};${to}`, version);
  if (does) expect(guards.map(({ sql }) => sql.replace(/\s+/g, ' '))).toEqual(does);
  const text = textsOf(guards);
  for (const run of ['first', 'second'])
    await engine.run(`BEGIN; SET LOCAL search_path = '';\n${text}\nCOMMIT`).catch(async (error: unknown) => {
      await engine.run('ROLLBACK');
      throw new Error(`${run} run: ${String(error)}\n${text}`);
    });
  expect(await readCatalog(engine.query, options), text).toEqual(wanted);
  if (words === version) expect(await undefinedIn(engine, objectsOf(`${base};${to}`, version))).toEqual([]);
}

/** Objects that their kinds don't find in the database as they are defined. */
async function undefinedIn(engine: Engine, objects: readonly SchemaObject[]): Promise<string[]> {
  const asked = objects.flatMap((object) => {
    const defined = kindNamed(object.kind).isDefined?.(object);
    return defined === undefined ? [] : [[object.id, conditionText(defined)] as const];
  });
  if (asked.length === 0) return [];
  const [row] = await engine.query(`SELECT ${asked.map(([, when], at) => `${when} AS "${at}"`).join(', ')}`);
  return asked.flatMap(([id], at) => (row![String(at)] === true ? [] : [id]));
}

/** Both ways. */
export async function holds(engine: Engine, version: number, one: Case): Promise<void> {
  const base = `CREATE SCHEMA s;${one.base ?? ''}`;
  await runs(engine, version, [base, one.old, one.new, one.rows ?? ''], one.does, one.words);
  await runs(engine, version, [base, one.new, one.old, one.rows ?? ''], one.undoes, one.words);
}

/** Where the schema is gone, a drop finds nothing to do. */
export async function dropsNothing(engine: Engine, version: number, one: Case): Promise<void> {
  await reset(engine);
  const all = `CREATE SCHEMA s;${one.base ?? ''};${one.new}`;
  const drops = objectsOf(all, version).flatMap((object) => kindNamed(object.kind).drop?.(object) ?? []);
  await engine.run(`BEGIN; SET LOCAL search_path = '';\n${textsOf(drops)}\nCOMMIT`);
}
