/**
 * Functions that the tool writes run with the rights of others: in triggers of every table, below routines of the dump, in
 * cascades. None of them may look a name up where its caller decides what is found.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readConfig, settingsOf } from '../src/config/config.js';
import { strings } from '../src/catalog/names.js';
import { type CreateFunctionStmt, parseStatements, type VariableSetStmt } from '../src/grammar.js';
import { convert, InputError, ready, type Settings } from '../src/index.js';
import { routineOption } from '../src/kinds/routines/routine.js';
import { scan } from '../src/source/scan.js';
import { tokens } from '../src/source/tokens.js';
import { walk } from '../src/catalog/walk.js';
import { withTenants } from './tenants.js';

await ready();

const ROOT = join(import.meta.dirname, '..');
const CONFIG = 'pg-baseline.config.yaml';

interface Case {
  readonly name: string;
  readonly input: Buffer;
  /** What the committed configuration makes of it, empty for an error: other tests compare it. */
  readonly output: string;
  readonly settings: Partial<Settings>;
}

function errorOf(folder: string): string {
  const file = join(folder, 'error.txt');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function caseOf(folder: string, dump: string, baseline: string): Case {
  const file = join(folder, CONFIG);
  const output = join(folder, baseline);
  const settings = existsSync(file) ? settingsOf(readConfig(readFileSync(file, 'utf8'), CONFIG)) : {};
  return {
    name: folder.slice(ROOT.length + 1),
    input: readFileSync(join(folder, dump)),
    output: existsSync(output) ? readFileSync(output, 'utf8') : '',
    settings,
  };
}

const cases = [
  ...readdirSync(join(ROOT, 'fixtures'))
    .map((name) => join(ROOT, 'fixtures', name))
    // A configuration that is an error has no settings.
    .filter((folder) => !/\[config\/value\]/.test(errorOf(folder)))
    .map((folder) => caseOf(folder, 'input.sql', 'output.sql')),
  caseOf(
    join(ROOT, 'samples', 'hims'),
    'schema_export_from_docker_20251222_110429.sql',
    'db/migration/V001__complete_hims_schema.sql',
  ),
];

interface Found {
  readonly name: string;
  readonly stmt: CreateFunctionStmt;
}

const functionsIn = (text: string): Found[] =>
  parseStatements(
    scan(text)
      .filter((statement) => ROUTINE.test(statement.text))
      .map((statement) => statement.text.replace(/;\s*$/, '')),
  ).flatMap((tree) => {
    if (!('type' in tree) || tree.type !== 'CreateFunctionStmt') return [];
    return [{ name: strings(tree.node.funcname).join('.'), stmt: tree.node }];
  });
const ROUTINE = /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b/i;

/** What is refused makes no function. */
function outputOf(input: Buffer, settings: Partial<Settings>): string {
  try {
    return convert(input, settings).sql;
  } catch (error) {
    if (error instanceof InputError) return '';
    throw error;
  }
}

/** Every fixture, by its own preset and by hims, for its own server and the oldest. */
function madeBy({ input, output, settings }: Case): Found[] {
  const tenancy = { ...withTenants.tenancy, ...settings.tenancy, create: true };
  const hims = { ...settings, preset: 'hims' as const, tenancy };
  const made = [
    ...functionsIn(output),
    ...[hims, { ...hims, postgres: 13 }].flatMap((options) => functionsIn(outputOf(input, options))),
  ];
  if (made.length === 0) return [];
  // What the preset plain has too is the dump's.
  const plain = outputOf(input, { ...settings, preset: 'plain' });
  const theirs = new Set(functionsIn(plain).map(({ name }) => name));
  return made.filter(({ name }) => !theirs.has(name));
}

const pathOf = (stmt: CreateFunctionStmt): string[] | undefined =>
  routineOption(stmt, 'set')
    .flatMap((node): VariableSetStmt[] => ('VariableSetStmt' in node ? [node.VariableSetStmt] : []))
    .find(({ name }) => name === 'search_path')
    ?.args?.map((node) => ('A_Const' in node ? (node.A_Const.sval?.sval ?? '') : ''));

const bodyOf = (stmt: CreateFunctionStmt): string =>
  routineOption(stmt, 'as').flatMap((node) => strings([node]))[0] ?? '';

/** Calls without a schema of what stands in a schema of the output: pg_catalog alone is in the path. */
function bareCalls(body: string, routines: ReadonlySet<string>): string[] {
  const all = tokens(body).map(({ start, end }) => body.slice(start, end));
  return all.filter((text, at) => all[at + 1] === '(' && all[at - 1] !== '.' && routines.has(text));
}

describe('what the tool writes looks nothing up in temporary schemas', () => {
  const made = cases.map((one) => [one.name, madeBy(one)] as const).filter(([, all]) => all.length > 0);

  test('there is something to look at', () => {
    expect(made.length).toBeGreaterThan(50);
    expect(made.find(([name]) => name === 'samples/hims')![1].length).toBeGreaterThan(25);
  });

  it.each(made)('%s', (_, all) => {
    const routines = new Set(all.map(({ name }) => name.slice(name.lastIndexOf('.') + 1)));
    const open = all.flatMap(({ name, stmt }) => {
      const path = pathOf(stmt);
      const body = bodyOf(stmt);
      if (path !== undefined) {
        const closed = path.join() === 'pg_catalog,pg_temp';
        return [
          ...(closed ? [] : [`${name}: SET search_path TO ${path.join(', ')}`]),
          ...bareCalls(body, routines),
        ];
      }
      // Inlined where it is called. What it names is bound, or says its schema.
      if (stmt.sql_body) return [];
      return unqualified(body).map((what) => `${name}: ${what}`);
    });
    expect(open).toEqual([]);
  });
});

/** Types, functions and operators of an SQL body that are looked up along the search_path. */
function unqualified(body: string): string[] {
  const [tree] = parseStatements([body]);
  if (!tree || !('type' in tree)) return [`no SQL: ${body}`];
  const out: string[] = [];
  walk(tree.node, (field, node) => {
    const names = { FuncCall: 'funcname', TypeName: 'names', typeName: 'names', A_Expr: 'name' }[field];
    if (names === undefined) return;
    const parts = strings(node[names] as never);
    if (parts.length === 1) out.push(`${field} ${parts[0]}`);
  });
  return out;
}
