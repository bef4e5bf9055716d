/** pg-baseline as a library: `await ready()` once, then `convert(bytes)`. */
export { baselineOf as convert, type Conversion } from './pipeline.js';
export { loadGrammar as ready } from './grammar.js';
export { type Diagnostic, InputError, render } from './diagnostics/diagnostics.js';
export type { LedgerEntry, Report } from './report/report.js';
export type { Settings } from './settings/settings.js';
