/** What is not as in the dump, and what remains open: declared, each with its reason. */
import type { Report } from '../report.js';
import { sortable, scrolling } from './parts.js';
import { type Content, html, type Markup } from './markup.js';

const code = (text: string): Markup => html`<code>${text}</code>`;

function table(
  id: string,
  title: string,
  lead: string,
  heads: readonly string[],
  rows: readonly (readonly Content[])[],
): Content {
  if (rows.length === 0) return undefined;
  return html`<section id="${id}">
    <h2>${title} <span class="count">${rows.length}</span></h2>
    <p class="lead">${lead}</p>
    ${scrolling(
      title,
      heads.map((head) => sortable(head)),
      rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((one) => html`<td>${one}</td>`)}
          </tr> `,
      ),
      { look: 'scroll low' },
    )}
  </section>`;
}

export function declared({ known, replaced, changed }: Report): Markup | undefined {
  if (known.length + replaced.length + changed.length === 0) return undefined;
  return html`<div id="declared">
    ${table(
      'known',
      'Known ways across',
      'What a tenant may still learn of another, or do to it. The isolation test of verify takes these as known, and no others.',
      ['Relation', 'Way', 'Through', 'Why it stays'],
      known.map(({ relation, attack, name, why }) => [
        code(relation),
        attack,
        name === undefined ? '' : code(name),
        why,
      ]),
    )}${table(
      'replaced',
      'Replaced',
      'Objects of the dump that others stand for.',
      ['Kind', 'Object', 'By', 'Why'],
      replaced.map(({ kind, table: of, name, by, why }) => [
        kind,
        code(of === undefined ? name : `${of}.${name}`),
        code(by),
        why,
      ]),
    )}${table(
      'changed',
      'Defined otherwise',
      'Objects of the dump whose definition differs in the baseline.',
      ['Kind', 'Object', 'What', 'Why'],
      changed.map(({ kind, name, what, why }) => [kind, code(name), what, why]),
    )}
  </div>`;
}
