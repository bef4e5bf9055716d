/** Runs a verification, from its files to its texts; the findings decide the exit code. */
import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { Config } from '../../config/config.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { masked, maskedIn } from '../../secrets.js';
import type { VerificationResult } from '../../verification.js';
import { administratorsFiles } from '../conversion/administratorsFiles.js';
import { configurationOf, STDOUT } from '../conversion/configuration.js';
import { declarationsOf, settingsOf } from './declarations.js';
import { withoutNoise } from '../io/warnings.js';
import { fileError, type Target, writeWhole } from '../io/files.js';
import { type Io, write } from '../io/io.js';
import { refuseClashes } from '../conversion/overwrite.js';
import { progressOn } from '../io/progress.js';
import { digest, rendered, type Report, showsVerification } from '../conversion/reports.js';

export interface VerifyFlags {
  readonly baseline?: string;
  readonly against?: string;
  readonly report?: readonly string[];
  readonly verification?: string;
  readonly server?: string;
  readonly trust?: boolean;
  /** Limit for one statement. */
  readonly seconds?: number;
  readonly config?: string;
  readonly quiet?: boolean;
}

interface Files {
  readonly baseline: string;
  readonly dump: string;
  /** The JSON report, and the reports that show the result. */
  readonly report: string | undefined;
  readonly shown: readonly string[];
  readonly verification: string | undefined;
  readonly plain: boolean;
}

const noReport = ({ baseline, dump }: Files): string =>
  `No declarations are used: ${baseline} differs from what convert makes of ${dump} with this configuration, and no report was given. ` +
  'Convert again, or name the report of the conversion: --report report.json\n';

/** @returns 1 if the baseline is not right */
export async function verifyBaseline(flags: VerifyFlags, io: Io): Promise<0 | 1> {
  const { config, settings: configured } = await configurationOf(flags.config, io.cwd);
  const files = filesOf(flags, config, io.cwd);
  const { openEngine } = await import('../../verify/engines.js');
  const { sqlText } = await import('../../verify/sql/decode.js');
  const { readReport } = await import('../../verify/fidelity/report.js');
  const { resultOf } = await import('../../verify/result.js');
  const { renderVerification } = await import('../../verify/text.js');
  const { verify } = await import('../../verify/verify.js');
  const bytes = { dump: read(files.dump, io.cwd), baseline: read(files.baseline, io.cwd) };
  const sql = (name: string | undefined): string[] =>
    name === undefined ? [] : [sqlText(read(name, io.cwd), name)];
  const dump = await withoutNoise(sqlText(bytes.dump, files.dump), files.dump, io);
  const main = sqlText(bytes.baseline, files.baseline);
  const settings = await settingsOf(main, configured, io.cwd, flags.config !== undefined);
  const administrators = administratorsFiles(files.baseline, settings.superuser === 'separate', io.cwd);
  const baseline = [...sql(administrators.before), main, ...sql(administrators.after)];
  const digests = { dump: await digest(bytes.dump), baseline: await digest(bytes.baseline) };

  const progress = progressOn(io, flags.quiet ?? false);
  try {
    const reportText =
      files.report === undefined
        ? await declarationsOf({
            dump: bytes.dump,
            dumpName: files.dump,
            baseline: main,
            baselineName: files.baseline,
            settings,
            cwd: io.cwd,
          })
        : new TextDecoder().decode(read(files.report, io.cwd));
    const report =
      reportText === undefined
        ? undefined
        : readReport(reportText, files.report ?? 'The conversion', digests.dump);
    progress.say('Starting PostgreSQL', true);
    const { server, trust = false, seconds } = flags;
    const engine = await openEngine({ server, trust, seconds }, dump, ...baseline);
    try {
      const found = await verify({
        engine,
        attackEngine: () => openEngine({ seconds }, dump, ...baseline),
        dump,
        baseline,
        plain: (report?.preset ?? (files.plain ? 'plain' : 'hims')) === 'plain',
        ...(report && { report }),
        say: (what) => progress.say(what, true),
      });
      progress.end();
      await writeWhole(await targetsOf(maskedIn(resultOf(found, digests)), files, reportText, io.cwd));
      if (!flags.quiet || !found.ok) await write(io.stdout, masked(renderVerification(found)));
      if (!found.ok && !found.stopped && report === undefined) await write(io.stderr, noReport(files));
      return found.ok ? 0 : 1;
    } finally {
      await engine.close();
    }
  } finally {
    progress.end();
  }
}

/** The result, and the reports that show it. */
async function targetsOf(
  result: VerificationResult,
  { verification, shown }: Files,
  reportText: string | undefined,
  cwd: string,
): Promise<Target[]> {
  const { resultJson } = await import('../../verify/result.js');
  const target = (name: string, text: string): Target => ({ path: resolve(cwd, name), name, text });
  const out = verification === undefined ? [] : [target(verification, resultJson(result))];
  if (reportText === undefined) return out;
  const report = JSON.parse(reportText) as Report;
  for (const name of shown) out.push(target(name, await rendered(report, name, result)));
  return out;
}

/** Options override the configuration. */
function filesOf(flags: VerifyFlags, config: Config, cwd: string): Files {
  const baseline = flags.baseline ?? config.output;
  const dump = flags.against ?? config.dump;
  if (baseline === undefined || baseline === STDOUT)
    throw new InputError('cli/no-baseline', 'No baseline was given.', {
      help: 'Name the file: pg-baseline verify V001.sql --against schema.sql',
    });
  if (dump === undefined || dump === STDOUT)
    throw new InputError('cli/no-dump', 'No dump was given to verify against.', {
      help: 'Name the dump: --against schema.sql',
    });
  const reports = flags.report ?? [config.report ?? []].flat();
  const report =
    reports.find((name) => extname(name).toLowerCase() === '.json') ??
    flags.report?.find((name) => !showsVerification(name));
  const verification = flags.verification ?? config.verification;
  const shown = reports.filter(showsVerification);
  if (flags.report && report === undefined)
    throw new InputError('cli/report', `The reports include no .json file: ${reports.join(', ')}.`, {
      help: 'Name report.json too: verify reads the declarations from it, and updates the other reports with its data.',
    });
  refuseClashes(
    [
      [dump, 'the dump'],
      [baseline, 'the baseline'],
      ...reports.map((name) => [name, 'a report'] as const),
      [verification, 'the result of verify'],
    ],
    cwd,
  );
  return {
    baseline,
    dump,
    report,
    // If no file keeps the result, the next conversion would no longer show it.
    shown: flags.report === undefined && verification === undefined ? [] : shown,
    verification,
    plain: config.preset === 'plain',
  };
}

function read(name: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, name));
  } catch (error) {
    throw fileError(error, name);
  }
}
