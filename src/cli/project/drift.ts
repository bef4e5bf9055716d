/** Compares a live database, which is only read, with what the migrations give. */
import { catalogQuery, readSchema } from '../../verify/catalog/read.js';
import type { Schema } from '../../verify/catalog/schema.js';
import type { Database, Engine } from '../../verify/engine/engine.js';
import { baselineRunner } from '../../runners/registry.js';
import { openLive } from '../../verify/server/live.js';
import { compare, type Difference } from '../../verify/fidelity/compare.js';
import type { Script } from '../../verify/load/migrations.js';
import { namesIn } from '../../verify/engine/rules.js';

/** Differences that a message shows. */
const SHOWN = 20;

export interface Drift {
  readonly findings: readonly string[];
  readonly done: readonly string[];
}

export async function driftFrom(
  url: string,
  database: Database,
  engine: Engine,
  scripts: readonly Script[],
): Promise<Drift> {
  const live = await openLive(url);
  try {
    const there = withoutHistory(await readSchema(live.database, await catalogQuery(live.database)));
    const expected = await readSchema(database, await catalogQuery(database));
    const [a, b] = live.version === engine.version ? [expected, there] : comparable(expected, there);
    const { missing, unexpected, changed } = compare(a, b, {
      additions: false,
      owners: false,
      privileges: true,
      isNamed: namesIn(...scripts.map(({ text }) => text)),
      declared: [],
      isLost: () => false,
    });
    const found = [
      ...lines('missing in the database', missing),
      ...lines('only in the database', unexpected),
      ...lines('different in the database', changed),
    ];
    const more = found.length > SHOWN ? [`${found.length - SHOWN} more differences`] : [];
    const where = `server at ${live.host} (PostgreSQL ${live.version})`;
    return found.length === 0
      ? { findings: [], done: [`${where}: no drift from the migrations`] }
      : {
          findings: [
            `${where} has drifted from the migrations:`,
            ...found.slice(0, SHOWN).flat(),
            ...more,
          ],
          done: [],
        };
  } finally {
    await live.database.close();
  }
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

/**
 * Between major versions only what both have is compared: NOT NULL constraints are objects since PostgreSQL 18, and catalogs gain
 * columns.
 */
function comparable(one: Schema, other: Schema): [Schema, Schema] {
  const known = (a: Schema, b: Schema): Schema =>
    new Map(
      [...a].flatMap(([key, object]) => {
        if (object.properties['contype'] === 'n') return [];
        const twin = b.get(key);
        if (!twin) return [[key, object] as const];
        const properties = Object.fromEntries(
          Object.entries(object.properties).filter(([name]) => name in twin.properties),
        );
        return [[key, { ...object, properties }] as const];
      }),
    );
  return [known(one, other), known(other, one)];
}
