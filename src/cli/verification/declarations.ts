/**
 * The conversion's declarations if no report is given: the dump is converted again, and trusted only if that gives
 * the same baseline, byte for byte. verify itself shares no code with the conversion.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../diagnostics/diagnostics.js';
import { baselineRunner } from '../../runners/registry.js';
import { choices, type Settings } from '../../settings/settings.js';
import { configurationOf, madeWith } from '../conversion/configuration.js';
import { projectLayout } from '../conversion/projectLayout.js';

export interface Question {
  readonly dump: Uint8Array;
  /** As the user gave it. */
  readonly dumpName: string;
  readonly baseline: string;
  readonly baselineName: string;
  /** The settings that it was made with. */
  readonly settings: Partial<Settings>;
  readonly cwd: string;
}

/** @returns the report as JSON; undefined if the baseline was edited, or made with other options */
export async function declarationsOf(question: Question): Promise<string | undefined> {
  const { convert, ready } = await import('../../index.js');
  const { renderJson } = await import('../../report/json.js');
  await ready();
  const layout = await projectLayout(resolve(question.cwd, question.baselineName));
  for (const { preset, version } of ways(question)) {
    try {
      // A finding raised to an error would end the conversion, but there is a baseline to judge.
      const settings = {
        ...question.settings,
        preset,
        ...layout,
        version,
        severity: withoutErrors(question.settings),
      };
      const { sql, report } = convert(question.dump, settings, question.dumpName);
      if (sql === question.baseline) return renderJson(report);
    } catch (error) {
      // verify may still judge what convert refuses: it has its own SQL reader.
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}

const withoutErrors = ({ severity = {} }: Partial<Settings>): Settings['severity'] =>
  Object.fromEntries(Object.entries(severity).filter(([, choice]) => choice !== 'error'));

/**
 * The settings that the baseline was made with. Options in its header override the configuration.
 * @param settings of the configuration
 * @param isNamed the command line names the configuration, which then replaces the one in the header
 */
export async function settingsOf(
  baseline: string,
  settings: Partial<Settings>,
  cwd: string,
  isNamed: boolean,
): Promise<Partial<Settings>> {
  const made = madeWith(baseline);
  if (!made) return settings;
  const { config, settings: named, commandLine } = made;
  const isThere = !isNamed && config !== undefined && existsSync(resolve(cwd, config));
  const configured = isThere ? (await configurationOf(config, cwd)).settings : settings;
  return { ...configured, ...named, commandLine };
}

/** The preset and the file may have been named on the command line, or a shell redirected standard output. */
function ways({ settings: { preset = choices.preset[0] }, baselineName }: Question) {
  const presets = [preset, ...choices.preset.filter((other) => other !== preset)];
  const versions = new Set([baselineRunner.names.versionOf(baselineName), undefined]);
  return presets.flatMap((one) => [...versions].map((version) => ({ preset: one, version })));
}
