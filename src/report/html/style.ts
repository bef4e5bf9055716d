/** The style of the page: light or dark as the reader prefers, and on paper. */
import { pictureStyle } from './pictureStyle.js';

const COLOURS = `
:root { color-scheme: light dark;
  --page: #fbfbfa; --card: #fff; --ink: #1f2328; --soft: #5c6570; --line: #e3e4e1; --hover: #f4f5f2; --accent: #1a5fd0; --mark: #fff3c4;
  --had: #2c7a4b; --had-bg: #e5f3ea; --reused: #0f6f80; --reused-bg: #dff2f5; --added: #2456b8; --added-bg: #e4ecfb;
  --exempt: #62686f; --exempt-bg: #eeefed; --undecided: #8a5200; --undecided-bg: #fdedcf; --leak: #a8201a; --leak-bg: #fde4e1; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171a; --card: #1b1f23; --ink: #e4e7ea; --soft: #9aa4ae; --line: #2f353b; --hover: #22272c; --accent: #76a9fa; --mark: #463b12;
  --had: #7fd6a0; --had-bg: #173225; --reused: #74cfdf; --reused-bg: #12323a; --added: #9dbcff; --added-bg: #1d2c4c;
  --exempt: #a3abb3; --exempt-bg: #2a2f34; --undecided: #f0bd6a; --undecided-bg: #3d2c0f; --leak: #ff9b92; --leak-bg: #471b18; } }
`;

const TEXT = `
* { box-sizing: border-box; }
html { scroll-padding-top: 3.6rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; }
code, pre, svg text { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .88em; overflow-wrap: anywhere; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: .1rem 0 .5rem; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.22rem; line-height: 1.3; margin: 0 0 .25rem; font-weight: 650; letter-spacing: -.005em; }
h3 { font-size: 1rem; margin: 1.6rem 0 .2rem; font-weight: 650; }
p { margin: 0 0 .5rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.dim, .lead, .words, .meta, .kicker { color: var(--soft); }
.lead { max-width: 68ch; margin-bottom: .9rem; }
.kicker { margin: 0; font-size: .85rem; letter-spacing: .02em; }
.meta { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; font-size: .88rem; }
.meta b { color: var(--ink); font-weight: 600; }
.count { display: inline-block; font-size: .78rem; font-weight: 500; color: var(--soft); background: var(--exempt-bg); border-radius: 1em; padding: 0 .55em; vertical-align: .12em; letter-spacing: 0; }
ul { margin: 0; padding: 0; list-style: none; }
.onpaper { display: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; top: .5rem; padding: .4rem .8rem; background: var(--card); z-index: 9; }
.skip:focus { left: .75rem; }
`;

const FRAME = `
.top, main { max-width: 96rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
.top { padding-top: 2.2rem; }
nav { margin-top: 1.2rem; border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; padding-bottom: .6rem; }
nav a { text-decoration: none; font-size: .92rem; }
nav a:hover { text-decoration: underline; }
main > section, #declared > section { margin-top: 3.2rem; }
.panels { display: grid; gap: 1rem; grid-template-columns: 1fr 1.35fr 1.8fr 1.5fr; margin-top: 1.6rem; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1.05rem 1.2rem 1.15rem; min-width: 0; font-size: .92rem; }
.panel h2 { font-size: .85rem; font-weight: 550; color: var(--soft); letter-spacing: .01em; }
.figure { margin: 0 0 .6rem; color: var(--soft); }
.figure b { font-size: 1.85rem; font-weight: 620; color: var(--ink); letter-spacing: -.02em; margin-right: .1em; }
@media (max-width: 72rem) { .panels { grid-template-columns: 1fr 1fr; } }
@media (max-width: 44rem) { .panels { grid-template-columns: 1fr; } }
.bar { display: flex; height: 9px; border-radius: 5px; overflow: hidden; background: var(--exempt-bg); gap: 1px; }
.bar i { display: block; min-width: 2px; }
.bar .kept, .bar .had, .swatch.kept { background: var(--had); } .bar .guarded, .swatch.guarded { background: var(--reused); opacity: .75; }
.bar .reused { background: var(--reused); } .bar .changed, .bar .added, .swatch.changed { background: var(--added); }
.bar .merged, .bar .exempt, .swatch.merged { background: var(--exempt); opacity: .45; } .bar .dropped, .bar .undecided, .swatch.dropped { background: var(--undecided); }
.keyed { margin-top: .6rem; } .keyed li { padding-left: 1.25em; text-indent: -1.25em; } .keyed li:not(:has(.swatch)) { padding: 0; text-indent: 0; } .keyed + .codes:not(:empty) { margin-top: .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
.swatch { display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin-right: .55em; }
.aspects li { display: grid; grid-template-columns: 6.2em 1fr; align-items: center; gap: 0 .7rem; margin-bottom: .5rem; }
.aspects .words { grid-column: 2; font-size: .82rem; line-height: 1.45; }
.facts li { margin-bottom: .1rem; } #verified .facts { display: flex; flex-wrap: wrap; gap: .2rem 2rem; }
.codes li { display: flex; justify-content: space-between; gap: 1rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .86rem; color: var(--soft); margin-bottom: .9rem; }
.verdict { margin-top: 1.4rem; padding: .6rem 1rem; border-radius: 8px; border: 1px solid; } .verdict a { color: inherit; font-weight: 600; }
.good { color: var(--had); background: var(--had-bg); } .bad { color: var(--leak); background: var(--leak-bg); }
`;

const TABLES = `
.scroll { overflow: auto; max-height: 80vh; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .88rem; line-height: 1.4; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem; border-bottom: 1px solid var(--line); font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--card); padding: 0; white-space: nowrap; box-shadow: inset 0 -1px var(--line); border: 0; }
thead button { all: unset; box-sizing: border-box; display: block; width: 100%; padding: .55rem .8rem; font-weight: 600; cursor: pointer; }
thead button::after { content: "↕"; margin-left: .4em; opacity: .3; font-weight: 400; }
[aria-sort=ascending] button::after { content: "↑"; opacity: 1; } [aria-sort=descending] button::after { content: "↓"; opacity: 1; }
thead button:hover { background: var(--hover); } thead button:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; }
tbody tr:hover > * { background: var(--hover); } tr:target > * { background: var(--mark) !important; }
.n { text-align: right; color: var(--soft); } th[data-number] button { text-align: right; } #ledger td:first-child { width: 4.5rem; }
#matrix tbody th { min-width: 15rem; } #matrix td { min-width: 9.5rem; max-width: 17rem; } #matrix .words { display: block; margin-top: .2rem; font-size: .82rem; line-height: 1.38; overflow-wrap: anywhere; }
#matrix .link { display: block; } .narrow { width: 100%; } .low { max-height: 34rem; }
#ledger td:nth-child(4), #ledger td:nth-child(2) { white-space: nowrap; } #ledger td:nth-child(3) { min-width: 18rem; } #ledger td:nth-child(5) { color: var(--soft); }
#ledger .dropped td:nth-child(4) { color: var(--undecided); } #ledger .changed td:nth-child(4) { color: var(--added); } #ledger .merged td:nth-child(4), #ledger .guarded td:nth-child(4) { color: var(--soft); }
.chip { display: inline-flex; align-items: baseline; gap: .38em; padding: 0 .6em 0 .5em; border-radius: 1em; font-size: .8rem; line-height: 1.55; font-weight: 550; white-space: nowrap; background: var(--exempt-bg); color: var(--exempt); }
.chip i { font-style: normal; font-size: .86em; width: .85em; text-align: center; }
.chip.had, .chip.tenant { color: var(--had); background: var(--had-bg); } .chip.reused, .chip.mixed { color: var(--reused); background: var(--reused-bg); }
.chip.added, .chip.root { color: var(--added); background: var(--added-bg); } .chip.undecided { color: var(--undecided); background: var(--undecided-bg); } .chip.leak { color: var(--leak); background: var(--leak-bg); }
.chip.class { padding: 0 .6em; }
.filters { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .8rem; margin-bottom: .8rem; font-size: .84rem; color: var(--soft); }
.filters label { display: grid; gap: .15rem; } .filters output { margin-left: auto; padding-bottom: .35rem; }
input, select, button { font: inherit; color: var(--ink); }
input, select, button:not(thead button, .link) { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .28rem .6rem; min-height: 2rem; }
input { width: 17rem; max-width: 100%; } select { max-width: 13rem; } button { cursor: pointer; } button:hover { background: var(--hover); }
.link { all: unset; cursor: pointer; color: var(--soft); font-size: .8rem; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 2px; } .link:hover { color: var(--accent); } .link:focus-visible { outline: 2px solid var(--accent); }
summary { cursor: pointer; } details.words > summary { color: var(--soft); list-style-position: inside; }
`;

const WARNINGS = `
.group, .diagram { border: 1px solid var(--line); border-radius: 8px; background: var(--card); margin-bottom: .5rem; } .group > summary, .diagram > summary { padding: .55rem 1rem; } .group > summary:hover, .diagram > summary:hover { background: var(--hover); border-radius: 8px; }
.group > :not(summary) { margin: 0 1.1rem .9rem 2.1rem; } .group li { padding: .7rem 0 .1rem; border-top: 1px solid var(--line); } .group li p { max-width: 92ch; margin-bottom: .3rem; }
.group[open] > summary { margin-bottom: .3rem; } .group > .help { margin-bottom: .6rem; } .help { color: var(--soft); } .help::before { content: "What to do: "; font-weight: 600; color: var(--ink); }
.frame { margin: .4rem 0 .8rem; padding: .55rem .8rem; overflow-x: auto; font-size: .8rem; line-height: 1.5; background: var(--page); border: 1px solid var(--line); border-radius: 6px; } .frame .no { color: var(--soft); user-select: none; } .frame mark { background: var(--mark); color: inherit; display: inline-block; min-width: 100%; }
`;

const PAPER = `
@media print {
@page { margin: 13mm 11mm; }
:root { --page: #fff; --card: #fff; --hover: #fff; color-scheme: light; }
body { font-size: 9pt; line-height: 1.42; }
.noprint, details.words > summary { display: none !important; } .onpaper { display: inline; }
.top, main { max-width: none; padding: 0; } .top { border-bottom: 1px solid var(--line); }
.panels { grid-template-columns: 1fr 1fr; gap: 3mm; } .panel { padding: 3mm 4mm; } .figure b { font-size: 16pt; }
.scroll, .canvas { max-height: none !important; overflow: visible !important; border: 0; border-radius: 0; padding: 0; }
table { font-size: 7pt; line-height: 1.3; } th, td { padding: 1mm 1.2mm; } thead { display: table-header-group; }
thead th { position: static; } thead button { display: contents; } thead th { padding: 1mm 1.2mm; font-weight: 600; } thead button::after { content: "" !important; }
#matrix { table-layout: fixed; } #matrix thead th:nth-child(1) { width: 19%; } #matrix thead th:nth-child(3), #matrix thead th:nth-child(6) { width: 11%; }
#matrix thead th:nth-child(4) { width: 16%; } #matrix thead th:nth-child(5) { width: 17%; } #matrix tbody th, #matrix td, #ledger td:nth-child(3) { min-width: 0; max-width: none; } #matrix .words { font-size: 6.6pt; } .chip { font-size: 6.8pt; }
tr, .group li, .panel { break-inside: avoid; } h2, h3, .group > summary, .diagram > summary { break-after: avoid; }
#ledger tr.kept, #ledger tr.guarded, #ledger tr.merged, #ledger tr.often { display: none; }
.group, .diagram { border: 0; } .group > summary, .diagram > summary { padding: 1mm 0; } .group > :not(summary) { margin: 0 0 2mm; }
.group ul { columns: 2; column-gap: 6mm; font-size: 7.6pt; } .group li { padding: 1mm 0; } .frame { margin: 1mm 0; padding: 1mm 1.5mm; font-size: 6.4pt; white-space: pre-wrap; overflow: visible; }
main > section, #declared > section { margin-top: 7mm; } a { color: inherit; text-decoration: none; } summary { list-style: none; }
.chip, .bar, .bar i, .swatch, .frame mark, svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } ::details-content { content-visibility: visible; display: block; }
.diagram { break-inside: avoid; } .canvas svg { width: auto !important; height: auto !important; max-height: 240mm !important; }
}
`;

export const style = [COLOURS, TEXT, FRAME, TABLES, WARNINGS, pictureStyle, PAPER].join('');
