/** The report as one page, which needs no network: the same bytes for the same dump. */
import type { VerificationResult } from '../../verification.js';
import { sha256 } from '../../platform/digest.js';
import { declared } from './declared.js';
import { diagrams } from './diagrams.js';
import { glance } from './summary.js';
import { counts, ledger } from './ledger.js';
import { html, Markup } from './markup.js';
import { matrix } from './matrix.js';
import { script } from './script.js';
import { style } from './style.js';
import { verified } from './verified.js';
import { warnings } from './warnings.js';
import { portable } from '../json.js';
import type { Report } from '../report.js';

const hash = (text: string): string => `'sha256-${sha256(text, 'base64')}'`;

/** @param verification of this baseline, if verify ran */
export async function renderHtml(original: Report, verification?: VerificationResult): Promise<string> {
  const report = portable(original);
  const { source, target, preset } = report;
  const file = source.file ?? 'standard input';
  const pictures = await diagrams(report);
  const sections = [
    ['coverage', 'Coverage', matrix(report)],
    ['diagrams', 'Diagrams', pictures],
    ['warnings', 'Warnings', warnings(report)],
    ['declared', 'Declared', declared(report)],
    ['verified', 'Verified', verification && verified(verification)],
    ['kinds', 'Kinds', counts(report)],
    ['ledger-section', 'Ledger', ledger(report)],
  ] as const;
  const present = sections.filter(([, , content]) => content !== undefined);
  // Whatever a dump contains, the page runs only its own script, and loads nothing.
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Baseline of ${file}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip noprint" href="#main">Skip to the report</a>
        <header class="top">
          <p class="kicker">pg-baseline report</p>
          <h1>${file}</h1>
          <p class="meta">
            <span>preset <b>${preset}</b></span> <span>for PostgreSQL ${target.postgres} and later</span>
            <span>SHA-256 <code>${source.sha256}</code></span>
          </p>
          <nav class="noprint" aria-label="Sections">
            <ul>
              ${present.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main id="main" tabindex="-1">
          ${glance(report, verification)} ${present.map(([, , content]) => content)}
        </main>
        ${new Markup(`<script>${script}</script>`)}
      </body>
    </html>`.html.concat('\n');
}
