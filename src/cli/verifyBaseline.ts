/** A verification from its files to its words; what it found decides the exit code. */
import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InputError } from '../diagnostics.js';
import { configurationOf, STDOUT } from './configuration.js';
import { fileError, writeWhole } from './files.js';
import { type Io, write } from './io.js';
import { progressOn } from './progress.js';

export interface VerifyFlags {
  readonly baseline?: string;
  readonly against?: string;
  readonly report?: string;
  readonly server?: string;
  readonly json?: string;
  readonly config?: string;
  readonly quiet?: boolean;
}

interface Files {
  readonly baseline: string;
  readonly dump: string;
  readonly report: string | undefined;
  readonly plain: boolean;
}

/** @returns 1: the baseline is not right */
export async function verifyBaseline(flags: VerifyFlags, io: Io): Promise<0 | 1> {
  const files = await filesOf(flags, io.cwd);
  const { openEngine } = await import('../verify/engines.js');
  const { sqlText } = await import('../verify/decode.js');
  const { readReport } = await import('../verify/report.js');
  const { renderVerification, verificationJson } = await import('../verify/text.js');
  const { verify } = await import('../verify/verify.js');
  const [baseline, dump] = [files.baseline, files.dump].map((name) => sqlText(read(name, io.cwd), name)) as [
    string,
    string,
  ];
  const report =
    files.report === undefined
      ? undefined
      : readReport(new TextDecoder().decode(read(files.report, io.cwd)), files.report);

  const progress = progressOn(io, flags.quiet ?? false);
  progress.say('Starting PostgreSQL', true);
  try {
    const engine = await openEngine(flags.server, dump, baseline);
    try {
      const result = await verify({
        engine,
        dump,
        baseline,
        plain: (report?.preset ?? (files.plain ? 'plain' : 'hims')) === 'plain',
        ...(report && { report }),
        say: (what) => progress.say(what, true),
      });
      progress.end();
      if (flags.json !== undefined) {
        const text = verificationJson(result);
        await writeWhole([{ path: resolve(io.cwd, flags.json), name: flags.json, text }]);
      }
      if (!flags.quiet || !result.ok) await write(io.stdout, renderVerification(result));
      return result.ok ? 0 : 1;
    } finally {
      await engine.close();
    }
  } finally {
    progress.end();
  }
}

/** Options before the configuration. */
async function filesOf(flags: VerifyFlags, cwd: string): Promise<Files> {
  const config = await configurationOf(flags.config, cwd);
  const baseline = flags.baseline ?? config.output;
  const dump = flags.against ?? config.dump;
  if (baseline === undefined || baseline === STDOUT)
    throw new InputError('cli/no-baseline', 'No baseline is given.', {
      help: 'Name it: pg-baseline verify V001.sql --against schema.sql',
    });
  if (dump === undefined || dump === STDOUT)
    throw new InputError('cli/no-dump', 'No dump is given to verify against.', {
      help: 'Name it: --against schema.sql',
    });
  const report =
    flags.report ?? [config.report ?? []].flat().find((name) => extname(name).toLowerCase() === '.json');
  return { baseline, dump, report, plain: config.preset === 'plain' };
}

function read(name: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, name));
  } catch (error) {
    throw fileError(error, name);
  }
}
