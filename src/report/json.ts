/** The report for programs: the same bytes for the same dump, on every machine. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { Report } from './report.js';

/** The last part of a path, on any platform. */
export const baseName = (file: string): string =>
  file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);

const portableDiagnostic = ({
  severity,
  code,
  message,
  help,
  place,
  object,
  accepted,
}: Diagnostic): Diagnostic => ({
  severity,
  code,
  message,
  ...(help === undefined ? {} : { help }),
  ...(place === undefined
    ? {}
    : { place: { ...place, ...(place.file === undefined ? {} : { file: baseName(place.file) }) } }),
  ...(object === undefined ? {} : { object }),
  ...(accepted === undefined ? {} : { accepted }),
});

/** The report with base names of files: where a user keeps a dump is not a finding. */
export function portable(report: Report): Report {
  const { file, folded, ...about } = report.source;
  return {
    ...report,
    source: {
      ...(file === undefined ? {} : { file: baseName(file) }),
      ...about,
      ...(folded && { folded: folded.map(baseName) }),
    },
    ledger: report.ledger.map((one) => (one.file === undefined ? one : { ...one, file: baseName(one.file) })),
    diagnostics: report.diagnostics.map(portableDiagnostic),
  };
}

/** Lists with the same facts about many things: one item per line. */
const LISTS: ReadonlySet<string> = new Set(['coverage', 'tables', 'frames']);

function member(name: string, value: unknown): string {
  const text =
    LISTS.has(name) && Array.isArray(value) && value.length > 0
      ? `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
      : JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
  return `  ${JSON.stringify(name)}: ${text}`;
}

export const renderJson = (report: Report): string =>
  `{\n${Object.entries(portable(report))
    .map(([name, value]) => member(name, value))
    .join(',\n')}\n}\n`;
