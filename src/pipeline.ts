/** The whole pipeline, and the only file that knows each stage: bytes → dump → catalog → files, and the report. */
import { type Catalog, warnedFirst } from './catalog/catalog.js';
import { type Diagnostic, InputError } from './diagnostics/diagnostics.js';
import { fold, type Fold, type Folded } from './fold.js';
import { order } from './order.js';
import { parse } from './parse/parse.js';
import { sha256 } from './platform/digest.js';
import { type AdministratorsFile, partsOf, printFiles, type PrintedFiles } from './print/files.js';
import type { Output } from './print/print.js';
import { danglingFindings } from './report/dangling.js';
import { governed, isOfCommandLine } from './report/governed.js';
import { compareHeadings } from './report/headings.js';
import { notCarried } from './report/notCarried.js';
import { placeholderNotes } from './report/placeholders.js';
import { type Report, reportOf } from './report/report.js';
import { type Settings, withDefaults } from './settings/settings.js';
import { decode } from './source/decode.js';
import { type Dump, placeOf, scannedDump, withLater } from './source/dump.js';
import { checkConfiguration } from './tenancy/configuration/configured.js';
import { type Stage, stages } from './transforms/base/transform.js';
import { transforms } from './transforms/registry.js';
import { targetOf } from './versions/target.js';

/** @throws InputError if the bytes are not text, or not a dump */
export function read(bytes: Uint8Array, file?: string): Dump {
  const { text, normalised, bytes: size } = decode(bytes, file);
  return {
    ...scannedDump(text, file),
    origin: { sha256: sha256(bytes), bytes: size, normalised },
  };
}

export interface Converted {
  /** The dump as a catalog, with the migrations, before any transform. */
  readonly read: Catalog;
  /** Its objects, and those that a migration dropped. */
  readonly all: Folded['all'];
  readonly catalog: Catalog;
}

/** Adds file and excerpt to an error of a transform, which knows only the line. */
function withPlaces<T>(dump: Dump, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // An error that names a file is about the configuration.
    if (!(error instanceof InputError) || !error.place || error.place.file !== undefined) throw error;
    const { code, message, help, place } = error;
    throw new InputError(code, message, {
      place: placeOf(dump, place),
      frame: dump.excerpt(place),
      ...(help === undefined ? {} : { help }),
    });
  }
}

/** Applies the transforms of these stages. @throws InputError if the dump cannot become a baseline */
function transformed(dump: Dump, read: Catalog, settings: Settings, stages: readonly Stage[]): Catalog {
  const active = transforms.filter(
    ({ name, stage, preset = settings.preset }) =>
      stages.includes(stage) && preset === settings.preset && !settings.off.includes(name),
  );
  return withPlaces(dump, () =>
    active.reduce((before: Catalog, transform) => transform.apply(before, settings), read),
  );
}

/** @throws InputError if the dump cannot become a baseline, or the configuration does not fit it */
export function convert(dump: Dump, settings: Settings, migrations?: Fold): Converted {
  const parsed = parse(dump, targetOf(dump.head, settings.postgres), settings);
  const { catalog: read, all } = migrations
    ? fold(dump, parsed, migrations, settings)
    : { catalog: parsed, all: parsed.objects };
  const ofConfiguration = settings.preset === 'hims' ? checkConfiguration(read, settings) : [];
  const catalog = transformed(dump, read, settings, stages);
  return { read, all, catalog: warnedFirst(catalog, ...ofConfiguration) };
}

/** The catalog before its layout, in which two catalogs can be compared. @throws InputError like `convert` */
export function comparable(dump: Dump, settings: Settings): Catalog {
  const read = parse(dump, targetOf(dump.head, settings.postgres), settings);
  const ofConfiguration = settings.preset === 'hims' ? checkConfiguration(read, settings) : [];
  return warnedFirst(transformed(dump, read, settings, ['clean', 'enrich']), ...ofConfiguration);
}

export interface Rendered extends PrintedFiles {
  /** Reports dependency cycles. */
  readonly diagnostics: readonly Diagnostic[];
}

export function render(catalog: Catalog, output: Output): Rendered {
  const parts = partsOf(catalog, output).map((part) => ({ ...part, ...order(part.objects) }));
  return {
    ...printFiles(parts, catalog, output),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** The baseline's text alone, without reports. @throws InputError like `convert` */
export const baselineOfDump = (dump: Dump, settings: Settings): string =>
  render(convert(dump, settings).catalog, settings).sql;

export interface Conversion {
  readonly sql: string;
  /** Files for an administrator, next to the baseline (`superuser: separate`). */
  readonly files: readonly AdministratorsFile[];
  readonly report: Report;
  readonly diagnostics: readonly Diagnostic[];
}

/** Adds the file to a transform's diagnostic, which has only a line; the configuration's name their file. */
const inFile = (one: Diagnostic, dump: Dump): Diagnostic =>
  one.place && one.place.file === undefined ? { ...one, place: placeOf(dump, one.place) } : one;

/** The result with all diagnostics, whose severities the configuration may change. */
function conversion(
  dump: Dump,
  { read, all, catalog }: Converted,
  { sql, files, unchangedIds, diagnostics: cycles }: Rendered,
  settings: Settings,
): Conversion {
  const announced = compareHeadings(dump.headings, all);
  const found = [
    ...catalog.diagnostics,
    ...cycles,
    ...announced.diagnostics,
    ...notCarried(read),
    ...danglingFindings(read, catalog),
    ...placeholderNotes(sql, catalog, settings),
  ]
    .toSorted((a, b) => Number(b.first ?? false) - Number(a.first ?? false))
    .map((one) => inFile(one, dump));
  const { diagnostics, turnedOff } = governed(found, settings, {
    owns: (code) => !isOfCommandLine(code),
    dump,
  });
  const report = reportOf({
    source: {
      ...(dump.file === undefined ? {} : { file: dump.file }),
      ...dump.origin,
      ...(dump.later && { folded: dump.later.map(({ file }) => file) }),
    },
    settings,
    headings: announced.counts,
    read,
    all,
    placeOf: (line) => placeOf(dump, { line, column: 1 }),
    printed: catalog,
    unchangedIds,
    diagnostics,
    turnedOff,
  });
  return { sql, files, report, diagnostics };
}

/**
 * Turns a dump into a baseline. Pure, and synchronous after `await ready()`.
 * @param file the dump's name, for messages and the report; the SQL never contains it
 * @param migrations merged into the dump, as an engine ran them
 * @throws InputError if the input cannot be read, or the configuration makes a finding an error
 */
export function baselineOf(
  bytes: Uint8Array,
  options: Partial<Settings> = {},
  file?: string,
  migrations?: Fold,
): Conversion {
  const settings = withDefaults(options);
  const given = read(bytes, file);
  const dump = migrations ? withLater(given, migrations.migrations) : given;
  const converted = convert(dump, settings, migrations);
  return conversion(dump, converted, render(converted.catalog, settings), settings);
}
