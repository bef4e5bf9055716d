/** Parts that sections of the page share. */
import type { Cell, Verdict } from '../cell.js';
import { verdictOf, wordsOf } from '../cell.js';
import { type Content, html, type Markup } from './markup.js';

/** A symbol next to the word, so that colour is not needed. */
const MARKS: Readonly<Record<Verdict, string>> = {
  had: '●',
  reused: '◐',
  added: '+',
  exempt: '–',
  undecided: '?',
};

export const chip = (verdict: Verdict): Markup =>
  html`<span class="chip ${verdict}"><i aria-hidden="true">${MARKS[verdict]}</i>${verdict}</span>`;

/** Longer texts are folded. */
const LONG = 46;

export function cell(value: Cell): Markup {
  const [verdict, words] = [verdictOf(value), wordsOf(value)];
  const shown: Content =
    words.length <= LONG
      ? html`<span class="words">${words}</span>`
      : html`<details class="words">
          <summary>${beginning(words)}</summary>
          ${words}
        </details>`;
  return html`<td data-v="${verdict}">${chip(verdict)}${shown}</td>`;
}

/** `confidentiality_code + 8 more` */
function beginning(words: string): string {
  const [first = ''] = words.split(/[,;] /);
  return `${first} + ${words.split(/[,;] /).length - 1} more`;
}

/** A column header that sorts the table. */
export const sortable = (title: string, isNumber = false): Markup =>
  html`<th scope="col" aria-sort="none" ${isNumber ? html` data-number` : undefined}>
    <button type="button">${title}</button>
  </th>`;

export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly string[];
}

/** Fields that filter the table with this id. */
export const filters = (table: string, what: string, choices: readonly Choice[]): Markup =>
  html`<form class="filters noprint" data-for="${table}">
    <label>Search <input type="search" name="text" autocomplete="off" spellcheck="false" /></label
    >${choices.map(
      ({ name, label, options }) =>
        html`<label
          >${label}
          <select name="${name}">
            <option value="">all</option>
            ${options.map((option) => html`<option>${option}</option>`)}
          </select></label
        >`,
    )}<output aria-live="polite" data-what="${what}"></output><button type="reset">Show all</button>
  </form>`;

/** A table that scrolls by itself, also with the keyboard. */
export const scrolling = (
  label: string,
  heads: readonly Content[],
  rows: readonly Content[],
  { id, look = 'scroll' }: { readonly id?: string; readonly look?: string } = {},
): Markup =>
  html`<div class="${look}" tabindex="0" role="region" aria-label="${label}">
    <table ${id === undefined ? undefined : html`id="${id}"`} class="sortable">
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** Lines of code under a title; nothing if there are none. */
export const lines = (title: Markup, all: readonly string[]): Content =>
  all.length === 0
    ? undefined
    : html`${title}
        <ul class="plain">
          ${all.map((line) => html`<li><code>${line}</code></li>`)}
        </ul>`;
