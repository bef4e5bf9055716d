/** The whole line, and the only file that knows every stage: bytes → text → statements → catalog → catalog → order → text. */
import type { Catalog } from './catalog/catalog.js';
import { type Diagnostic, InputError } from './diagnostics/diagnostics.js';
import { scanAround } from './parse/noise.js';
import { parse } from './parse/parse.js';
import type { Input } from './parse/refuse.js';
import { type AdministratorsFile, printFiles } from './print/files.js';
import { VERSION } from './print/header.js';
import { compareHeadings } from './report/headings.js';
import { danglingFindings } from './report/dangling.js';
import { governed, isOfCommandLine } from './report/governed.js';
import { notCarried } from './report/notCarried.js';
import { placeholderNotes } from './report/placeholders.js';
import { type Report, reportOf } from './report/report.js';
import { type Settings, withDefaults } from './settings/settings.js';
import { decode } from './source/decode.js';
import { checkConfiguration } from './tenancy/configuration/configured.js';
import { transforms } from './transforms/registry.js';

export interface Conversion {
  readonly sql: string;
  /** For an administrator, beside the baseline (`superuser: separate`). */
  readonly files: readonly AdministratorsFile[];
  readonly report: Report;
  readonly diagnostics: readonly Diagnostic[];
}

/** The versions that the output can be for; a dump of an older server is loaded into the oldest of these. */
const [OLDEST, NEWEST, UNKNOWN] = [13, 18, 15];

/** From here on NOT NULL constraints have names, and pg_dump writes them for older servers too. */
const NAMED_NOT_NULL = 18;
const WRITER = /^-- Dumped by pg_dump version (\d+)/m;

/** Both lines stand at the top; further down they could be anything. */
const HEAD = 1 << 14;

function serverOf(whole: string, { postgres }: Settings): Pick<Catalog, 'target' | 'namedNotNull'> {
  const text = whole.slice(0, HEAD);
  const said = postgres ?? VERSION.exec(text)?.[1];
  const version = Math.min(NEWEST, Math.max(OLDEST, Number(said ?? UNKNOWN)));
  const writer = Number(WRITER.exec(text)?.[1] ?? 0);
  const namedNotNull = Math.max(version, postgres === undefined ? writer : 0) >= NAMED_NOT_NULL;
  return { target: { version, assumed: said === undefined }, namedNotNull };
}

/** A transform knows the line of what it warns of, and not the file; a line of the configuration names its own. */
const inFile = (one: Diagnostic, file: string | undefined): Diagnostic =>
  one.place && file !== undefined ? { ...one, place: { file, ...one.place } } : one;

/** What a transform refuses it refuses at a line; the file, and what stands there, are known here. */
function withPlaces<T>({ text, file }: Input, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // One that names a file is about the configuration.
    if (!(error instanceof InputError) || !error.place || error.place.file !== undefined) throw error;
    const { code, message, help, place } = error;
    throw new InputError(code, message, {
      text,
      place: { ...place, ...(file === undefined ? {} : { file }) },
      ...(help === undefined ? {} : { help }),
    });
  }
}

/**
 * Turns a dump into a baseline. Pure, and synchronous once `ready()` was awaited.
 * @param file the dump's name, for messages and the report; it never stands in the SQL
 * @throws InputError when the input cannot be read, or when the configuration makes an error of a finding
 */
export function convert(bytes: Uint8Array, options: Partial<Settings> = {}, file?: string): Conversion {
  const settings = withDefaults(options);
  const source = decode(bytes, file);
  const { allowUnparsed, allowIncomplete } = settings;
  const input = {
    text: source.text,
    allowUnparsed,
    allowIncomplete,
    ...(file === undefined ? {} : { file }),
  };
  const scanned = scanAround(source.text);
  const read = parse(scanned, input, serverOf(source.text, settings));
  const ofConfiguration = settings.preset === 'hims' ? checkConfiguration(read, settings) : [];
  const active = transforms.filter(
    ({ name, preset = settings.preset }) => preset === settings.preset && !settings.off.includes(name),
  );
  const printed = withPlaces(input, () =>
    active.reduce((catalog: Catalog, transform) => transform.apply(catalog, settings), read),
  );
  const { sql, files, unchangedIds, diagnostics: circles } = printFiles(printed, settings);
  const announced = compareHeadings(scanned.headings, read.objects);
  const found = [
    ...ofConfiguration,
    ...printed.diagnostics,
    ...circles,
    ...announced.diagnostics,
    ...notCarried(read),
    ...danglingFindings(read, printed),
    ...placeholderNotes(sql, printed, settings),
  ]
    .toSorted((a, b) => Number(b.first ?? false) - Number(a.first ?? false))
    .map((one) => inFile(one, file));
  const { diagnostics, turnedOff } = governed(found, settings, {
    owns: (code) => !isOfCommandLine(code),
    dump: input,
  });
  const report = reportOf({
    source: { ...source, bytes },
    settings,
    headings: announced.counts,
    read,
    printed,
    unchangedIds,
    diagnostics,
    turnedOff,
  });
  return { sql, files, report, diagnostics };
}
