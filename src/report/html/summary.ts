/** The head of the page: input, output, additions, and what needs a decision. */
import type { VerificationResult } from '../../verification.js';
import { type Aspect, aspects, titles, type Verdict, verdictOf, verdicts } from '../cell.js';
import { isOpen } from '../../diagnostics/diagnostics.js';
import type { Report } from '../report.js';
import { counted, ends, grouped, total } from '../phrases.js';
import { anchor, type Content, html, type Markup } from './markup.js';
import { findings } from './verified.js';
import { codes } from './warnings.js';

interface Share {
  readonly look: string;
  readonly words: string;
  readonly count: number;
}

/** Shares of a whole, side by side. Hidden from screen readers, since the numbers are next to it. */
function bar(shares: readonly Share[]): Markup {
  const whole = shares.reduce((sum, { count }) => sum + count, 0) || 1;
  return html`<span class="bar" aria-hidden="true"
    >${shares
      .filter(({ count }) => count > 0)
      .map(
        ({ look, count }) =>
          html`<i class="${look}" style="width:${((100 * count) / whole).toFixed(2)}%"></i>`,
      )}</span
  >`;
}

const panel = (title: string, figure: string, unit: string, content: Content): Markup =>
  html`<section class="panel">
    <h2>${title}</h2>
    <p class="figure"><b>${figure}</b> ${unit}</p>
    ${content}
  </section>`;

function came({ source, counts, data }: Report): Markup {
  const rows = data.reduce((sum, { rows: count }) => sum + count, 0);
  return panel(
    'Came in',
    grouped(counts.statements),
    counts.statements === 1 ? 'statement' : 'statements',
    html`<ul class="facts">
      <li>${counted(source.bytes, 'byte')}</li>
      ${source.normalised.map((what) => html`<li>normalised: ${what}</li>`)}${rows > 0 ? html`<li>${counted(rows, 'row')} of data, left out</li>` : undefined}
      <li>
        ${counts.opaque === 0 ? 'all of known kinds' : html`<b>${grouped(counts.opaque)}</b> of no known kind`}
      </li>
    </ul>`,
  );
}

function went({ counts, objects }: Report): Markup {
  const all = total(objects);
  const shares = ends.map(([end, words]) => ({
    look: end,
    words: words.replace(/,.*/, ''),
    count: counts[end],
  }));
  return panel(
    'Went out',
    grouped(all),
    all === 1 ? 'object' : 'objects',
    html`${bar(shares)}
      <ul class="keyed">
        ${shares.map(({ look, words, count }) => html`<li><i class="swatch ${look}"></i><b>${grouped(count)}</b> ${words}</li>`)}
      </ul>`,
  );
}

const tallied = ({ coverage }: Report, aspect: Aspect): Record<Verdict, number> => {
  const counts = { had: 0, reused: 0, added: 0, exempt: 0, undecided: 0 };
  for (const row of coverage) counts[verdictOf(row[aspect])]++;
  return counts;
};

function gained(report: Report): Content {
  if (report.coverage.length === 0)
    return panel('Was added', '0', 'objects', html`<p>The preset ${report.preset} adds nothing.</p>`);
  const rows = aspects.map((aspect) => {
    const counts = tallied(report, aspect);
    const words = verdicts
      .filter((verdict) => counts[verdict] > 0)
      .map((verdict) => `${counts[verdict]} ${verdict}`);
    return html`<li>
      <a href="#coverage">${titles[aspect]}</a>
      ${bar(verdicts.map((verdict) => ({ look: verdict, words: verdict, count: counts[verdict] })))}<span
        class="words"
        >${words.join(' · ')}</span
      >
    </li>`;
  });
  const tables = report.coverage.filter((row) =>
    aspects.some((aspect) => verdictOf(row[aspect]) === 'added'),
  );
  return panel(
    'Was added',
    grouped(tables.length),
    `of ${counted(report.coverage.length, 'table')} gained columns, keys or policies`,
    html`<ul class="aspects">
      ${rows}
    </ul>`,
  );
}

/** Maximum number of codes named. */
const CODES = 6;

function open(report: Report): Markup {
  const { coverage, diagnostics, known } = report;
  const warnings = diagnostics.filter(isOpen).length;
  const tables = coverage.filter(({ undecided }) => undecided).length;
  const cells = coverage.filter((row) =>
    aspects.some((aspect) => verdictOf(row[aspect]) === 'undecided'),
  ).length;
  const found = codes(report);
  const more = found.length - CODES;
  return panel(
    'Needs a decision',
    grouped(warnings),
    warnings === 1 ? 'warning' : 'warnings',
    html`<ul class="keyed">
        ${tables > 0 ? html`<li><b>${tables}</b> <a href="#coverage">tables to classify</a></li>` : undefined}${cells > 0 ? html`<li><b>${cells}</b> <a href="#coverage">tables with open questions</a></li>` : undefined}${known.length > 0 ? html`<li><b>${known.length}</b> <a href="#known">known accesses across tenants</a></li>` : undefined}
      </ul>
      <ul class="codes">
        ${found.slice(0, CODES).map(
          ([code, count]) =>
            html`<li>
              <a href="#${anchor('code', code)}"><code>${code}</code></a>
              <span class="dim">${count.replace(/ .*/, '')}</span>
            </li>`,
        )}${more > 0 ? html`<li><a href="#warnings">${more} more codes</a></li>` : undefined}
      </ul>`,
  );
}

function verdict(result: VerificationResult | undefined): Content {
  if (!result) return undefined;
  const count = findings(result);
  return html`<p class="verdict ${result.ok ? 'good' : 'bad'}">
    <a href="#verified">Verified</a>:
    ${result.ok ? 'nothing missing, nothing unexpected, no drift, no undeclared leak.' : `${counted(count, 'finding')}.`}
  </p>`;
}

export const glance = (report: Report, result: VerificationResult | undefined): Markup =>
  html`${verdict(result)}
    <div class="panels">${came(report)}${went(report)}${gained(report)}${open(report)}</div>`;
