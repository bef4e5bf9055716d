/** The three files of adopt, which bring a database with rows to the state of the baseline. */
import type { Catalog } from '../../catalog/catalog.js';
import { doBlock } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import { commentText, settingsText } from '../../print/header.js';
import { type Layout, tabOf } from '../../print/layout.js';
import { oneTransaction } from '../../print/preconditions.js';
import { administratorsRunner, baselineRunner } from '../../runners/registry.js';
import { FIRST_LINE } from '../../source/ownOutput.js';
import type { Plan } from '../plan.js';
import { actionTexts } from '../print.js';
import type { LateColumn } from './middle.js';
import type { Path } from './paths.js';
import { dropStateText, stateTexts } from './routines.js';
import { commentLine, pathRows, rowsWithout } from './words.js';

const AGAIN = 'It can run again, also after an interrupted run.';

const inOne = `Run this file in one transaction, as ${baselineRunner.name} does; otherwise it stops and changes nothing: ${administratorsRunner.command}`;

function frame(now: Catalog, layout: Layout): string[] {
  const path = now.statements.find(({ session }) => session.searchPath)?.session.searchPath?.sql;
  return [oneTransaction(tabOf(layout)), settingsText(now, path)];
}

const joined = (parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

export interface ExpandInput {
  readonly now: Catalog;
  readonly layout: Layout;
  /** New columns, then their defaults. */
  readonly plans: readonly Plan[];
  /** The only tenant. */
  readonly only: string | undefined;
}

export function expandText({ now, layout, plans, only }: ExpandInput): string {
  const values =
    only === undefined
      ? 'Tenant columns are NULL in rows that exist, and the current tenant in new rows; applications go on working, and should set the tenant from now on.'
      : `Tenant columns are ${quoteLiteral(only)} in all rows, and in new rows until the contract step.`;
  return joined([
    commentText(
      `${FIRST_LINE.slice(3)} adopt, step 1: expand. Adds the columns of the baseline, and the functions that they call.`,
      inOne,
      AGAIN,
      'It locks each table exclusively until it ends, and writes no rows: it takes milliseconds a table. Where a table is in use, it waits at most 30 seconds.',
      values,
    ),
    ...frame(now, layout),
    ...(only === undefined ? [] : [onlyTenantText(now, only, tabOf(layout))]),
    ...plans.flatMap((plan) => actionTexts(plan, layout)),
  ]);
}

/** Stops where the tenants table has others. */
function onlyTenantText({ tenancy }: Catalog, only: string, tab: string): string {
  const { name, key, made, absent } = tenancy!.tenants;
  if (made || absent) return '';
  const table = quoteName(name);
  const column = quoteIdentifier(key);
  return [
    '-- There is one tenant',
    `${doBlock('baseline', [
      `${tab}IF EXISTS (SELECT FROM ${table} WHERE ${column} <> ${quoteLiteral(only)}) THEN`,
      `${tab}${tab}RAISE EXCEPTION 'Table % has other tenants than %: run pg-baseline adopt without --tenant', ${quoteLiteral(table)}, ${quoteLiteral(only)};`,
      `${tab}END IF;`,
    ])};`,
  ].join('\n');
}

export interface BackfillInput {
  readonly layout: Layout;
  readonly paths: readonly Path[];
  /** Columns whose defaults would rewrite their tables. */
  readonly late: readonly LateColumn[];
  /** Its schema. */
  readonly state: string;
  /** The policy that shows that the contract has run, by table. */
  readonly finishedBy: ReadonlyMap<string, string>;
}

export function backfillText({ layout, paths, late, state, finishedBy }: BackfillInput): string {
  const calls = paths.map((path) => callOf(path, state, finishedBy));
  const cyclic = paths.filter(({ isCyclic }) => isCyclic).map((path) => callOf(path, state, finishedBy));
  const defaults = late.flatMap(({ table, column, value }) =>
    value === undefined
      ? []
      : [`-- Default of new columns\nCALL ${quoteIdentifier(state)}.fill(${[table, column, `(${value})`].map(quoteLiteral).join(', ')});`],
  );
  return joined([
    commentText(
      `${FIRST_LINE.slice(3)} adopt, step 2: backfill. Gives rows that exist their tenant.`,
      `Run this file outside of a transaction (executeInTransaction=false for ${baselineRunner.name}): psql -X -v ON_ERROR_STOP=1 -f FILE`,
      `${AGAIN} It goes on where it stopped; the table ${state}.progress shows how far it is.`,
      'Each batch of 1000 blocks is a transaction that locks its rows; on tables with triggers of UPDATE it keeps other writers out until the batch ends, since it must not fire them. Tables grow by the rows that are written: VACUUM them afterwards.',
      'Review where the tenant of each table comes from:',
    ),
    pathRows(paths)
      .map(({ table, from, kind }) => commentLine(`  ${table}: ${from} (${kind})`))
      .join('\n'),
    ...stateTexts(state, tabOf(layout)),
    ...calls,
    ...cyclic.map((call) => `-- Again, after the tables that it refers to\n${call}`),
    ...defaults,
  ]);
}

function callOf(path: Path, state: string, finishedBy: ReadonlyMap<string, string>): string {
  const { table, column, sources } = path;
  const values = sources.map(({ value }) => value);
  const expression = values.length === 1 ? values[0]! : `coalesce(${values.join(', ')})`;
  const list = (items: readonly string[]): string => `ARRAY[${items.map(quoteLiteral).join(', ')}]`;
  const readable = [...new Set(sources.filter(({ columns }) => columns.length > 0).map(({ to }) => quoteName(to)))];
  const policy = finishedBy.get(quoteName(table));
  const tab = '  ';
  const args = [
    [table, column].map((one) => quoteLiteral(typeof one === 'string' ? one : quoteName(one))).join(', '),
    quoteLiteral(expression),
    ...(readable.length > 0 ? [`readable => ${list(readable)}`] : []),
    ...(values.length > 1 ? [`tenants => ${list(values)}`] : []),
    ...(policy === undefined ? [] : [`finished_by => ${quoteLiteral(policy)}`]),
  ];
  return `${commentLine(quoteName(table))}\nCALL ${quoteIdentifier(state)}.fill(\n${args.map((one) => `${tab}${one}`).join(',\n')}\n);`;
}

export interface ContractInput {
  readonly now: Catalog;
  readonly layout: Layout;
  readonly plan: Plan;
  readonly required: readonly Pick<LateColumn, 'table' | 'column'>[];
  readonly forced: readonly string[];
  readonly state: string;
}

export function contractText({ now, layout, plan, required, forced, state }: ContractInput): string {
  const tab = tabOf(layout);
  return joined([
    commentText(
      `${FIRST_LINE.slice(3)} adopt, step 3: contract. Requires a tenant in each row, and adds keys, policies and privileges of the baseline.`,
      inOne,
      AGAIN,
      'It locks each table exclusively until it ends, and reads all rows to check them: run it in a quiet hour. It stops before it changes anything where rows have no tenant.',
      'From here on, applications must set the tenant.',
    ),
    ...frame(now, layout),
    unforcedText(forced, tab),
    requiredText(required, tab),
    `-- State of the backfill\n${dropStateText(state, tab)}`,
    ...actionTexts(plan, layout),
  ]);
}

/** The owner's checks and keys would find no rows; FORCE is set again below. */
function unforcedText(tables: readonly string[], tab: string): string {
  if (tables.length === 0) return '';
  const blocks = tables.flatMap((table) => [
    `${tab}IF row_security_active(to_regclass(${quoteLiteral(table)})) THEN`,
    `${tab}${tab}ALTER TABLE ONLY ${table} NO FORCE ROW LEVEL SECURITY;`,
    `${tab}END IF;`,
  ]);
  return `-- The owner sees all rows until this file ends\n${doBlock('baseline', blocks)};`;
}

function requiredText(required: readonly Pick<LateColumn, 'table' | 'column'>[], tab: string): string {
  if (required.length === 0) return '';
  const rows = required.map(({ table, column }) =>
    `${tab}${tab}(${[table, column, rowsWithout(table, column)].map(quoteLiteral).join(', ')})`,
  );
  return `-- Each row has what will be NOT NULL\n${doBlock(
    'baseline',
    [
      `${tab}FOR one IN SELECT * FROM (VALUES`,
      rows.join(',\n'),
      `${tab}) AS required (relation, attribute, query) LOOP`,
      `${tab}${tab}CONTINUE WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = one.relation::regclass AND attname = one.attribute AND attnotnull);`,
      `${tab}${tab}EXECUTE 'SELECT count(*) FROM (' || one.query || ') AS found' INTO rows_found;`,
      `${tab}${tab}CONTINUE WHEN rows_found = 0;`,
      `${tab}${tab}complaint := complaint || format(E'\\n%s: %s rows without %I; this finds them: %s;', one.relation, rows_found, one.attribute, one.query);`,
      `${tab}END LOOP;`,
      `${tab}IF complaint <> '' THEN`,
      `${tab}${tab}RAISE EXCEPTION 'Rows lack a value; nothing was changed:%', complaint`,
      `${tab}${tab}${tab}USING HINT = 'Give them one, or run the backfill again, which fills what it can.';`,
      `${tab}END IF;`,
    ],
    [`${tab}one record;`, `${tab}rows_found bigint;`, `${tab}complaint text := '';`],
  )};`;
}
