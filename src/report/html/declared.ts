/** Declared differences from the dump, and what remains open, each with its reason. */
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
      'Known access across tenants',
      'What a tenant can still learn about another tenant, or do to it. The isolation test of verify accepts these entries and no others.',
      ['Relation', 'Attack', 'Through', 'Why it remains'],
      known.map(({ relation, attack, name, why }) => [
        code(relation),
        attack,
        name === undefined ? '' : code(name),
        why,
      ]),
    )}${table(
      'replaced',
      'Replaced',
      'Objects of the dump that the baseline replaces with others.',
      ['Kind', 'Object', 'By', 'Why'],
      replaced.map(({ kind, table: of, name, by, why }) => [
        kind,
        code(of === undefined ? name : `${of}.${name}`),
        code(by),
        why,
      ]),
    )}${table(
      'changed',
      'Defined differently',
      'Objects of the dump whose definition differs in the baseline.',
      ['Kind', 'Object', 'What', 'Why'],
      changed.map(({ kind, name, what, why }) => [kind, code(name), what, why]),
    )}
  </div>`;
}
