/** Compares a live database, which is only read, with what the migrations give. */
import { catalogQuery, readSchema } from '../../verify/catalog/read.js';
import type { Schema } from '../../verify/catalog/schema.js';
import type { Database, Engine } from '../../verify/engine/engine.js';
import { baselineRunner } from '../../runners/registry.js';
import { openLive } from '../../verify/server/live.js';
import { compare, type Difference } from '../../verify/fidelity/compare.js';
import { lostIn, type NotRun } from '../../verify/load/limits.js';
import type { Script } from '../../verify/load/migrations.js';
import { namesIn } from '../../verify/engine/rules.js';
import { comparable } from './majorVersions.js';
import type { Step } from './step.js';

/** Differences that a message shows. */
const SHOWN = 20;

export async function driftFrom(url: string, database: Database, engine: Engine, ran: Ran): Promise<Step> {
  const live = await openLive(url);
  try {
    const there = withoutHistory(await readSchema(live.database, await catalogQuery(live.database)));
    const expected = await schemaOf(database);
    const [a, b] = live.version === engine.version ? [expected, there] : comparable(expected, there);
    const where = `server at ${live.host} (PostgreSQL ${live.version})`;
    const found = differences(a, b, ran, 'in the database');
    return found.length === 0
      ? { findings: [], done: [`${where}: no drift from the migrations`] }
      : { findings: [`${where} has drifted from the migrations:`, ...found], done: [] };
  } finally {
    await live.database.close();
  }
}

export const schemaOf = async (database: Database): Promise<Schema> =>
  readSchema(database, await catalogQuery(database));

/** What was run, and what of it the engine cannot run. */
export interface Ran {
  readonly scripts: readonly Script[];
  readonly notRun: readonly NotRun[];
}

/** `core.visits.note` in ALTER TABLE core.visits ALTER COLUMN note … */
function isNamedIn(text: string, name: string): boolean {
  const [, table = name, column = ''] = /^(.*)\.([^.]+)$/.exec(name) ?? [];
  return text.includes(name) || (text.includes(table) && text.includes(column));
}

/** @param where as in `missing in the database`: the second schema */
export function differences(one: Schema, other: Schema, { scripts, notRun }: Ran, where: string): string[] {
  const { missing, unexpected, changed } = compare(one, other, {
    additions: false,
    owners: false,
    privileges: true,
    isNamed: namesIn(...scripts.map(({ text }) => text)),
    declared: [],
    isLost: lostIn(notRun),
  });
  const found = [
    ...lines(`missing ${where}`, withoutParts(missing)),
    ...lines(`only ${where}`, withoutParts(unexpected)),
    ...lines(
      `different ${where}`,
      changed.filter(({ name }) => !notRun.some(({ statement }) => isNamedIn(statement.text, name))),
    ),
  ];
  const more = found.length > SHOWN ? [`  ${found.length - SHOWN} more differences`] : [];
  return [...found.slice(0, SHOWN).flat(), ...more];
}

const WHOLE = new Set([
  'table',
  'view',
  'materialized view',
  'foreign table',
  'sequence',
  'function',
  'procedure',
  'type',
]);

/** What belongs to a table that is named itself says nothing more. */
function withoutParts(differences: readonly Difference[]): Difference[] {
  const whole = differences.filter(({ kind }) => WHOLE.has(kind)).map(({ name }) => name);
  const isPart = ({ kind, name }: Difference): boolean =>
    !WHOLE.has(kind) &&
    whole.some((one) =>
      [`${one}.`, `${one} `].some(
        (begin) => `${name} `.includes(` ${begin}`) || `${name} `.startsWith(begin),
      ),
    );
  return differences.filter((one) => !isPart(one));
}

const lines = (what: string, differences: readonly Difference[]): string[][] =>
  differences.map(({ kind, name, lines: its }) => [
    `  ${kind} ${name}: ${what}`,
    ...its.map((line) => `    ${line.replace(/\s+/g, ' ').slice(0, 160)}`),
  ]);

/** The runner's own table, with its indexes and privileges. */
function withoutHistory(schema: Schema): Schema {
  const tables = Object.keys(baselineRunner.history.tables);
  const isHistory = (name: string): boolean =>
    tables.some((table) => new RegExp(`(?:^|[ .])${table}(?:$|[ ._])`).test(name));
  return new Map([...schema].filter(([, { name, of }]) => ![name, of ?? ''].some(isHistory)));
}
