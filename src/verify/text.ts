/** What verify found, for people. */
import type { Diagnostic } from '../diagnostics.js';
import type { Difference } from './fidelity/compare.js';
import { isolationText } from './isolation/text.js';
import type { Failure } from './load.js';
import type { Declaration } from './report.js';
import { isWrong, type Rerun } from './rerun.js';
import { POLICY } from './settings.js';
import type { Verification } from './verify.js';

/** Of each list; the JSON has all. */
const SHOWN = 20;
/** Of a property that differs. */
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
  `  line ${line}: ${oneLine(message)}`,
  `    ${oneLine(text)}`,
];
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

export function renderVerification(result: Verification): string {
  const { dump, fidelity, reruns, findings, notRun, failures } = result;
  const { missing, unexpected, changed, unfounded } = fidelity;
  const bad = reruns.filter(isWrong);
  const lines = [
    `verify on ${result.engine}`,
    `  dump      ${plural(dump.statements, 'statement')}${cannot(dump.failures.length)}`,
    `  baseline  ${plural(result.statements, 'statement')}${cannot(notRun.length)}, ${plural(failures.length, 'error')}`,
    `  fidelity  ${grouped(fidelity.equal)} equal, ${grouped(fidelity.added.length)} added, ${grouped(fidelity.declared.length)} as declared; ` +
      `${grouped(missing.length)} missing, ${grouped(unexpected.length)} unexpected, ${grouped(changed.length)} changed, ${grouped(unfounded.length)} declared in vain`,
    `  re-run    second and third run, and after a stop in ${result.stops} places: ${bad.length === 0 ? '0 drift' : `${plural(bad.length, 'run')} with drift`}`,
    `  lints     ${findings.length === 0 ? 'none' : lintCounts(findings)}`,
    ...isolationLine(result),
    ...notCompared(result),
    ...list('Cannot run here, neither of the dump nor of the baseline', notRun, failure),
    ...list('The dump does not load here, and what these make cannot be judged', result.unjudged, failure),
    ...list('Errors of the baseline', failures, failure),
    ...list('Missing: the dump has it, the baseline has not', missing, difference),
    ...list('Unexpected: the baseline has it, the dump has not', unexpected, difference),
    ...list('Changed, and not declared', changed, difference),
    ...list('Declared, and not so', unfounded, declaration),
    ...bad.flatMap(rerun),
    ...(result.isolation && 'isolated' in result.isolation
      ? ['', isolationText(result.isolation).trimEnd()]
      : []),
    '',
    result.ok ? 'The baseline is right.' : 'The baseline is not right.',
  ];
  return `${lines.join('\n')}\n`;
}

function isolationLine({ isolation }: Verification): string[] {
  if (!isolation) return [`  isolation nothing to try: no table has a policy …_${POLICY}`];
  if (!('isolated' in isolation)) return [`  isolation could not be tried to the end: ${isolation.message}`];
  const { attacks, tenantTables, undeclared, shown, unfounded, unfilled } = isolation;
  return [
    `  isolation ${grouped(attacks)} attacks on ${plural(tenantTables, 'table')}: ${plural(undeclared.length, 'undeclared leak')}, ` +
      `${grouped(shown.length)} as declared, ${grouped(unfounded.length)} declared in vain${unfilled.length === 0 ? '' : `, ${grouped(unfilled.length)} without rows`}`,
  ];
}

const cannot = (count: number): string => (count === 0 ? '' : `, ${grouped(count)} cannot run here`);

function notCompared({ owners, privileges }: Verification): string[] {
  const without = [
    ...(owners ? [] : ['owners (the baseline leaves them to whoever runs it)']),
    ...(privileges ? [] : ['privileges (the report says that they were left out)']),
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
