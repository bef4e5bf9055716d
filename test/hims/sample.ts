/** The sample's export, converted as its configuration says, and as it is converted without one. */
import { readFileSync } from 'node:fs';
import { readConfig, settingsOf } from '../../src/config/config.js';
import { type Conversion, convert, type Diagnostic, ready, type Settings } from '../../src/index.js';

const folder = new URL('../../samples/hims/', import.meta.url);
const DUMP = 'schema_export_from_docker_20251222_110429.sql';
const CONFIG = 'pg-baseline.config.yaml';

await ready();

export const dump = readFileSync(new URL(DUMP, folder));

/** Settings of a configuration's text. */
export const settingsFrom = (text: string): Partial<Settings> => settingsOf(readConfig(text, CONFIG));

export const settings = settingsFrom(readFileSync(new URL(CONFIG, folder), 'utf8'));

/** The export, converted otherwise than the sample says. */
export const convertedWith = (other: Partial<Settings>): Conversion => convert(dump, other, DUMP);

let sample: Conversion | undefined;
/** The sample as it is committed; converted once in a file of tests. */
export const converted = (): Conversion => (sample ??= convertedWith(settings));

let bare: Conversion | undefined;
/** Nobody decided anything. */
export const undecided = (): Conversion => (bare ??= convertedWith({}));

/** What the diagnostics with this code are about. */
export const objectsOf = ({ diagnostics }: Conversion, code: string): string[] =>
  diagnostics.filter((one) => one.code === code).map(({ object }) => object ?? '');

/** The diagnostics about one object. */
export const about = ({ diagnostics }: Conversion, object: string): readonly Diagnostic[] =>
  diagnostics.filter((one) => one.object === object);

/** The codes of what is said about one object. */
export const codesOf = (conversion: Conversion, object: string): string[] =>
  about(conversion, object).map(({ code }) => code);
