/**
 * Fills the tables of OLD with rows that NEW accepts as well: at least two each, and one with NULL wherever both allow
 * it. Deterministic: rows of one number refer to each other, so that keys of several columns agree.
 */
import { databaseError, type Engine, type Row } from '../../engine/engine.js';
import { quoted } from '../../sql/names.js';
import { unforced } from '../base/forced.js';
import { textsOf } from '../base/texts.js';
import { endAccepting, startAccepting } from './accepted.js';
import { type Candidates, candidatesOf, type Half, nowOf } from './candidates.js';
import { literal } from '../base/literal.js';
import { type Planned, planOf } from './plan.js';
import type { Renames } from '../base/losses.js';
import { Composer, type Composition } from './compose.js';
import type { Sample } from './row.js';
import type { Value } from './choices.js';
import type { ForeignKey } from '../base/tables.js';

export interface Amount {
  /** Rows per table. */
  readonly rows: number;
  /** The last one has NULL wherever it may. */
  readonly nulls: boolean;
}

export const SEVERAL: Amount = { rows: 3, nulls: true };
/** All rows belong together. */
export const ONE: Amount = { rows: 1, nulls: false };

/** Rows that are offered for each. */
const TRIES = 24;

export interface Filled {
  readonly tables: number;
  readonly rows: number;
  /** Tables without rows, and the last reason why. */
  readonly empty: ReadonlyMap<string, string>;
}

export async function fill(
  engine: Engine,
  before: Half,
  after: Half,
  { renames, amount = SEVERAL }: { readonly renames: Renames; readonly amount?: Amount },
): Promise<Filled> {
  const plan = planOf(before.tables, after.tables, renames);
  const both = [before.database, after.database];
  for (const database of both) await startAccepting(database);
  const candidates = await candidatesOf(before, after, plan);
  for (const database of both) await endAccepting(database);
  return unforced(before.database, () =>
    unforced(after.database, async () => {
      for (const database of both) {
        await database.run('BEGIN; SET CONSTRAINTS ALL DEFERRED');
        // No triggers: neither those that reject rows, nor those of foreign keys, which the rows satisfy anyway.
        if (engine.superuser) await database.run('SET LOCAL session_replication_role = replica');
      }
      const out = await new Filler(engine, before, after, { plan, candidates, amount }).all();
      for (const database of both) await database.run('COMMIT');
      return out;
    }),
  );
}

class Filler {
  private readonly composer: Composer;
  private readonly rows = new Map<string, Sample[]>();
  private readonly plan: readonly Planned[];
  private readonly amount: Amount;
  private readonly compositions = new Map<string, Composition>();

  constructor(
    private readonly engine: Engine,
    private readonly before: Half,
    private readonly after: Half,
    { plan, candidates, amount }: { plan: readonly Planned[]; candidates: Candidates; amount: Amount },
  ) {
    this.plan = plan;
    this.amount = amount;
    this.composer = new Composer({
      before,
      after,
      plan,
      candidates,
      rows: this.rows,
      mayPromise: engine.superuser,
    });
  }

  async all(): Promise<Filled> {
    const empty = new Map<string, string>();
    let rows = 0;
    const leaves = this.plan.filter(({ table }) => !table.partitioned);
    for (const one of leaves) {
      const { made, reason } = await this.fillOne(one);
      rows += made;
      if (made === 0) empty.set(one.table.name, reason);
    }
    return { tables: leaves.length, rows, empty };
  }

  private async fillOne(one: Planned): Promise<{ made: number; reason: string }> {
    let reason = 'no values were found for its columns';
    let made = 0;
    const its: Sample[] = [];
    this.rows.set(one.table.name, its);
    const composition = await this.composer.compose(one);
    if (typeof composition === 'string') return { made, reason: composition };
    this.compositions.set(one.table.name, composition);
    for (let number = 0; number < this.amount.rows; number++) {
      const tried = new Set<string>();
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const row = composition.row(number, attempt, this.amount.nulls && number === this.amount.rows - 1);
        if (typeof row === 'string') {
          reason = row;
          continue;
        }
        const key = JSON.stringify([...row]);
        if (tried.has(key)) continue;
        tried.add(key);
        for (const wanted of composition.wanting) await this.provide(wanted, row);
        const added = await this.add(one, row, number);
        if (typeof added === 'string') reason = added;
        else {
          its.push(added);
          made += 1;
          break;
        }
      }
      if (made === 0) break;
    }
    return { made, reason };
  }

  /** Makes the row that another one refers to. */
  private async provide({ to, columns, toColumns }: ForeignKey, row: Sample): Promise<void> {
    const values = columns.map((name) => row.get(name) ?? null);
    const isThere = (other: Sample): boolean => toColumns.every((name, n) => other.get(name) === values[n]);
    const composition = this.compositions.get(to);
    const its = this.rows.get(to);
    if (!composition || !its || values.includes(null) || this.composer.rowsOf(to).some(isThere)) return;
    const target = this.plan.find(({ table }) => table.name === to)!;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const made = composition.row(its.length, attempt, false);
      if (typeof made === 'string') continue;
      const added = await this.add(
        target,
        new Map([...made, ...toColumns.map((name, n) => [name, values[n]!] as const)]),
        its.length,
      );
      if (typeof added === 'string') continue;
      its.push(added);
      return;
    }
  }

  /** Into OLD, and what OLD made of it into NEW. @returns the reason if one of them refuses it */
  private async add(one: Planned, row: Sample, number: number): Promise<Sample | string> {
    const { table, later } = one;
    await this.before.database.run('SAVEPOINT row');
    const names = table.columns.map(({ name }) => name);
    const made = await this.insert(this.before, table.name, row, names);
    const refused =
      typeof made === 'string' ? made : this.engine.superuser ? this.composer.dangling(one, made) : undefined;
    if (refused !== undefined || typeof made === 'string') {
      await this.before.database.run('ROLLBACK TO SAVEPOINT row');
      return refused ?? String(made);
    }
    if (later && !later.partitioned) {
      await this.after.database.run('SAVEPOINT row');
      const failed = await this.insert(this.after, later.name, this.laterRow(one, made, number), []);
      if (typeof failed === 'string') {
        await this.after.database.run('ROLLBACK TO SAVEPOINT row');
        await this.before.database.run('ROLLBACK TO SAVEPOINT row');
        return failed;
      }
      await this.after.database.run('RELEASE SAVEPOINT row');
    }
    await this.before.database.run('RELEASE SAVEPOINT row');
    return made;
  }

  private laterRow(one: Planned, made: Sample, number: number): Sample {
    const row = new Map<string, Value>();
    for (const [name, value] of made) {
      const column = one.table.columns.find((its) => its.name === name)!;
      const now = nowOf(one, column);
      if (now && now.filled !== 'generated') row.set(now.name, value);
    }
    for (const [name, value] of this.composer.added(one, number)) row.set(name, value);
    return row;
  }

  private async insert(
    { database }: Half,
    table: string,
    row: Sample,
    back: readonly string[],
  ): Promise<Sample | string> {
    const names = [...row.keys()].map(quoted).join(', ');
    const values = [...row.values()].map(literal).join(', ');
    const what = row.size === 0 ? 'DEFAULT VALUES' : `(${names}) OVERRIDING SYSTEM VALUE VALUES (${values})`;
    try {
      const [made] = await database.query<{ texts: Value[] } & Row>(
        `INSERT INTO ${table} ${what} RETURNING ${textsOf(back)} AS texts`,
      );
      if (!made) return 'the database kept no row';
      return new Map(back.map((name, n) => [name, made.texts[n] ?? null]));
    } catch (error) {
      return databaseError(error).message;
    }
  }
}
