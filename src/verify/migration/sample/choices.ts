/**
 * Values of the columns that rules connect, chosen together: the database evaluates the rules on all combinations of
 * likely values, in OLD and then, with the rules there, in NEW.
 */
import type { Database, Row } from '../../engine/engine.js';
import { quoted } from '../../sql/names.js';
import { literal } from '../base/literal.js';
import type { Check, Table } from '../base/tables.js';
import { tried } from './tried.js';

export type Value = string | null;

/** A side of the migration: the table as it is there. */
export interface Side {
  readonly database: Database;
  readonly table: Table;
}

/** Combinations that are evaluated, and those that are tried in turn. */
const MOST_COMBINED = 20_000;
const MOST_TRIED = 40;

/** Columns that rules connect with each other. */
export function groupsOf(sides: readonly Side[], columns: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { table } of sides) {
    for (const check of table.checks) {
      const its = check.columns.filter((name) => columns.includes(name));
      const all = [...new Set(its.flatMap((name) => groups.get(name) ?? [name]))];
      for (const name of all) groups.set(name, all);
    }
  }
  return [...new Set(groups.values())];
}

/**
 * @param candidates by column, the preferred ones first
 * @returns combinations that satisfy all rules, the preferred ones first; undefined if they cannot be evaluated
 */
export async function choose(
  sides: readonly Side[],
  group: readonly string[],
  candidates: ReadonlyMap<string, readonly Value[]>,
): Promise<Value[][]> {
  const most = Math.max(3, Math.floor(MOST_COMBINED ** (1 / group.length)));
  const lists = group.map((name) => (candidates.get(name) ?? []).slice(0, most));
  const [first, ...others] = sides;
  const rules = await runnable(first!, group);
  const from = lists.map((list, n) => `${unnested(list)} v${n}(x, n)`).join(' CROSS JOIN ');
  const columns = group.map((name, n) => `v${n}.x::${typeOf(first!.table, name)} AS ${quoted(name)}`);
  const rank = group.map((_, n) => `v${n}.n`).join(' + ');
  const texts = group.map((_, n) => `v${n}.x`).join(', ');
  let found = (
    await first!.database.query<{ texts: Value[] } & Row>(
      `SELECT s."pg_baseline_texts" AS texts FROM (SELECT ARRAY[${texts}]::text[] AS "pg_baseline_texts", ${rank} AS "pg_baseline_rank",
         ${columns.join(', ')} FROM ${from} OFFSET 0) s
       ${whereAll(rules)} ORDER BY s."pg_baseline_rank", s."pg_baseline_texts" LIMIT ${others.length > 0 ? 10 * MOST_TRIED : MOST_TRIED}`,
    )
  ).map(({ texts: its }) => its);
  for (const side of others) {
    const kept = await tried(side.database, () => filtered(side, group, found));
    if ('value' in kept) found = kept.value;
  }
  return found.slice(0, MOST_TRIED);
}

async function filtered(side: Side, group: readonly string[], found: readonly Value[][]): Promise<Value[][]> {
  const rules = await runnable(side, group);
  if (found.length === 0 || rules.length === 0) return [...found];
  const rows = found.map(
    (values, n) => `(${[String(n), ...values.map((one) => `${literal(one)}::text`)].join(', ')})`,
  );
  const names = group.map((_, n) => `c${n}`);
  const columns = group.map((name, n) => `v.c${n}::${typeOf(side.table, name)} AS ${quoted(name)}`);
  const kept = await side.database.query<{ n: number } & Row>(
    `SELECT s."pg_baseline_n" AS n FROM (SELECT v.n AS "pg_baseline_n", ${columns.join(', ')}
       FROM (VALUES ${rows.join(', ')}) v(n, ${names.join(', ')}) OFFSET 0) s ${whereAll(rules)} ORDER BY 1`,
  );
  return kept.map(({ n }) => found[Number(n)]!);
}

/** Rules over columns of the group only, which can be evaluated without the row. */
async function runnable({ database, table }: Side, group: readonly string[]): Promise<string[]> {
  const about = table.checks.filter(
    ({ columns }) => columns.length > 0 && columns.every((name) => group.includes(name)),
  );
  const columns = group.map((name) => `NULL::${typeOf(table, name)} AS ${quoted(name)}`).join(', ');
  const out: string[] = [];
  for (const { expression } of about) {
    const found = await tried(database, () =>
      database.query(`SELECT (${expression}) FROM (SELECT ${columns}) s`),
    );
    if ('value' in found) out.push(expression);
  }
  return out;
}

const whereAll = (rules: readonly string[]): string =>
  rules.length === 0 ? '' : `WHERE ${rules.map((rule) => `(${rule}) IS NOT FALSE`).join(' AND ')}`;

const unnested = (values: readonly Value[]): string =>
  `unnest(ARRAY[${values.map(literal).join(', ')}]::text[]) WITH ORDINALITY`;

const typeOf = (table: Table, name: string): string =>
  table.columns.find((column) => column.name === name)?.type ?? 'text';

/** Rules that mention a column. */
export const rulesAbout = (checks: readonly Check[], column: string): string[] =>
  checks.filter(({ columns }) => columns.includes(column)).map(({ expression }) => expression);
