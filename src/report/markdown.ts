/** The report for a pull request or a wiki: counts, dropped statements, warnings by code, coverage, declarations. */
import type { VerificationResult } from '../verification.js';
import { aspects, titles } from './cell.js';
import { isOpen } from '../diagnostics/diagnostics.js';
import { portable } from './json.js';
import type { Report } from './report.js';
import { counted, ends, grouped, groups, groupsByCode, kindCounts, total } from './phrases.js';

type Lines = readonly string[];

/** Escapes text of a dump for Markdown, on one line. */
const plain = (text: string): string =>
  text.replace(/\s*[\r\n]+\s*/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/g, (character) => `\\${character}`);

/** A name as code; the fence is longer than any run of backticks in it. */
function code(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return fence.length > 1 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

function table(heads: Lines, rows: readonly Lines[], numbers: readonly number[] = []): Lines {
  const rule = heads.map((_, at) => (numbers.includes(at) ? '--:' : '---'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function headOf({ source, target, preset }: Report): Lines {
  return [
    `# Baseline of ${plain(source.file ?? 'standard input')}`,
    '',
    `${counted(source.bytes, 'byte')}, SHA-256 \`${source.sha256}\`; preset ${code(preset)}, for PostgreSQL ${target.postgres} and later.`,
  ];
}

function countsOf({ counts }: Report): Lines {
  const rows = ends.map(([end, words]) => [grouped(counts[end]), words]);
  const opaque = counts.opaque === 0 ? [] : [[grouped(counts.opaque), 'of them of unknown kind']];
  return [
    '## Statements',
    '',
    ...table(['', ''], [...rows, ...opaque, [`**${grouped(counts.statements)}**`, '**in the dump**']], [0]),
  ];
}

function kindsOf(report: Report): Lines {
  const rows = kindCounts(report).map(({ label, read, printed, merged }) => [
    label,
    grouped(read),
    grouped(printed),
    merged === 0 ? '' : grouped(merged),
  ]);
  return [
    '## In and out, by kind',
    '',
    ...table(['', 'In the dump', 'In the baseline', 'Merged'], rows, [1, 2, 3]),
  ];
}

function droppedOf({ ledger }: Report): Lines {
  const dropped = ledger.filter(({ disposition }) => disposition === 'dropped');
  if (dropped.length === 0) return [];
  const rows = groups(dropped, ({ detail = '' }) => detail).map(([why, all]) => [
    grouped(all.length),
    plain(why),
  ]);
  return ['## Dropped', '', ...table(['', 'Why'], rows, [0])];
}

/** Help that is the same for all is printed once. */
function warningsOf({ diagnostics, source }: Report): Lines {
  const warnings = diagnostics.filter(isOpen);
  const notes = diagnostics.filter(({ severity }) => severity === 'info').length;
  if (warnings.length === 0) return ['No warnings.'];
  const lines = groupsByCode(warnings, (one) => one).flatMap(([name, all]) => {
    const helps = [...new Set(all.map(({ help }) => help))];
    const [same] = helps.length === 1 ? helps : [];
    return [
      '',
      `### ${name} (${all.length})`,
      '',
      ...(same === undefined ? [] : [`What to do: ${plain(same)}`, '']),
      ...all.map(
        ({ message, help, place }) =>
          `- ${plain(message)}${place ? ` (${place.file === source.file ? '' : `${plain(place.file ?? '')}, `}line ${place.line})` : ''}${same === undefined && help !== undefined ? ` *${plain(help)}*` : ''}`,
      ),
    ];
  });
  return [
    `## Warnings (${warnings.length})`,
    ...lines,
    ...(notes === 0 ? [] : ['', `And ${counted(notes, 'note')}.`]),
  ];
}

function acceptedOf({ diagnostics }: Report): Lines {
  const accepted = diagnostics.filter((one) => one.accepted !== undefined);
  if (accepted.length === 0) return [];
  const rows = accepted.map(({ code: name, message, accepted: reason = '' }) => [
    code(name),
    plain(message),
    plain(reason),
  ]);
  const title = `## Accepted by the configuration (${accepted.length})`;
  return [title, '', ...table(['Code', 'Warning', 'Reason'], rows)];
}

function turnedOffOf({ turnedOff = [] }: Report): Lines {
  if (turnedOff.length === 0) return [];
  const rows = turnedOff.map(({ code: name, count }) => [code(name), grouped(count)]);
  return ['## Turned off by the configuration', '', ...table(['Code', 'Findings'], rows, [1])];
}

function coverageOf({ coverage }: Report): Lines {
  if (coverage.length === 0) return [];
  const rows = coverage.map((row) => [
    code(row.table),
    `${row.class}${row.undecided ? ', undecided' : ''}: ${plain(row.evidence)}`,
    ...aspects.map((aspect) => plain(row[aspect])),
  ]);
  return ['## Coverage', '', ...table(['Table', 'Class', ...aspects.map((aspect) => titles[aspect])], rows)];
}

const declaredOf = (title: string, heads: Lines, rows: readonly Lines[]): Lines =>
  rows.length === 0 ? [] : [`## ${title} (${rows.length})`, '', ...table(heads, rows)];

function verifiedOf(result: VerificationResult | undefined): Lines {
  if (!result) return [];
  const { engine, fidelity, rerun, isolation } = result;
  const across =
    isolation === undefined
      ? []
      : 'failed' in isolation
        ? [`- The isolation test did not finish: ${plain(isolation.failed)}`]
        : [
            `- ${counted(isolation.attacks, 'attack')} on ${counted(isolation.tables, 'table')} of tenants: ${counted(isolation.leaks.length, 'undeclared leak')}, ${counted(isolation.known.length, 'declared one')} shown`,
            ...isolation.leaks.map(
              ({ relation, attack, statement }) =>
                `- **Leak**: ${code(relation)} ${attack}: ${code(statement)}`,
            ),
          ];
  return [
    '## Verified',
    '',
    `${result.ok ? 'The baseline is right' : '**The baseline is not right**'}; verified on ${plain(engine)}.`,
    '',
    `- ${grouped(fidelity.equal)} equal, ${grouped(total(fidelity.added))} added, ${grouped(fidelity.declared.length)} different, as declared; ${grouped(fidelity.missing.length)} missing, ${grouped(fidelity.unexpected.length)} unexpected, ${grouped(fidelity.changed.length)} changed but not declared`,
    ...[...fidelity.missing, ...fidelity.unexpected].map((object) => `- ${code(object)}`),
    `- ${counted(rerun.wrong.length, 'run')} with drift`,
    ...across,
  ];
}

/** @param verification of this baseline, if verify ran */
export function renderMarkdown(original: Report, verification?: VerificationResult): string {
  const report = portable(original);
  const { known, replaced, changed } = report;
  const sections: readonly Lines[] = [
    headOf(report),
    verifiedOf(verification),
    countsOf(report),
    kindsOf(report),
    droppedOf(report),
    warningsOf(report),
    acceptedOf(report),
    turnedOffOf(report),
    coverageOf(report),
    declaredOf(
      'Known access across tenants',
      ['Relation', 'Way', 'Through', 'Why it remains'],
      known.map(({ relation, attack, name, why }) => [
        code(relation),
        attack,
        name === undefined ? '' : code(name),
        plain(why),
      ]),
    ),
    declaredOf(
      'Replaced',
      ['Kind', 'Object', 'By', 'Why'],
      replaced.map(({ kind, table: of, name, by, why }) => [
        kind,
        code(of === undefined ? name : `${of}.${name}`),
        code(by),
        plain(why),
      ]),
    ),
    declaredOf(
      'Defined otherwise',
      ['Kind', 'Object', 'What', 'Why'],
      changed.map(({ kind, name, what, why }) => [kind, code(name), plain(what), plain(why)]),
    ),
  ];
  const written = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${written.join('\n\n')}\n`;
}
