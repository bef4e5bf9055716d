/** Warnings and notes by code, with their lines of the dump. */
import { type Diagnostic, isOpen } from '../../diagnostics/diagnostics.js';
import type { Frame } from '../frames.js';
import type { Report } from '../report.js';
import { counted, groupsByCode } from '../phrases.js';
import { anchor, type Content, html, type Markup } from './markup.js';

function frame({ line, first, text }: Frame): Markup {
  const lines = text.split('\n');
  const width = String(first + lines.length).length;
  const numbered = lines.map((one, at): Content => {
    const number = String(first + at).padStart(width);
    const shown = html`<span class="no">${number}</span> ${one}`;
    return [at === 0 ? '' : '\n', first + at === line ? html`<mark>${shown}</mark>` : shown];
  });
  return html`<pre class="frame" aria-label="Line ${line} of the dump">${numbered}</pre>`;
}

interface Told {
  readonly one: Diagnostic;
  readonly frame: Frame | undefined;
}

/** Help that is the same for all is printed once. */
function group(
  code: string,
  all: readonly Told[],
  tables: ReadonlySet<string>,
  what: 'code' | 'accepted' = 'code',
): Markup {
  const adviceOf = ({ one: { accepted, help } }: Told): string | undefined =>
    accepted === undefined ? help : `Accepted: ${accepted}`;
  const helps = [...new Set(all.map(adviceOf))];
  const same = helps.length === 1 ? helps[0] : undefined;
  const items = all.map((told): Content => {
    const { one, frame: lines } = told;
    const advice = adviceOf(told);
    const table = one.object?.replace(/^table /, '');
    const link =
      table !== undefined && tables.has(table)
        ? html` <a class="noprint" href="#${anchor('table', table)}">coverage</a>`
        : undefined;
    const help = same === undefined && advice !== undefined ? html`<p class="help">${advice}</p>` : undefined;
    return html`<li>
      <p>${one.message}${link}</p>
      ${help}${lines ? frame(lines) : undefined}
    </li> `;
  });
  const advice = same === undefined ? undefined : html`<p class="help">${same}</p>`;
  return html`<details class="group" id="${anchor(what, code)}">
    <summary><code>${code}</code> <span class="count">${all.length}</span></summary>
    ${advice}
    <ul>
      ${items}
    </ul>
  </details> `;
}

export function warnings({ diagnostics, turnedOff = [], frames, coverage }: Report): Markup {
  const byPlace = new Map(frames.map((one) => [one.of, one]));
  const told = diagnostics.map((one, at): Told => ({ one, frame: byPlace.get(at) }));
  const tables = new Set(coverage.map(({ table }) => table));
  const part = (
    is: (one: Diagnostic) => boolean,
    title: string,
    lead: string,
    what?: 'accepted',
  ): Content => {
    const own = told.filter(({ one }) => is(one));
    if (own.length === 0) return undefined;
    const all = groupsByCode(own, ({ one }) => one).map(([code, list]) => group(code, list, tables, what));
    return html`<h3>${title} <span class="count">${own.length}</span></h3>
      <p class="lead">${lead}</p>
      ${all}`;
  };
  const nothing = html`<p class="lead">No warnings.</p>`;
  const off =
    turnedOff.length === 0
      ? undefined
      : html`<h3>Turned off</h3>
          <p class="lead">Findings that the configuration does not show:</p>
          <ul>
            ${turnedOff.map(({ code, count }) => html`<li><code>${code}</code> <span class="count">${count}</span></li>`)}
          </ul>`;
  const content = [
    part(isOpen, 'Warnings', 'Findings to review, by code.'),
    part(
      ({ severity }) => severity === 'info',
      'Notes',
      'Decisions that pg-baseline made, and what it left as designed.',
    ),
    part(
      ({ accepted }) => accepted !== undefined,
      'Accepted',
      'Warnings that the configuration accepts, each with its reason.',
      'accepted',
    ),
  ];
  return html`<section id="warnings">
    <h2>Warnings and notes</h2>
    <div class="noprint">
      <button type="button" data-open="warnings">Open all</button>
      <button type="button" data-close="warnings">Close all</button>
    </div>
    ${diagnostics.length === 0 ? nothing : content}${off}
  </section>`;
}

/** The codes of warnings: those that always come first, then the most frequent. */
export const codes = ({ diagnostics }: Report): [code: string, count: string][] =>
  groupsByCode(diagnostics.filter(isOpen), (one) => one).map(([code, all]) => [
    code,
    counted(all.length, 'warning'),
  ]);
