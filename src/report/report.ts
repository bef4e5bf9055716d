/** The content of the report, in any format: each statement's end, counts, warnings. */
import type { Catalog, Disposition } from '../catalog/catalog.js';
import type { SchemaObject } from '../catalog/object.js';
import type { Changed, Known, Replaced } from '../catalog/tenancy.js';
import type { Diagnostic, TurnedOff } from '../diagnostics/diagnostics.js';
import type { Settings } from '../settings/settings.js';
import type { TableCoverage } from './cell.js';
import { coverageOf } from './coverage.js';
import { type Frame, framesOf } from './frames.js';
import type { HeadingCount } from './headings.js';
import { type DrawnTable, tablesOf } from './tables.js';
import { KIND } from '../kinds/registry.js';

export interface LedgerEntry {
  /** 1-based line of the statement in the source. */
  readonly line: number;
  /** The migration that it comes from; absent for a statement of the dump. */
  readonly file?: string;
  readonly kind: string;
  readonly object: string;
  readonly disposition: Disposition['is'];
  /** What it was merged into, which transform changed it, or why it was dropped. */
  readonly detail?: string;
}

export interface Report {
  readonly source: {
    readonly file?: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly normalised: readonly string[];
    /** Migrations that were merged into it; absent without any. */
    readonly folded?: readonly string[];
  };
  readonly target: { readonly postgres: number };
  readonly preset: string;
  readonly counts: {
    readonly statements: number;
    readonly kept: number;
    readonly guarded: number;
    readonly changed: number;
    readonly merged: number;
    readonly dropped: number;
    /** Statements that no kind recognised; they are printed unchanged. */
    readonly opaque: number;
  };
  /** Objects in the output, by kind. */
  readonly objects: Readonly<Record<string, number>>;
  /** Rows left out, by table. */
  readonly data: readonly { readonly table: string; readonly rows: number }[];
  readonly headings: readonly HeadingCount[];
  /** Objects of the dump that others replace (tenancy); `plain` replaces none. */
  readonly replaced: readonly Replaced[];
  /** Objects of the dump whose definition differs in the result; `plain` changes none. */
  readonly changed: readonly Changed[];
  /** Leaks that remain (tenancy); `plain` looks for none. */
  readonly known: readonly Known[];
  /** What each table had, gained and lacks of the preset; `plain` requires nothing. */
  readonly coverage: readonly TableCoverage[];
  /** The tables of the result, except partitions. */
  readonly tables: readonly DrawnTable[];
  readonly ledger: readonly LedgerEntry[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if the configuration turned nothing off. */
  readonly turnedOff?: readonly TurnedOff[];
  /** The lines of the dump for warnings. */
  readonly frames: readonly Frame[];
}

export interface ReportInput {
  readonly source: Report['source'];
  readonly settings: Settings;
  /** The catalog as read, and as printed. */
  readonly read: Catalog;
  /** All objects that have a statement, also those that a migration dropped. */
  readonly all: readonly SchemaObject[];
  /** The place of a statement's line. */
  readonly placeOf: (line: number) => { readonly file?: string; readonly line: number };
  readonly printed: Catalog;
  readonly headings: readonly HeadingCount[];
  /** Ids of the objects that are printed as in the dump. */
  readonly unchangedIds: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  readonly turnedOff: readonly TurnedOff[];
}

const DETAIL = (end: Disposition): string | undefined =>
  end.is === 'merged' ? end.into : end.is === 'changed' ? end.by : end.is === 'dropped' ? end.why : undefined;

function ledgerOf({ all, printed, unchangedIds, placeOf, source }: ReportInput): LedgerEntry[] {
  return all.map((object): LedgerEntry => {
    const { raw } = object.statement;
    const end = printed.ledger.get(raw.index) ?? { is: unchangedIds.has(object.id) ? 'kept' : 'guarded' };
    const detail = DETAIL(end);
    const { file, line } = placeOf(raw.line);
    return {
      line,
      ...(file === undefined || file === source.file ? {} : { file }),
      kind: object.kind,
      object: object.id,
      disposition: end.is,
      ...(detail === undefined ? {} : { detail }),
    };
  });
}

function tally<T>(items: readonly T[], by: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(by(item), (counts.get(by(item)) ?? 0) + 1);
  return counts;
}

const sorted = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));

function dataOf(objects: readonly SchemaObject[]): { table: string; rows: number }[] {
  const rows = new Map<string, number>();
  for (const { kind, name, statement } of objects) {
    if (kind !== KIND.tableData || statement.raw.kind === 'sql') continue;
    rows.set(name.name, (rows.get(name.name) ?? 0) + statement.raw.rows);
  }
  return sorted(rows).map(([table, count]) => ({ table, rows: count }));
}

/** In an order that does not depend on that of the declarations. */
const byText = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => [JSON.stringify(item), item] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);

/** For what only a written report needs: a run without one does not compute it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export function reportOf(input: ReportInput): Report {
  const { source, settings, headings, read, printed, diagnostics, turnedOff } = input;
  const ledger = ledgerOf(input);
  const coverage = once(() => coverageOf(read, printed, settings));
  const tables = once(() => tablesOf(printed));
  const frames = once(() => framesOf(diagnostics, read.objects, source.file));
  const count = (end: Disposition['is']): number =>
    ledger.filter(({ disposition }) => disposition === end).length;
  return {
    source,
    target: { postgres: printed.target.version },
    preset: settings.preset,
    counts: {
      statements: ledger.length,
      kept: count('kept'),
      guarded: count('guarded'),
      changed: count('changed'),
      merged: count('merged'),
      dropped: count('dropped'),
      opaque: ledger.filter(({ kind }) => kind === KIND.opaque).length,
    },
    objects: Object.fromEntries(sorted(tally(printed.objects, ({ kind }) => kind))),
    data: dataOf(read.objects),
    headings,
    replaced: byText(printed.declared.replaced),
    changed: byText(printed.declared.changed),
    known: byText(printed.declared.known),
    get coverage() {
      return coverage();
    },
    get tables() {
      return tables();
    },
    ledger,
    diagnostics,
    ...(turnedOff.length === 0 ? {} : { turnedOff }),
    get frames() {
      return frames();
    },
  };
}
