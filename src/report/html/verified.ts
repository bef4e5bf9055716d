/** The result of verify: whether the baseline equals the dump, stays the same, and isolates tenants. */
import type { FoundDifference, FoundFailure, VerificationResult } from '../../verification.js';
import { counted, grouped, total } from '../phrases.js';
import { isolation } from './isolation.js';
import { html, type Markup } from './markup.js';
import { lines } from './parts.js';

/** Findings that make verify fail, one list for each type. */
const lists = ({
  unjudged,
  failures,
  fidelity,
  rerun,
}: VerificationResult): readonly (readonly [title: string, all: readonly string[]])[] => [
  ['Statements of the dump that fail', unjudged.map(failure)],
  ['Errors in the baseline', failures.map(failure)],
  ['Missing: in the dump, not in the baseline', fidelity.missing],
  ['Unexpected: in the baseline, not in the dump', fidelity.unexpected],
  ['Changed but not declared', fidelity.changed.map(difference)],
  ['Declared but not found', fidelity.unfounded],
  ...rerun.wrong.map(
    ({ run, failures: errors, drift }) =>
      [`${run}: what went wrong`, [...errors.map(failure), ...drift.map(difference)]] as const,
  ),
];

const failure = ({ line, message, statement, why }: FoundFailure): string =>
  `line ${line}: ${why === undefined ? '' : `${why}: `}${message}: ${statement}`;
const difference = ({ object, lines }: FoundDifference): string => [object, ...lines].join(' ');

/** Number of findings that make verify fail. */
export function findings(result: VerificationResult): number {
  const { isolation: tried } = result;
  const across = !tried
    ? 0
    : 'failed' in tried
      ? 1
      : tried.leaks.length + tried.unfounded.length + tried.unfilled.length;
  return lists(result).reduce((sum, [, all]) => sum + all.length, across);
}

export function verified(result: VerificationResult): Markup {
  const { engine, fidelity, rerun, notRun, lints, without } = result;
  const drift = rerun.wrong.length;
  const numbers: readonly (readonly [number, string])[] = [
    [fidelity.equal, 'equal'],
    [total(fidelity.added), 'added'],
    [fidelity.declared.length, 'different, as declared'],
    [fidelity.missing.length, 'missing'],
    [fidelity.unexpected.length, 'unexpected'],
    [fidelity.changed.length, 'changed but not declared'],
  ];
  const codes = new Map<string, number>();
  for (const { code } of lints) codes.set(code, (codes.get(code) ?? 0) + 1);
  return html`<section id="verified">
    <h2>Verified</h2>
    <p class="lead">
      By ${engine}: dump and baseline were loaded side by side and read back, and the baseline ran again:
      twice, and after a stop in ${rerun.stops}
      places.${without.length > 0 ? ` Not compared: ${without.join(', ')}.` : ''}
    </p>
    <ul class="facts">
      ${numbers.map(([count, what]) => html`<li><b>${grouped(count)}</b> ${what}</li>`)}
      <li><b>${grouped(drift)}</b> ${drift === 1 ? 'run' : 'runs'} with drift</li>
      ${[...codes].map(([code, count]) => html`<li><b>${grouped(count)}</b> <code>${code}</code></li>`)}
    </ul>
    ${lists(result).map(([title, all]) => lines(html`<h3>${title}</h3>`, all))}${lines(
      html`<h3>
        ${counted(notRun.length, 'statement')} that this PostgreSQL cannot run: what they make is not checked
      </h3>`,
      notRun.map(failure),
    )}${isolation(result.isolation)}
  </section>`;
}
