/** The verbs of kinds in a database: what they write turns one schema into another, however often it runs. */
import { expect } from 'vitest';
import type { SchemaObject } from '../../src/catalog/object.js';
import { loadGrammar } from '../../src/grammar.js';
import type { Condition, Guard, GuardTarget } from '../../src/kinds/base/kind.js';
import type { Alteration } from '../../src/kinds/base/verbs.js';
import { kindNamed } from '../../src/kinds/registry.js';
import { parse } from '../../src/parse/parse.js';
import { conditionText, guardedText, statementText } from '../../src/print/guard.js';
import { scannedDump } from '../../src/source/dump.js';
import { readCatalog } from '../database/catalog.js';
import type { Engine } from '../database/pglite.js';
import { differences, type Schema } from '../database/schema.js';

await loadGrammar();

const LAYOUT = { printWidth: 110, tabWidth: 2 };
export const TARGET: GuardTarget = { version: 18, roles: 'create' };

const text = (guard: Guard): string =>
  guard.when === undefined ? statementText(guard, LAYOUT) : guardedText([guard], LAYOUT);

export const objectsOf = (sql: string): readonly SchemaObject[] =>
  parse(scannedDump(`SET search_path = '';\n${sql}`), {
    target: { version: 15 },
    namedNotNull: false,
  }).objects.filter(({ kind }) => !['noise', 'setting'].includes(kind));

/** The last object of the text. */
const last = (sql: string): SchemaObject => objectsOf(sql).at(-1)!;

export function alteration(old: string, wanted: string, target = TARGET): Alteration | undefined {
  const [before, after] = [last(old), last(wanted)];
  expect(after.id).toBe(before.id);
  const { alter, guard } = kindNamed(after.kind);
  return alter === 'again' ? { steps: [guard(after, target)] } : alter?.(before, after, target);
}

/** The statements of an alteration, as they are in a migration. */
export const altered = (old: string, wanted: string, target = TARGET): string[] | undefined =>
  alteration(old, wanted, target)?.steps.map(text);

export const dropped = (object: SchemaObject): string[] => kindNamed(object.kind).drop!(object).map(text);

/** Runs the work in a transaction with an empty search_path, and leaves nothing of it. */
async function apart<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  await engine.run(`BEGIN; SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off;`);
  try {
    return await work();
  } finally {
    await engine.run('ROLLBACK');
  }
}

/** What an added value or a dropped column leaves in the catalogs for good. `isDefined` tells the order. */
const TRACES = /^(?:enumsortorder|attnum|relnatts): .*\n?/gm;

const read = async (engine: Engine): Promise<Schema> => {
  const found = await readCatalog(engine.query, { privileges: false });
  return new Map([...found].map(([id, properties]) => [id, properties.replace(TRACES, '')]));
};

const schemaAfter = (engine: Engine, ...scripts: readonly string[]): Promise<Schema> =>
  apart(engine, async () => {
    for (const script of scripts) await engine.run(script);
    return read(engine);
  });

export async function isDefined(engine: Engine, sql: string, wanted: string): Promise<boolean | undefined> {
  const object = last(wanted);
  const condition: Condition | undefined = kindNamed(object.kind).isDefined?.(object);
  if (condition === undefined) return undefined;
  return apart(engine, async () => {
    await engine.run(sql);
    const [row] = await engine.query(`SELECT (${conditionText(condition)}) IS TRUE AS found`);
    return row!['found'] as boolean;
  });
}

/** The last object of `old` becomes that of `wanted`: once, twice, and where it is so already. */
export async function expectAltered(
  engine: Engine,
  before: string,
  old: string,
  wanted: string,
): Promise<void> {
  const steps = altered(`${before}\n${old}`, `${before}\n${wanted}`);
  expect(steps, 'an alteration').toBeDefined();
  const migration = steps!.join('\n');
  const expected = await schemaAfter(engine, before, wanted);
  expect(await isDefined(engine, `${before} ${old} ${migration}`, `${before} ${wanted}`)).not.toBe(false);
  expect(differences(expected, await schemaAfter(engine, before, old, migration)), migration).toBe('');
  expect(differences(expected, await schemaAfter(engine, before, old, migration, migration)), 'twice').toBe(
    '',
  );
  expect(differences(expected, await schemaAfter(engine, before, wanted, migration)), 'in vain').toBe('');
}

/** Nothing of the text is left, and nothing fails where it is gone, or was never there. */
export async function expectDropped(engine: Engine, before: string, sql: string): Promise<void> {
  const own = objectsOf(`${before}\n${sql}`).slice(objectsOf(before).length);
  const migration = own.toReversed().flatMap(dropped).join('\n');
  const expected = await schemaAfter(engine, before);
  expect(differences(expected, await schemaAfter(engine, before, sql, migration)), migration).toBe('');
  expect(differences(expected, await schemaAfter(engine, before, sql, migration, migration)), 'twice').toBe(
    '',
  );
  expect(differences(await schemaAfter(engine), await schemaAfter(engine, migration)), 'in vain').toBe('');
}
