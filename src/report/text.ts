/** The report for people: what happened to each statement, in counts that add up, and the warnings last. */
import { render } from '../diagnostics/diagnostics.js';
import { aspects, verdictOf, verdicts } from './cell.js';
import { baseName, portable } from './json.js';
import { lookups } from './lookups.js';
import { openTables } from './open.js';
import type { LedgerEntry, Report } from './report.js';
import { counted, ends, grouped, groups, kindCounts, labelOf } from './phrases.js';

/** Right-aligned counts with their labels. */
const column = (rows: readonly (readonly [count: number, what: string])[]): string[] =>
  rows.map(([count, what]) => `${grouped(count).padStart(9)}  ${what}`);

/** Reasons with at most this many statements list them. */
const FEW = 5;

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');

/** The end of the command's output: the counts, and what every tenant reaches. */
export function summary(report: Report): string {
  const { counts, coverage } = report;
  const { statements, kept, guarded, changed, merged, dropped, opaque } = counts;
  const parts = [
    `${kept} kept`,
    `${guarded} guarded`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${merged} merged`,
    `${dropped} dropped`,
  ];
  const line = `${statements} statements: ${parts.join(', ')}; ${opaque} unknown`;
  return [line, ...openTables(coverage), ...lookups(report)].join('\n');
}

type Section = readonly string[];

function headOf({ source, target, preset }: Report): Section {
  const { file = 'standard input', bytes, sha256, normalised, folded = [] } = source;
  return [
    `Report of pg-baseline on ${file}`,
    '',
    `Source   ${counted(bytes, 'byte')}, SHA-256 ${sha256}`,
    ...(normalised.length === 0 ? [] : [`         normalised: ${normalised.join(', ')}`]),
    ...(folded.length === 0 ? [] : [`         with ${folded.map(baseName).join(', ')}`]),
    `Target   PostgreSQL ${target.postgres} and later`,
    `Preset   ${preset}`,
  ];
}

function countsOf({ counts }: Report): Section {
  const rows = ends.map(([end, words]) => [counts[end], words] as const);
  const sum = rows.reduce((total, [count]) => total + count, 0);
  const total =
    sum === counts.statements
      ? 'statements in the dump'
      : `in total, but the dump has ${grouped(counts.statements)} statements: this is a bug`;
  const unknown =
    counts.opaque === 0
      ? []
      : ['', ...column([[counts.opaque, 'of them are of unknown kind, and were kept unchanged']])];
  return [
    'Statements',
    ...column(rows),
    `${'-'.repeat(9).padStart(9)}`,
    ...column([[sum, total]]),
    ...unknown,
  ];
}

/** Counts objects with a statement of their own, and those merged into another's. */
function objectsOf(report: Report): Section {
  const known = kindCounts(report).flatMap(({ label, printed, merged }) => {
    const words = `${label}${merged === 0 ? '' : ` (${grouped(merged)} merged)`}`;
    return printed + merged === 0 ? [] : [[printed + merged, words] as const];
  });
  return known.length === 0 ? [] : ['Objects in the baseline, by kind', ...column(known)];
}

/** Verdicts of the coverage matrix; the matrix itself is in the formats that have room for it. */
function coverageOf({ coverage }: Report): Section {
  if (coverage.length === 0) return [];
  const rows = aspects.map((aspect) => {
    const counts = groups(coverage, (row) => verdictOf(row[aspect]));
    const found = verdicts.flatMap((verdict) => {
      const all = counts.find(([name]) => name === verdict)?.[1];
      return all ? [`${grouped(all.length)} ${verdict}`] : [];
    });
    return `  ${aspect.padEnd(11)} ${found.join(', ')}`;
  });
  return [`Coverage of ${counted(coverage.length, 'table')}`, ...rows];
}

function headingsOf({ headings }: Report): Section {
  if (headings.length === 0) return ['The dump has no pg_dump headings to check the counts against.'];
  const rows = headings.map(
    ({ type, headings: count, found, empty }) =>
      [count, `${type}: ${found} found${empty === 0 ? '' : `, ${empty} without a statement`}`] as const,
  );
  return ['pg_dump headings', ...column(rows)];
}

function dataOf({ data }: Report): Section {
  if (data.length === 0) return [];
  const rows = data.reduce((sum, { rows: count }) => sum + count, 0);
  const title = `Table data left out: ${counted(rows, 'row')} of ${counted(data.length, 'table')}`;
  return [title, ...column(data.map(({ table, rows: count }) => [count, oneLine(table)]))];
}

const entryLine = ({ file, line, object }: LedgerEntry): string =>
  `${' '.repeat(11)}${file === undefined ? '' : `${baseName(file)} `}line ${line}: ${oneLine(object)}`;

function endOf(
  { ledger }: Report,
  end: LedgerEntry['disposition'],
  title: string,
  by: (entry: LedgerEntry) => string,
  few = FEW,
): Section {
  const entries = ledger.filter(({ disposition }) => disposition === end);
  if (entries.length === 0) return [];
  const lines = groups(entries, by).flatMap(([reason, all]) => [
    ...column([[all.length, oneLine(reason)]]),
    ...(all.length > few ? [] : all.map(entryLine)),
  ]);
  return [title, ...lines];
}

/** `primary key into table`: the kind of the object that it was merged into, found by its id. */
function mergedOf(report: Report): Section {
  const kindOf = new Map(report.ledger.map(({ object, kind }) => [object, kind]));
  const host = ({ detail = '' }: LedgerEntry): string => {
    const kind = kindOf.get(detail);
    return kind === undefined ? detail : labelOf(kind);
  };
  return endOf(report, 'merged', 'Merged', (entry) => `${labelOf(entry.kind)} into ${host(entry)}`, 0);
}

const replacedOf = ({ replaced }: Report): Section =>
  replaced.length === 0
    ? []
    : [
        'Replaced',
        ...replaced.map(({ kind, table, name, by, why }) =>
          oneLine(`  ${kind} ${table === undefined ? '' : `${table}.`}${name}: by ${by}; ${why}`),
        ),
      ];

const alteredOf = ({ changed }: Report): Section =>
  changed.length === 0
    ? []
    : [
        'Defined differently than in the dump',
        ...changed.map(({ kind, name, what, why }) => oneLine(`  ${kind} ${name}: ${what}; ${why}`)),
      ];

function diagnosticsOf({ diagnostics }: Report): Section {
  const told = diagnostics.filter(({ accepted }) => accepted === undefined);
  if (told.length === 0) return ['No warnings.'];
  return ['Warnings and notes', ...told.flatMap((one) => ['', render(one)])];
}

function acceptedOf({ diagnostics }: Report): Section {
  const accepted = diagnostics.filter((one) => one.accepted !== undefined);
  if (accepted.length === 0) return [];
  return ['Accepted by the configuration', ...accepted.flatMap((one) => ['', render(one)])];
}

const turnedOffOf = ({ turnedOff = [] }: Report): Section =>
  turnedOff.length === 0
    ? []
    : [
        'Findings turned off by the configuration',
        ...column(turnedOff.map(({ code, count }) => [count, code] as const)),
      ];

export function renderText(original: Report): string {
  const report = portable(original);
  const sections = [
    headOf(report),
    countsOf(report),
    objectsOf(report),
    coverageOf(report),
    openTables(report.coverage),
    lookups(report),
    headingsOf(report),
    dataOf(report),
    endOf(report, 'dropped', 'Dropped', ({ detail = 'no reason' }) => detail),
    mergedOf(report),
    endOf(report, 'changed', 'Changed by transforms', ({ detail = '' }) => detail),
    replacedOf(report),
    alteredOf(report),
    diagnosticsOf(report),
    acceptedOf(report),
    turnedOffOf(report),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
