/**
 * Verifies a baseline, with evidence: loads it next to the dump and reads both back. Independent: it takes SQL text,
 * and shares no code with the conversion.
 */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { attack, isIsolated } from './attack.js';
import { catalogQuery, readSchema } from './catalog/read.js';
import type { Schema } from './catalog/schema.js';
import { ownersIn } from './sql/commands.js';
import { asking, type Database, type DatabaseError, type Engine, Stopped } from './engine/engine.js';
import { shifted } from './fidelity/columnOrder.js';
import { compare, type Comparison } from './fidelity/compare.js';
import type { IsolationResult } from './isolation/isolation.js';
import { absentIn, type Limits, limitsOf, lostIn } from './load/limits.js';
import { lint } from './lints.js';
import { baselineStatements, loadDump, type LoadedDump, reading, StoppedAt } from './load/load.js';
import type { ConversionReport, Declaration } from './fidelity/report.js';
import { failing, isWrong, type Rerun, runAgain, runFirst, type Runner, STOPS } from './rerun.js';
import { namesIn } from './engine/rules.js';
import { split, type Statement } from './sql/split.js';

export interface VerifyInput {
  readonly engine: Engine;
  /** Opens a superuser's engine for the attacks, if `engine` is not one. */
  readonly attackEngine?: () => Promise<Engine>;
  readonly dump: string;
  /** Texts in the order in which they run. */
  readonly baseline: readonly string[];
  /** The conversion's; without it, nothing is declared. */
  readonly report?: ConversionReport;
  /** The conversion was to add nothing. */
  readonly plain: boolean;
  /** Reports progress. */
  readonly say?: (what: string) => void;
}

export interface Verification extends Limits {
  readonly engine: string;
  /** Absent if one of its statements stopped verify. */
  readonly dump?: LoadedDump;
  /** Number of statements of the baseline. */
  readonly statements: number;
  /** A statement never ended, or broke the engine: it is among the failures, and nothing after it was checked. */
  readonly stopped: boolean;
  readonly owners: boolean;
  readonly privileges: boolean;
  readonly fidelity: Comparison;
  readonly stops: number;
  /** Runs after the first, with their errors and what they changed. */
  readonly reruns: readonly Rerun[];
  readonly findings: readonly Diagnostic[];
  /** Absent if no table belongs to tenants; an error if the attacks could not be completed. */
  readonly isolation?: IsolationResult | DatabaseError;
  /** The engine of the attacks, if it is another one. */
  readonly isolatedOn?: string;
  readonly ok: boolean;
}

export async function verify(input: VerifyInput): Promise<Verification> {
  try {
    return await asking(() => judge(input));
  } catch (error) {
    if (error instanceof StoppedAt || error instanceof Stopped) return stoppedAt(error, input);
    throw error;
  }
}

async function judge(input: VerifyInput): Promise<Verification> {
  const { engine, report, say = () => {} } = input;
  say('Loading the dump');
  const original = await engine.create();
  const dump = await loadDump(engine, original, input.dump);
  const catalogs = await catalogQuery(original);
  const before = await reading('dump', () => readSchema(original, catalogs));
  await original.close();

  const statements = input.baseline.flatMap((text) => baselineStatements(text, engine));
  const create = async (): Promise<Database> => {
    const database = await engine.create();
    for (const role of dump.roles) await engine.makeRole(database, role);
    return database;
  };
  const runner: Runner = { create, statements, catalogs, say };
  const database = await create();
  const first = await runFirst(database, runner);
  const after = await reading('baseline', () => readSchema(database, catalogs));
  const without = failing(first.failures);
  const reruns = [...first.stopped, ...(await runAgain(database, after, without, runner))];
  say('Comparing');
  const owners = engine.superuser && countOwners(statements, split(input.dump), report);
  const privileges = !(report?.stripped.has('grant') ?? false);
  const limits = limitsOf(dump, { statements, failures: first.failures }, engine.superuser);
  const isAbsent = absentIn(after, limits.notRun);
  const compared = compare(before, after, {
    additions: !input.plain,
    owners,
    privileges,
    isNamed: namesIn(input.dump),
    isLost: lostIn(limits.notRun),
    declared: (report?.declared ?? []).filter(
      ({ before: until = Infinity, since = 0 }) => since <= engine.version && engine.version < until,
    ),
  });
  const isOfAbsent = ({ name, table }: Declaration): boolean =>
    isAbsent(table ?? name.replace(/^.* on [a-z ]+ /, ''));
  const fidelity = { ...compared, unfounded: compared.unfounded.filter((one) => !isOfAbsent(one)) };
  const findings = [...shiftedColumns(before, after), ...(await lint(database, statements))];
  const known = (report?.known ?? []).filter(({ relation }) => !isAbsent(relation));
  const isolation = await attack({
    engine,
    attackEngine: input.attackEngine,
    baseline: input.baseline,
    database,
    ofTenants: !input.plain && (report?.ofTenants ?? false),
    known,
    roles: dump.roles,
    say,
  });
  await database.close();

  const { missing, unexpected, changed, unfounded } = fidelity;
  const { unjudged, failures } = limits;
  const wrong = [unjudged, failures, missing, unexpected, changed, unfounded, reruns.filter(isWrong)];
  return {
    engine: engine.name,
    dump,
    statements: statements.length,
    stopped: false,
    ...limits,
    owners,
    privileges,
    fidelity,
    stops: STOPS,
    reruns,
    findings,
    ...isolation,
    ok: wrong.every((list) => list.length === 0) && isIsolated(isolation),
  };
}

const NOTHING: Comparison = {
  equal: 0,
  added: [],
  declared: [],
  missing: [],
  unexpected: [],
  changed: [],
  unfounded: [],
};

function stoppedAt(error: StoppedAt | Stopped, { engine, baseline }: VerifyInput): Verification {
  const { of, statement } =
    error instanceof StoppedAt
      ? error
      : { of: 'baseline', statement: { text: '(a query of verify itself)', line: 0 } };
  const failure = { statement, code: '', message: error.message };
  return {
    engine: engine.name,
    statements: baseline.flatMap((text) => baselineStatements(text, engine)).length,
    stopped: true,
    notRun: [],
    notRunOfDump: [],
    failures: of === 'baseline' ? [failure] : [],
    unjudged: of === 'dump' ? [failure] : [],
    owners: false,
    privileges: false,
    fidelity: NOTHING,
    stops: 0,
    reruns: [],
    findings: [],
    ok: false,
  };
}

/** Added columns may come before the dump's, in a table that inherits them. */
const shiftedColumns = (before: Schema, after: Schema): Diagnostic[] =>
  shifted(before, after).map((table) => ({
    severity: 'warning',
    code: 'lint/columns-shifted',
    message: `Columns were added before existing columns of ${table}: an INSERT without a column list fails.`,
    help: 'Name the columns in every INSERT.',
    object: `table ${table}`,
  }));

/** Owners count if the baseline sets one that the dump sets. Otherwise the role that runs it owns everything. */
function countOwners(
  statements: readonly Statement[],
  dump: readonly Statement[],
  report: ConversionReport | undefined,
): boolean {
  if (report?.stripped.has('owner')) return false;
  const ofDump = new Set(dump.flatMap(({ text }) => ownersIn(text)));
  return ofDump.size > 0 && statements.some(({ text }) => ownersIn(text).some((role) => ofDump.has(role)));
}
