/** Where each statement of the dump ended: a summary by kind, and all of them. */
import type { LedgerEntry, Report } from '../report.js';
import { counted, ends, grouped, groups, kindCounts, labelOf } from '../phrases.js';
import { filters, sortable, scrolling } from './parts.js';
import { anchor, html, type Markup } from './markup.js';
import { KIND } from '../../kinds/registry.js';

/** Statements and objects by kind, and what happened to them. */
export function counts(report: Report): Markup {
  const byKind = new Map(groups(report.ledger, ({ kind }) => kind));
  const rows = kindCounts(report).map(({ kind, label, read, printed }) => {
    const of = (end: LedgerEntry['disposition']): number =>
      (byKind.get(kind) ?? []).filter(({ disposition }) => disposition === end).length;
    return html`<tr>
      <th scope="row">${label}</th>
      ${[read, ...ends.map(([end]) => of(end)), printed].map(
        (count) =>
          html`<td class="n" data-v="${count}">
            ${count === 0 ? html`<span class="dim">·</span>` : grouped(count)}
          </td>`,
      )}
    </tr> `;
  });
  return html`<section id="kinds">
    <h2>In and out, by kind</h2>
    <p class="lead">
      Statements of the dump, what happened to them, and the objects of the baseline: those it kept and those
      pg-baseline added. A merged object is part of another object’s statement.
    </p>
    <div class="scroll low" tabindex="0" role="region" aria-label="Counts by kind">
      <table class="sortable narrow">
        <thead>
          <tr>
            ${sortable('Kind')}${['In the dump', ...ends.map(([end]) => end), 'In the baseline'].map((title) => sortable(title, true))}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row(
  { line, kind, object, disposition, detail }: LedgerEntry,
  often: boolean,
  linked: boolean,
): Markup {
  const id =
    linked && kind === KIND.table ? html` id="${anchor('table', object.replace(/^table /, ''))}"` : undefined;
  return html`<tr class="${disposition}${often ? ' often' : ''}" ${id}>
    <td class="n">${line}</td>
    <td>${labelOf(kind)}</td>
    <td><code>${object.replace(/[\r\n]+/g, ' ')}</code></td>
    <td>${disposition}</td>
    <td>${detail}</td>
  </tr> `;
}

/** A reason with more statements than this would be repeated on every line. */
const OFTEN = 20;

export function ledger({ ledger: entries, coverage }: Report): Markup {
  const reasons = new Map(groups(entries, ({ detail = '' }) => detail));
  const isOften = ({ disposition, detail = '' }: LedgerEntry): boolean =>
    disposition === 'dropped' && reasons.get(detail)!.length > OFTEN;
  const kinds = [...new Set(entries.map(({ kind }) => labelOf(kind)))].toSorted();
  const choices = [
    {
      name: '3',
      label: 'What happened to it',
      options: ends
        .map(([end]) => end)
        .filter((end) => entries.some(({ disposition }) => disposition === end)),
    },
    { name: '1', label: 'Kind', options: kinds },
  ];
  return html`<section id="ledger-section">
    <h2>Ledger</h2>
    <p class="lead">
      Each of the ${counted(entries.length, 'statement')} of the dump, and what happened to it.<span
        class="onpaper"
      >
        In print: only changed statements, and statements dropped for a rare reason.</span
      >
    </p>
    ${filters('ledger', 'statements', choices)}
    ${scrolling(
      'Ledger',
      [
        sortable('Line', true),
        ...['Kind', 'Object', 'What happened to it', 'Into, by or why'].map((title) => sortable(title)),
      ],
      entries.map((entry) => row(entry, isOften(entry), coverage.length === 0)),
      { id: 'ledger' },
    )}
  </section>`;
}
