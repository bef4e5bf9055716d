/** Migrations merged into a dump, beside `pipeline.ts`: what the engine read back → catalogs → the folded catalog. */
import type { Catalog } from './catalog/catalog.js';
import type { SchemaObject } from './catalog/object.js';
import { InputError } from './diagnostics/diagnostics.js';
import { isCarried } from './migrate/fold/carried.js';
import { type Folded, folded } from './migrate/fold/fold.js';
import { withoutNotNullNames } from './migrate/fold/notNull.js';
import { differing, scriptOf } from './migrate/fold/script.js';
import { order } from './order.js';
import { parse } from './parse/parse.js';
import type { Allowed } from './parse/parsed.js';
import { type LaterText, type ScannedDump, scannedDump, withLater } from './source/dump.js';
import { targetOf } from './versions/target.js';

export interface Migration {
  readonly file: string;
  readonly text: string;
}

/** A statement that the engine did not run. */
export interface NotRun {
  readonly text: string;
  readonly line: number;
  readonly file?: string;
  /** What the engine lacks. */
  readonly why: string;
}

export interface Fold {
  /** In the order in which they run. */
  readonly migrations: readonly Migration[];
  /** The dump, read back from the engine. */
  readonly old: string;
  /** The dump and the migrations, read back from the same engine. */
  readonly now: string;
  /** Statements of the dump and of the migrations, whose effect these texts lack. */
  readonly notRun: readonly NotRun[];
}

export type { Folded } from './migrate/fold/fold.js';

/** @throws InputError if a statement can neither run nor be carried by its text */
export function fold(
  dump: ScannedDump & { readonly later?: readonly LaterText[] },
  read: Catalog,
  { old, now, notRun }: Fold,
  allowed: Allowed,
): Folded {
  const { later = [] } = dump;
  const catalogOf = (text: string): Catalog => readBack(text, read, allowed);
  const isOfMigration = ({ file }: NotRun): boolean => later.some((one) => one.file === file);
  const gaps = notRun.filter((one) => !isOfMigration(one));
  const [lines, texts] = [new Set(gaps.map(({ line }) => line)), new Set(gaps.map(({ text }) => text))];
  return folded({
    dump: read,
    old: catalogOf(old),
    now: catalogOf(now),
    isGap: ({ statement: { raw, text } }) => lines.has(raw.line) || texts.has(text),
    carried: notRun.filter(isOfMigration).flatMap((one) => carriedOf(one, later, catalogOf)),
    migrations: later.map(({ file, text, firstLine }) => ({
      file,
      firstLine,
      statements: scannedDump(text, file).statements,
    })),
  });
}

/** A text of the engine, which may be newer than the server that the baseline is for. */
function readBack(text: string, like: Catalog, allowed: Allowed): Catalog {
  const dump = scannedDump(text);
  const statements = like.namedNotNull
    ? dump.statements
    : dump.statements.map((raw) => ({ ...raw, text: withoutNotNullNames(raw.text) }));
  return parse({ ...dump, statements }, like, allowed);
}

function carriedOf(
  { text, line, file, why }: NotRun,
  later: readonly LaterText[],
  catalogOf: (text: string) => Catalog,
): SchemaObject[] {
  // A migration runs with PostgreSQL's default search path.
  const { objects } = catalogOf(`SET search_path = public;\n${text};\n`);
  const carried = objects.slice(1);
  if (carried.every(isCarried)) return carried;
  const whole = later.find((one) => one.file === file)?.text;
  throw new InputError('fold/not-run', `The statement cannot run here: ${why}.`, {
    help: 'It changes or drops something, so its effect is not its text. Name a server where it works with --server; or export the database after the migration, and convert that.',
    place: { ...(file === undefined ? {} : { file }), line, column: 1 },
    ...(whole === undefined ? {} : { text: whole }),
  });
}

/** The folded catalog as SQL for the engine, and what differs once it has been read back. */
export interface FoldProof {
  readonly script: string;
  /** The ids of objects that differ between two texts of one engine. */
  differing(one: string, other: string): readonly string[];
}

/** @throws InputError like `fold` */
export function foldProof(dump: ScannedDump, migrations: Fold, allowed: Allowed): FoldProof {
  const merged = withLater(dump, migrations.migrations);
  const parsed = parse(merged, targetOf(dump.head, undefined), allowed);
  const { catalog } = fold(merged, parsed, migrations, allowed);
  const { placed } = order(catalog.objects);
  const catalogOf = (text: string): Catalog => readBack(text, parsed, allowed);
  return {
    script: scriptOf(placed.map(({ object }) => object)),
    differing: (one, other) => differing(catalogOf(one), catalogOf(other)),
  };
}
