/** The result of verify as text. */
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import type { Difference } from './fidelity/compare.js';
import { isolationText } from './isolation/text.js';
import type { NotRun } from './load/limits.js';
import type { Failure } from './load/load.js';
import type { Declaration } from './fidelity/report.js';
import { isWrong, type Rerun } from './rerun.js';
import { POLICY } from './isolation/stage/settings.js';
import type { Verification } from './verify.js';

/** Maximum entries of a list; the JSON has all. */
const SHOWN = 20;
/** Maximum length of a property or statement. */
const WIDTH = 160;

const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
const plural = (count: number, one: string, more = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : more}`;
const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH)} …` : text);
const oneLine = (text: string): string => cut(text.replace(/\s+/g, ' '));

const difference = ({ kind, name, lines }: Difference): string[] => [
  `  ${kind} ${name}`,
  ...lines.map((line) => `    ${oneLine(line)}`),
];
const failure = ({ statement: { text, line }, message }: Failure): string[] => [
  // A query of verify's own is in no file.
  `  ${line === 0 ? '' : `line ${line}: `}${oneLine(message)}`,
  `    ${oneLine(text)}`,
];
const notRun = ({ why, ...one }: NotRun): string[] => {
  const [what, ...text] = failure(one);
  return [`${what} (${why})`, ...text];
};
const declaration = ({ kind, name, is, what }: Declaration): string[] => [
  `  ${kind} ${name}: ${is}, ${what}`,
];

function list<T>(title: string, items: readonly T[], show: (item: T) => string[]): string[] {
  if (items.length === 0) return [];
  const rest =
    items.length > SHOWN
      ? [`  and ${grouped(items.length - SHOWN)} more; --verification FILE lists them all`]
      : [];
  return ['', `${title} (${grouped(items.length)})`, ...items.slice(0, SHOWN).flatMap(show), ...rest];
}

const verdict = (result: Verification): string =>
  result.ok ? 'The baseline is right.' : 'The baseline is not right.';

/** For a statement that never ended, or broke the engine. */
function renderStopped({ engine, failures, unjudged }: Verification): string {
  const of = unjudged.length > 0 ? 'the dump' : 'the baseline';
  const lines = [
    `verify on ${engine}`,
    `  stopped   at a statement of ${of}; nothing after it was looked at`,
    ...[...unjudged, ...failures].flatMap(failure),
    '',
    'Remove the statement, raise the limit (--statement-timeout SECONDS), or verify on a server (--server).',
    unjudged.length > 0 ? 'The baseline could not be verified.' : 'The baseline is not right.',
  ];
  return `${lines.join('\n')}\n`;
}

export function renderVerification(result: Verification): string {
  if (result.stopped) return renderStopped(result);
  const { dump, fidelity, reruns, findings, failures } = result;
  const { missing, unexpected, changed, unfounded } = fidelity;
  const bad = reruns.filter(isWrong);
  const lines = [
    `verify on ${result.engine}`,
    `  dump      ${plural(dump!.statements.length, 'statement')}${notChecked(dump!.failures.length - result.unjudged.length)}${errors(result.unjudged.length)}`,
    `  baseline  ${plural(result.statements, 'statement')}${notChecked(result.notRun.length)}${errors(failures.length)}`,
    `  fidelity  ${grouped(fidelity.equal)} equal, ${grouped(fidelity.added.length)} added, ${grouped(fidelity.declared.length)} as declared; ` +
      `${grouped(missing.length)} missing, ${grouped(unexpected.length)} unexpected, ${grouped(changed.length)} changed, ${grouped(unfounded.length)} declared but not found`,
    `  re-run    second and third run, and after a stop in ${result.stops} places: ${bad.length === 0 ? '0 drift' : `${plural(bad.length, 'run')} with drift`}`,
    `  lints     ${findings.length === 0 ? 'none' : lintCounts(findings)}`,
    ...isolationLine(result),
    ...notCompared(result),
    ...list(
      'Not checked: this PostgreSQL cannot run these statements of the dump',
      result.notRunOfDump,
      notRun,
    ),
    ...list(
      'Not checked: this PostgreSQL cannot run these statements of the baseline',
      result.notRun,
      notRun,
    ),
    ...list(
      'Errors in the dump: verify cannot judge the objects that these statements create',
      result.unjudged,
      failure,
    ),
    ...list('Errors in the baseline', failures, failure),
    ...list('Missing: in the dump, not in the baseline', missing, difference),
    ...list('Unexpected: in the baseline, not in the dump', unexpected, difference),
    ...list('Changed but not declared', changed, difference),
    ...list('Declared but not found', unfounded, declaration),
    ...bad.flatMap(rerun),
    ...(result.isolation && 'isolated' in result.isolation
      ? ['', isolationText(result.isolation).trimEnd()]
      : []),
    '',
    verdict(result),
  ];
  return `${lines.join('\n')}\n`;
}

function isolationLine({ isolation, isolatedOn }: Verification): string[] {
  const where = isolatedOn === undefined ? '' : ` on ${isolatedOn}`;
  if (!isolation) return [`  isolation nothing to try: no table has a policy …_${POLICY}`];
  if (!('isolated' in isolation))
    return [`  isolation could not be tried to the end${where}: ${isolation.message}`];
  const { attacks, tenantTables, undeclared, shown, unfounded, unfilled } = isolation;
  return [
    `  isolation ${grouped(attacks)} attacks${where} on ${plural(tenantTables, 'table')}: ${plural(undeclared.length, 'undeclared leak')}, ` +
      `${grouped(shown.length)} as declared, ${grouped(unfounded.length)} declared but not found${unfilled.length === 0 ? '' : `, ${grouped(unfilled.length)} without rows`}`,
  ];
}

const notChecked = (count: number): string => (count === 0 ? '' : `, ${grouped(count)} not checked`);
const errors = (count: number): string => `, ${plural(count, 'error')}`;

function notCompared({ owners, privileges }: Verification): string[] {
  const without = [
    ...(owners ? [] : ['owners (the role that runs the baseline owns its objects)']),
    ...(privileges ? [] : ['privileges (left out, according to the report)']),
  ];
  return without.length === 0 ? [] : [`  without   ${without.join('; ')}`];
}

function lintCounts(findings: readonly Diagnostic[]): string {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${grouped(count)} ${code.replace(/^lint\//, '')}`).join(', ');
}

const rerun = ({ name, failures, drift }: Rerun): string[] => [
  ...list(`${name}: errors`, failures, failure),
  ...list(`${name}: what it changed`, drift, difference),
];
