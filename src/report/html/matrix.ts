/** The coverage matrix: each table, and what it had of the preset. */
import { aspects, titles, verdicts } from '../cell.js';
import { isOpen } from '../../diagnostics/diagnostics.js';
import type { Report } from '../report.js';
import { cell, chip, filters, sortable, scrolling } from './parts.js';
import { anchor, html, type Markup } from './markup.js';

const MEANING = {
  had: 'the dump has it',
  reused: 'under another name',
  added: 'by pg-baseline, all or part of it',
  exempt: 'not required',
  undecided: 'needs your decision',
} as const;

export function matrix({ coverage, diagnostics }: Report): Markup | undefined {
  if (coverage.length === 0) return undefined;
  const warnings = new Map<string, number>();
  for (const { object = '' } of diagnostics.filter(isOpen))
    warnings.set(object, (warnings.get(object) ?? 0) + 1);
  const classes = [...new Set(coverage.map((row) => row.class))].toSorted();
  const rows = coverage.map((row) => {
    const count = warnings.get(`table ${row.table}`);
    const warned =
      count === undefined ? undefined : html` <span class="count" title="warnings">⚠ ${count}</span>`;
    return html`<tr id="${anchor('table', row.table)}">
      <th scope="row">
        <code>${row.table}</code>${warned}<button
          type="button"
          class="link noprint"
          data-ledger="${row.table}"
        >
          statements
        </button>
      </th>
      <td data-v="${row.class}">
        <span class="chip class ${row.class}">${row.class}</span
        >${row.undecided ? html` ${chip('undecided')}` : undefined}<span class="words">${row.evidence}</span>
      </td>
      ${aspects.map((aspect) => cell(row[aspect]))}
    </tr> `;
  });
  const choices = [
    { name: '1', label: 'Class', options: classes },
    ...aspects.map((aspect, at) => ({
      name: String(at + 2),
      label: titles[aspect],
      options: verdicts.filter((verdict) => coverage.some((row) => row[aspect].startsWith(`${verdict} `))),
    })),
  ];
  return html`<section id="coverage">
    <h2>Coverage</h2>
    <p class="lead">What the preset requires, by table: what it already had, and what it gained.</p>
    <ul class="legend">
      ${verdicts.map((verdict) => html`<li>${chip(verdict)} ${MEANING[verdict]}</li>`)}
    </ul>
    ${filters('matrix', 'tables', choices)}
    ${scrolling(
      'Coverage of the tables',
      ['Table', 'Class', ...aspects.map((aspect) => titles[aspect])].map((title) => sortable(title)),
      rows,
      { id: 'matrix' },
    )}
  </section>`;
}
