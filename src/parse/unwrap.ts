/**
 * Unwraps DO blocks that only guard statements, the tool's own and handwritten ones, so that their statements get one
 * guard and not two.
 *
 *   DO $$ BEGIN IF NOT EXISTS (SELECT …) THEN CREATE TYPE …; END IF; END $$
 *   DO $$ BEGIN CREATE TYPE …; EXCEPTION WHEN duplicate_object THEN NULL; END $$
 */
import { blockTagOf } from '../catalog/dollarQuote.js';
import { NO_FORCE } from '../kinds/security/rowSecurity.js';
import { type RawStatement, scanBody } from '../source/scan.js';
import { keyword, type Token, tokens } from '../source/tokens.js';

/** Statements that a guard may contain; others (EXECUTE, PERFORM, RAISE …) make the block more than a guard. */
const GUARDED = new Set([
  'CREATE',
  'ALTER',
  'GRANT',
  'REVOKE',
  'COMMENT',
  'REFRESH',
  'SECURITY',
  'SET',
  'RESET',
  'DROP',
]);
/** Conditions of handwritten guards: only a test for a missing object can be dropped. */
const ABSENCE = /^(?:NOT\s*\(?\s*EXISTS\s*\(|(?:pg_catalog\.)?to_reg\w+\s*\([^]*\)\s+IS\s+NULL$)/i;
const HANDLER =
  /^EXCEPTION(\s+WHEN\s+(duplicate_\w+|OTHERS|invalid_table_definition|unique_violation)(\s+OR\s+duplicate_\w+)*\s+THEN(\s+NULL)?)+$/i;

/** The guarded statements; undefined if the block does anything else. */
export function unwrap(raw: RawStatement): RawStatement[] | undefined {
  if (!/^DO\b/i.test(raw.text) || blockTagOf(raw.text) === 'baseline') return undefined;
  const body = tokens(raw.text).find(({ kind }) => kind === 'dollar');
  if (!body) return undefined;
  // The tool repeats all tests of its own guards.
  const own = blockTagOf(raw.text) === 'guard';
  const tag = raw.text.indexOf('$', body.start + 1) + 1;
  const start = tag;
  const end = body.end - (tag - body.start);
  const inner = raw.text.slice(start, end);
  const found: RawStatement[] = [];
  let handled = false;
  let opens = false;
  for (const [at, piece] of scanBody(inner).entries()) {
    if (piece.kind !== 'sql' || handled) {
      if (/^(END|NULL|RAISE\s+NOTICE\s+'[^']*')$/i.test(piece.text)) continue;
      return undefined;
    }
    const rest = guarded(piece.text, at === 0, own);
    if (rest === undefined) return undefined;
    const { text, offset } = rest;
    if (opens && text !== '') found.pop();
    opens = own && isOpening(text);
    if (HANDLER.test(text)) handled = true;
    else if (text !== '')
      found.push({ ...raw, start: raw.start + start + piece.start + offset, text: closed(text) });
  }
  return found.length > 0 ? found : undefined;
}

/**
 * The tool's own NO FORCE before a statement that needs the owner to see rows; a statement of the design is alone in
 * its IF, or the last one in it.
 */
const isOpening = (text: string): boolean => {
  const all = tokens(text, OPENING);
  return (
    all.length < OPENING &&
    all
      .slice(-5)
      .map((token) => keyword(text, token))
      .join(' ') === NO_FORCE
  );
};

/** `ALTER TABLE ONLY a.b NO FORCE ROW LEVEL SECURITY` has fewer tokens. */
const OPENING = 13;

/** Removes the action from `ALTER TABLE a.b NO FORCE ROW LEVEL SECURITY, ADD CONSTRAINT …`. */
function closed(text: string): string {
  const all = tokens(text, OPENING + 2);
  const at = all.findIndex((_, index) =>
    `${NO_FORCE} , ADD`.split(' ').every((word, offset) => keyword(text, all[index + offset]) === word),
  );
  return at === -1 ? text : text.slice(0, all[at - 1]!.end) + text.slice(all[at + 5]!.end);
}

/** The statement after `BEGIN` and `IF … THEN`, empty for `END IF` and `END`; undefined for anything else. */
function guarded(text: string, first: boolean, own: boolean): { text: string; offset: number } | undefined {
  const all = tokens(text);
  const word = (at: number): string => keyword(text, all[at]);
  if (word(0) === 'END' && (all.length === 1 || (all.length === 2 && word(1) === 'IF')))
    return { text: '', offset: 0 };
  if (word(0) === 'EXCEPTION') return HANDLER.test(text) ? { text, offset: 0 } : undefined;
  let at = 0;
  if (word(0) === 'BEGIN') at = 1;
  else if (first) return undefined;
  if (word(at) === 'IF') {
    const then = outermost(text, all, at, 'THEN');
    if (then === -1) return undefined;
    if (!own && !ABSENCE.test(text.slice(all[at]!.end, all[then]!.start).trim())) return undefined;
    at = then + 1;
  }
  // A block calls a function by PERFORM.
  if (own && word(at) === 'PERFORM')
    return { text: `SELECT${text.slice(all[at]!.end)}`, offset: all[at]!.start };
  if (!all[at] || !GUARDED.has(word(at))) return undefined;
  return { text: text.slice(all[at]!.start), offset: all[at]!.start };
}

/** The first such word outside of parentheses and CASE … END. */
function outermost(text: string, all: readonly Token[], from: number, wanted: string): number {
  let depth = 0;
  for (let at = from; at < all.length; at++) {
    const word = keyword(text, all[at]);
    if (word === '(' || word === 'CASE') depth++;
    else if (word === ')' || word === 'END') depth--;
    else if (depth === 0 && word === wanted) return at;
  }
  return -1;
}
