/** What verify found: whether the baseline is the dump, stays the same, and keeps tenants apart. */
import { counted, grouped } from '../wording.js';
import { sortable } from './parts.js';
import { type Content, html, type Markup } from './markup.js';

export type Attack = 'closed' | 'known' | 'leak' | 'n/a';

/** The result of verify; what did not run is not there. */
export interface Verified {
  readonly fidelity?: {
    readonly equal?: number;
    readonly added?: number;
    readonly changed?: number;
    readonly missing?: readonly string[];
    readonly unexpected?: readonly string[];
  };
  readonly rerun?: { readonly drift?: readonly string[] };
  readonly isolation?: {
    readonly relations?: readonly {
      readonly name: string;
      readonly attacks: Readonly<Record<string, Attack>>;
    }[];
    readonly leaks?: readonly unknown[];
  };
}

const LOOK: Readonly<Record<Attack, readonly [look: string, mark: string]>> = {
  closed: ['had', '●'],
  known: ['reused', '◐'],
  leak: ['leak', '!'],
  'n/a': ['exempt', '–'],
};

function attackCell(attack: Attack | undefined): Markup {
  const [look, mark] = LOOK[attack ?? 'n/a'] ?? LOOK['n/a'];
  return html`<td data-v="${attack ?? 'n/a'}">
    <span class="chip ${look}"><i aria-hidden="true">${mark}</i>${attack ?? 'n/a'}</span>
  </td>`;
}

const list = (title: string, lines: readonly string[] = []): Content =>
  lines.length === 0
    ? undefined
    : html`<h3>${title}</h3>
        <ul class="plain">
          ${lines.map((line) => html`<li><code>${line}</code></li>`)}
        </ul>`;

/** A leak as it is told: a sentence, or facts with the statement that shows it. */
const leakText = (leak: unknown): string =>
  typeof leak === 'string'
    ? leak
    : leak !== null && typeof leak === 'object'
      ? Object.values(leak).map(String).join(' · ')
      : String(leak);

function isolationOf({ relations = [], leaks = [] }: NonNullable<Verified['isolation']>): Content {
  const attacks = [...new Set(relations.flatMap(({ attacks: all }) => Object.keys(all)))];
  const rows = relations.map(
    ({ name, attacks: all }) =>
      html`<tr>
        <th scope="row"><code>${name}</code></th>
        ${attacks.map((attack) => attackCell(all[attack]))}
      </tr> `,
  );
  const matrix = html`<div class="scroll" tabindex="0" role="region" aria-label="Isolation">
    <table class="sortable">
      <thead>
        <tr>
          ${sortable('Relation')}${attacks.map((attack) => sortable(attack))}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  return html`<h3>Isolation</h3>
    <p class="lead">
      ${counted(relations.length, 'relation')}, ${counted(attacks.length, 'way across', 'ways across')},
      ${counted(leaks.length, 'leak')}.
    </p>
    ${list('Leaks', leaks.map(leakText))}${rows.length > 0 ? matrix : undefined}`;
}

/** How many findings would make verify fail. */
export const failures = ({ fidelity, rerun, isolation }: Verified): number =>
  [fidelity?.missing, fidelity?.unexpected, rerun?.drift, isolation?.leaks]
    .map((found) => found?.length ?? 0)
    .reduce((sum, count) => sum + count, 0);

export function verified(result: Verified): Markup {
  const { fidelity, rerun, isolation } = result;
  const numbers = fidelity
    ? ([
        [fidelity.equal ?? 0, 'equal'],
        [fidelity.added ?? 0, 'added as declared'],
        [fidelity.changed ?? 0, 'changed as declared'],
        [fidelity.missing?.length ?? 0, 'missing'],
        [fidelity.unexpected?.length ?? 0, 'unexpected'],
      ] as const)
    : [];
  return html`<section id="verified">
    <h2>Verified</h2>
    <ul class="facts">
      ${numbers.map(([count, what]) => html`<li><b>${grouped(count)}</b> ${what}</li>`)}${rerun ? html`<li><b>${grouped(rerun.drift?.length ?? 0)}</b> differences after another run</li>` : undefined}
    </ul>
    ${list('Missing', fidelity?.missing)}${list('Unexpected', fidelity?.unexpected)}${list('Drift', rerun?.drift)}${isolation ? isolationOf(isolation) : undefined}
  </section>`;
}
