/** The hospital's export as the sample's configuration converts it, read by the code that the command line uses. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PassThrough } from 'node:stream';
import { planOf } from '../../../src/cli/conversion/configuration.js';
import { convert, ready, type Conversion, type Settings } from '../../../src/index.js';
import { defaults } from '../../../src/settings/settings.js';

const EXPORT = 'schema_export_from_docker_20251222_110429.sql';
const SAMPLE = new URL('../../../samples/hims/', import.meta.url);

/** The database's owner runs the baseline, an administrator what only a superuser may do. */
export interface Parts {
  readonly before: string | undefined;
  readonly sql: string;
  readonly after: string | undefined;
}

export const readExport = (): Buffer => readFileSync(new URL(EXPORT, SAMPLE));

/** The export of the second phase. */
export const readSecondExport = (): Buffer => readFileSync(new URL('schema_export_after_phase2.sql', SAMPLE));

/** What the sample's configuration says. */
export async function readSettings() {
  const cwd = fileURLToPath(SAMPLE);
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), cwd, env: {} };
  const { settings } = await planOf({}, io);
  const tenancy = { ...defaults.tenancy, ...settings.tenancy };
  return { ...settings, tenancy, preset: 'hims', superuser: 'separate' } as const;
}

export const configuredTenancy = async (): Promise<Settings['tenancy']> => (await readSettings()).tenancy;

export async function convertSample(changed: Partial<Settings> = {}): Promise<Conversion> {
  await ready();
  return convert(readExport(), { ...(await readSettings()), ...changed }, EXPORT);
}

export function partsOf({ sql, files }: Conversion): Parts {
  const ending = (end: string): string | undefined => files.find(({ path }) => path.endsWith(end))?.sql;
  return { before: ending('before_V001.sql'), sql, after: ending('after_V001.sql') };
}
