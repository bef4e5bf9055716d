/** Converts a dump: reads, converts, and writes or compares the files; the findings decide the exit code. */
import { resolve } from 'node:path';
import { type Diagnostic, InputError, isOpen, render } from '../../diagnostics/diagnostics.js';
import type { Conversion } from '../../pipeline.js';
import { besideMigrations } from './administratorsFiles.js';
import { type Flags, type Plan, planOf, STDOUT } from './configuration.js';
import { difference } from '../io/difference.js';
import { currentText, fileError, remove, type Target, writeWhole } from '../io/files.js';
import { namingNotes, sideFileOf } from './runnerFiles.js';
import { type DumpFile, readDump } from '../io/input.js';
import { type Io, write } from '../io/io.js';
import { filesOfPlan, refuseClashes, refuseForeign } from './overwrite.js';
import { type Progress, progressOn } from '../io/progress.js';
import type { Folding } from './folding.js';
import { projectLayout } from './projectLayout.js';
import { digest, readVerification, rendered, showsVerification } from './reports.js';
import { baselineRunner } from '../../runners/registry.js';
import { refuseReleased, withNewBaseline } from './released.js';
import { withDefaults } from '../../settings/settings.js';
import type { VerificationResult } from '../../verification.js';

/** Exit code of a run; input that is unreadable or wrong throws an InputError. */
export type ExitCode = 0 | 1;

/** A dump of more bytes than this takes about a second. */
const LONG = 1_000_000;
/** Warnings shown per code; the report has them all. */
const SHOWN = 10;

export async function convertDump(flags: Flags, io: Io): Promise<ExitCode> {
  // Code and grammar load while the dump is read.
  const core = import('../../index.js').then(async (loaded) => {
    await loaded.ready();
    return loaded;
  });
  core.catch(() => {});
  const plan = withNewBaseline(await planOf(flags, io), io.cwd);
  refuseClashes(filesOfPlan(plan), io.cwd);
  const progress = progressOn(io, plan.quiet);
  try {
    const dump = await readDump(plan.dump, io, progress);
    const layout = await projectLayout(
      resolve(io.cwd, plan.output === STDOUT ? 'baseline.sql' : plan.output),
    );
    const { convert } = await core;
    const folding = plan.fold.length === 0 ? undefined : await folded(plan, dump, io, progress);
    progress.say('Converting', dump.bytes.length > LONG);
    const version = baselineRunner.names.versionOf(plan.output);
    const settings = { ...plan.settings, ...layout, version };
    const conversion = convert(dump.bytes, settings, dump.file, folding?.fold);
    progress.end();
    refuseNothing(conversion, dump.file ?? 'Standard input');
    return await finish(conversion, plan, io, folding?.lines);
  } finally {
    progress.end();
  }
}

/** Loaded only here: engines load slowly. */
async function folded(plan: Plan, dump: DumpFile, io: Io, progress: Progress): Promise<Folding> {
  const [{ foldingOf }, { sourceContext }] = await Promise.all([
    import('./folding.js'),
    import('../io/sourceContext.js'),
  ]);
  return foldingOf(plan, dump, sourceContext(io, progress, plan.foldEngine));
}

/** A file of comments only: writing an empty baseline would lose the existing one. */
function refuseNothing({ report }: Conversion, name: string): void {
  if (report.counts.statements > 0) return;
  const help = 'Use the plain SQL that pg_dump writes.';
  throw new InputError('input/no-statements', `${name} contains no SQL statement.`, { help });
}

async function finish(
  conversion: Conversion,
  plan: Plan,
  io: Io,
  aboutRows: readonly string[] = [],
): Promise<ExitCode> {
  const { sql, report } = conversion;
  const rules = withDefaults(plan.settings);
  // Imported only now: it needs the core, which loads while the dump is read.
  const { governed, governedLine, isOfCommandLine } = await import('../../report/governed.js');
  const named = governed(namingNotes(plan.output, io.cwd), rules, { owns: isOfCommandLine });
  const diagnostics = [...conversion.diagnostics, ...named.diagnostics];
  const turnedOff = [...(report.turnedOff ?? []), ...named.turnedOff];
  const say = (lines: readonly string[]): Promise<void> =>
    write(io.stderr, lines.map((line) => `${line}\n`).join(''));
  const warnings = diagnostics.filter(isOpen).length;
  const failing = plan.strict && warnings > 0;
  if (!plan.quiet || failing)
    await say(messages(diagnostics.filter(({ accepted }) => accepted === undefined)));

  const files = await filesOf(conversion, plan, io);
  if (!plan.check) await refuseReleased(plan, sql, io.cwd);
  const { differs, lines } = plan.check ? compare(files, plan) : await put(files, plan);
  const stale =
    files.stale === undefined
      ? []
      : [`${files.stale}: about another baseline, so the reports leave it out; run verify again`];
  const made = governedLine({ diagnostics, turnedOff });
  const silenced = made === undefined ? [] : [made];
  if (!plan.quiet) await say([...aboutRows, ...(await summaryOf(report)), ...silenced, ...lines, ...stale]);
  else if (differs) await say(lines);
  if (failing) await say([`--strict: ${warnings === 1 ? '1 warning' : `${warnings} warnings`}`]);
  if (plan.output === STDOUT) {
    await write(io.stdout, sql).catch((error: unknown) =>
      Promise.reject(fileError(error, 'Standard output')),
    );
  }
  return failing || differs ? 1 : 0;
}

/** Imported here, since --quiet does not need the texts. */
async function summaryOf(report: Conversion['report']): Promise<string[]> {
  const [{ summary }, { perTenant }] = await Promise.all([
    import('../../report/text.js'),
    import('../../report/perTenant.js'),
  ]);
  return [summary(report), ...perTenant(report)];
}

/** A dump with a thousand unknown roles shows ten warnings. */
function messages(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  const shown = diagnostics.filter(({ code }) => {
    seen.set(code, (seen.get(code) ?? 0) + 1);
    return seen.get(code)! <= SHOWN;
  });
  const hidden = [...seen].filter(([, count]) => count > SHOWN);
  return [
    ...shown.map(render),
    ...hidden.map(([code, count]) => `${count - SHOWN} more [${code}]; --report FILE lists them all`),
  ];
}

interface Files {
  readonly targets: readonly Target[];
  /** A file that an earlier run wrote, and this one does not. */
  readonly obsolete: Target | undefined;
  /** A file that others may write to as well. */
  readonly merged: Target | undefined;
  /** A result of verify for another baseline. */
  readonly stale: string | undefined;
}

/** The files of a run: the baseline, unless it goes to standard output, with its companions, and the reports. */
async function filesOf({ sql, files, report }: Conversion, plan: Plan, io: Io): Promise<Files> {
  const target = (name: string, text: string): Target => ({ path: resolve(io.cwd, name), name, text });
  if (files.length > 0 && plan.output === STDOUT) {
    throw new InputError(
      'cli/files',
      'superuser: separate writes several files, but the output is standard output.',
      {
        help: 'Name the baseline: --output db/migration/V001__baseline.sql',
      },
    );
  }
  const administrators = files.map((file) => target(besideMigrations(plan.output, file.path), file.sql));
  const verification = await verificationOf(sql, plan, io.cwd);
  const shown = verification === 'stale' ? undefined : verification;
  const reports = plan.reports.map(async (name) => target(name, await rendered(report, name, shown)));
  const baseline = plan.output === STDOUT ? undefined : target(plan.output, sql);
  const beside = baseline && sideFileOf(baseline);
  const targets = [baseline, beside?.target, ...administrators, ...(await Promise.all(reports))];
  const stale = verification === 'stale' ? plan.verification : undefined;
  return {
    targets: targets.filter((one) => one !== undefined),
    obsolete: beside?.obsolete,
    merged: beside?.target,
    stale,
  };
}

/** The result of verify, if it is about this baseline. */
async function verificationOf(
  sql: string,
  { verification, reports }: Plan,
  cwd: string,
): Promise<VerificationResult | 'stale' | undefined> {
  if (verification === undefined || !reports.some(showsVerification)) return undefined;
  const result = readVerification(verification, cwd);
  return result === undefined || result.baseline.sha256 === (await digest(sql)) ? result : 'stale';
}

interface Outcome {
  readonly differs: boolean;
  readonly lines: readonly string[];
}

async function put({ targets, obsolete, merged }: Files, plan: Plan): Promise<Outcome> {
  const whole = targets.filter((target) => target !== merged);
  refuseForeign(whole, plan.reports, plan.force);
  const written = await writeWhole(targets);
  if (obsolete) remove(obsolete);
  return {
    differs: false,
    lines: [
      ...targets.map((target) => `${target.name}: ${written.includes(target) ? 'written' : 'unchanged'}`),
      ...(obsolete ? [`${obsolete.name}: removed`] : []),
    ],
  };
}

function compare({ targets, obsolete }: Files, { quiet, released }: Plan): Outcome {
  const outcomes = targets.map((target): Outcome => {
    const found = currentText(target);
    if (found === target.text) return { differs: false, lines: [`${target.name}: up to date`] };
    if (found === undefined) return { differs: true, lines: [`${target.name}: missing`] };
    return {
      differs: true,
      lines: [
        `${target.name}: differs`,
        ...(quiet ? [] : ['--- on disk', '+++ new output', difference(found, target.text)]),
      ],
    };
  });
  if (obsolete) outcomes.push({ differs: true, lines: [`${obsolete.name}: is no longer needed`] });
  const differs = outcomes.some((outcome) => outcome.differs);
  const help = released
    ? '  help: The baseline is released: write the changes as a migration with pg-baseline diff.'
    : '  help: Run the same command without --check, and review the changes.';
  return { differs, lines: [...outcomes.flatMap(({ lines }) => lines), ...(differs ? [help] : [])] };
}
