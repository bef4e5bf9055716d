/** The isolation matrix: each relation, and each attack that was tried on it. */
import type { AttackResult, FoundIsolation, VerificationResult } from '../../verification.js';
import { counted } from '../phrases.js';
import { filters, lines, scrolling, sortable } from './parts.js';
import { type Content, html, type Markup } from './markup.js';

const LOOK: Readonly<Record<AttackResult, readonly [look: string, mark: string, meaning: string]>> = {
  closed: ['had', '●', 'tried; nothing leaked'],
  known: ['reused', '◐', 'open, declared with a reason'],
  leak: ['leak', '!', 'open and not declared'],
  'n/a': ['exempt', '–', 'not applicable'],
};

const chip = (result: AttackResult): Markup =>
  html`<span class="chip ${LOOK[result][0]}"><i aria-hidden="true">${LOOK[result][1]}</i>${result}</span>`;

export function isolation(found: VerificationResult['isolation']): Content {
  if (!found) return undefined;
  if ('failed' in found)
    return html`<h3>Isolation</h3>
      <p class="lead">The isolation test did not finish: <code>${found.failed}</code></p>`;
  const { attacks, tables, parties, leaks, known, unfounded, unfilled } = found;
  return html`<h3 id="isolation">Isolation</h3>
    <p class="lead">
      ${counted(attacks, 'attack')} on ${counted(tables, 'table')} of tenants, as ${parties.join(', ')}:
      ${counted(leaks.length, 'undeclared leak')}, ${counted(known.length, 'declared one')} shown by an
      attack.
    </p>
    ${leakTable('Undeclared leaks', leaks)}${lines(html`<h4>Declared but not found</h4>`, unfounded)}${lines(html`<h4>Tables without test rows</h4>`, unfilled)}${matrix(found)}`;
}

const leakTable = (title: string, leaks: FoundIsolation['leaks']): Content =>
  leaks.length === 0
    ? undefined
    : html`<h4>${title}</h4>
        <ul class="plain">
          ${leaks.map(
            ({ relation, attack, name, statement, shows }) =>
              html`<li>
                <code>${relation}</code> ${attack}${name === undefined ? '' : ` ${name}`}: ${shows}<br />
                <code>${statement}</code>
              </li>`,
          )}
        </ul>`;

/** The row of a declared leak has the statement that shows it. */
function matrix({ relations, known }: FoundIsolation): Content {
  if (relations.length === 0) return undefined;
  const attacks = [...new Set(relations.flatMap(({ attacks: all }) => Object.keys(all)))];
  const shown = new Map<string, string[]>();
  for (const { relation, statement } of known)
    shown.set(relation, [...(shown.get(relation) ?? []), statement]);
  const rows = relations.map(
    ({ name, attacks: all }) =>
      html`<tr>
        <th scope="row"><code>${name}</code>${evidence(shown.get(name))}</th>
        ${attacks.map((attack) => html`<td data-v="${all[attack] ?? 'n/a'}">${chip(all[attack] ?? 'n/a')}</td>`)}
      </tr> `,
  );
  const choices = attacks.map((attack, at) => ({
    name: String(at + 1),
    label: attack,
    options: (Object.keys(LOOK) as AttackResult[]).filter((result) =>
      relations.some(({ attacks: all }) => (all[attack] ?? 'n/a') === result),
    ),
  }));
  return html`<ul class="legend">
      ${(Object.keys(LOOK) as AttackResult[]).map((result) => html`<li>${chip(result)} ${LOOK[result][2]}</li>`)}
    </ul>
    ${filters('attacks', 'relations', choices)}
    ${scrolling(
      'Isolation',
      ['Relation', ...attacks].map((title) => sortable(title)),
      rows,
      { id: 'attacks' },
    )}`;
}

const evidence = (statements: readonly string[] | undefined): Content =>
  statements === undefined
    ? undefined
    : html`<details class="words">
        <summary>${counted(statements.length, 'attack that shows it', 'attacks that show it')}</summary>
        ${statements.map((statement) => html`<code>${statement}</code><br />`)}
      </details>`;
