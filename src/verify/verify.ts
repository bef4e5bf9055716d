/**
 * Whether a baseline is right, with evidence: it is loaded beside the dump and both are read back. An independent witness:
 * it takes SQL text, and shares nothing with the conversion.
 */
import type { Diagnostic } from '../diagnostics.js';
import { catalogQuery, readSchema } from './catalog/read.js';
import type { Schema } from './catalog/schema.js';
import { type Database, databaseError, type DatabaseError, type Engine } from './engine.js';
import { ownersIn } from './commands.js';
import { shifted } from './fidelity/columnOrder.js';
import { compare, type Comparison } from './fidelity/compare.js';
import { lint } from './lints.js';
import { type IsolationResult, verifyIsolation } from './isolation/isolation.js';
import { absentIn, limitsOf } from './limits.js';
import { baselineStatements, type Failure, loadDump, type LoadedDump } from './load.js';
import type { Known } from './isolation/leaks.js';
import type { ConversionReport, Declaration } from './report.js';
import { failing, isWrong, type Rerun, runAgain, runFirst, type Runner, STOPS } from './rerun.js';
import { makeRole } from './roles.js';
import { namesIn } from './rules.js';
import { POLICY, settingsOf } from './settings.js';
import { split, type Statement } from './split.js';

export interface VerifyInput {
  readonly engine: Engine;
  readonly dump: string;
  /** One text after the other, as they are to be run. */
  readonly baseline: readonly string[];
  /** Of the conversion; without it, nothing is declared. */
  readonly report?: ConversionReport;
  /** Nothing was to be added. */
  readonly plain: boolean;
  /** What is being done, for people who wait. */
  readonly say?: (what: string) => void;
}

export interface Verification {
  readonly engine: string;
  readonly dump: LoadedDump;
  /** Statements of the baseline. */
  readonly statements: number;
  /** Statements of the baseline that this engine cannot run; it cannot run them in the dump either. */
  readonly notRun: readonly Failure[];
  /** Statements of the dump that fail, though the baseline can do the same: what they make cannot be judged. */
  readonly unjudged: readonly Failure[];
  /** Statements of the baseline that are wrong. */
  readonly failures: readonly Failure[];
  readonly owners: boolean;
  readonly privileges: boolean;
  readonly fidelity: Comparison;
  readonly stops: number;
  /** Runs that were not the first, and what is wrong with them; those with nothing wrong have nothing in them. */
  readonly reruns: readonly Rerun[];
  readonly findings: readonly Diagnostic[];
  /** Absent where no table belongs to tenants; what the database said, where it could not be tried to the end. */
  readonly isolation?: IsolationResult | DatabaseError;
  readonly ok: boolean;
}

export async function verify(input: VerifyInput): Promise<Verification> {
  const { engine, report, say = () => {} } = input;
  say('Loading the dump');
  const original = await engine.create();
  const dump = await loadDump(original, input.dump);
  const catalogs = await catalogQuery(original);
  const before = await readSchema(original, catalogs);
  await original.close();

  const statements = input.baseline.flatMap(baselineStatements);
  const create = async (): Promise<Database> => {
    const database = await engine.create();
    for (const role of dump.roles) await makeRole(database, role);
    return database;
  };
  const runner: Runner = { create, statements, catalogs, say };
  const database = await create();
  const first = await runFirst(database, runner);
  const after = await readSchema(database, catalogs);
  const without = failing(first.failures);
  const reruns = [...first.stopped, ...(await runAgain(database, after, without, runner))];
  say('Comparing');
  const owners = countOwners(statements, split(input.dump), report);
  const privileges = !(report?.stripped.has('grant') ?? false);
  const { notRun, failures, unjudged } = limitsOf(dump.failures, first.failures);
  const isAbsent = absentIn(after, notRun);
  const compared = compare(before, after, {
    additions: !input.plain,
    owners,
    privileges,
    isNamed: namesIn(input.dump),
    declared: (report?.declared ?? []).filter((one) => engine.version < (one.before ?? Infinity)),
  });
  const isOfAbsent = ({ name, table }: Declaration): boolean =>
    isAbsent(table ?? name.replace(/^.* on [a-z ]+ /, ''));
  const fidelity = { ...compared, unfounded: compared.unfounded.filter((one) => !isOfAbsent(one)) };
  const findings = [...shiftedColumns(before, after), ...(await lint(database, statements))];
  const isolation = await isolationOf(
    database,
    (report?.known ?? []).filter(({ relation }) => !isAbsent(relation)),
    !input.plain && (report?.ofTenants ?? false),
    say,
  );
  await database.close();

  const { missing, unexpected, changed, unfounded } = fidelity;
  const wrong = [unjudged, failures, missing, unexpected, changed, unfounded, reruns.filter(isWrong)];
  return {
    engine: engine.name,
    dump,
    statements: statements.length,
    notRun,
    failures,
    unjudged,
    owners,
    privileges,
    fidelity,
    stops: STOPS,
    reruns,
    findings,
    ...(isolation && { isolation }),
    ok: wrong.every((list) => list.length === 0) && (isolation === undefined || isIsolated(isolation)),
  };
}

const NO_SETTING = `no policy ${POLICY} reads a setting that names the tenant: it, or a function that it calls, has to say current_setting('…')`;

/** @param ofTenants there have to be tables of tenants */
async function isolationOf(
  database: Database,
  known: readonly Known[],
  ofTenants: boolean,
  say: (what: string) => void,
): Promise<Verification['isolation']> {
  const settings = await settingsOf(database);
  if (!settings) return ofTenants ? { code: '', message: NO_SETTING } : undefined;
  say('Trying ways from one tenant to another');
  try {
    return await verifyIsolation(database, { known, ...settings });
  } catch (error) {
    return databaseError(error);
  }
}

const isIsolated = (isolation: IsolationResult | DatabaseError): boolean =>
  'isolated' in isolation && isolation.isolated;

/** What was added may stand in front of columns of the dump, where a table inherits it. */
const shiftedColumns = (before: Schema, after: Schema): Diagnostic[] =>
  shifted(before, after).map((table) => ({
    severity: 'warning',
    code: 'lint/columns-shifted',
    message: `Columns were added in front of some that ${table} has: an INSERT that names no columns fails.`,
    help: 'Name the columns in every INSERT.',
    object: `table ${table}`,
  }));

/** Owners count where the baseline sets some that the dump sets. Otherwise it leaves them to whoever runs it. */
function countOwners(
  statements: readonly Statement[],
  dump: readonly Statement[],
  report: ConversionReport | undefined,
): boolean {
  if (report?.stripped.has('owner')) return false;
  const ofDump = new Set(dump.flatMap(({ text }) => ownersIn(text)));
  return ofDump.size > 0 && statements.some(({ text }) => ownersIn(text).some((role) => ofDump.has(role)));
}
