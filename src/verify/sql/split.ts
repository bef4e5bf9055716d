/**
 * Splits SQL text into statements, as psql would: by quotes, dollar tags, comments, parentheses (of rules) and BEGIN
 * ATOMIC. Commands of psql and rows of COPY are not SQL and are left out.
 */

export interface Statement {
  readonly text: string;
  /** 1-based line of its first word. */
  readonly line: number;
  /** Number of rows that follow a COPY … FROM stdin, which are not in the text. */
  readonly rows?: number;
}

const ROUTINE = /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b/i;
const COPY = /^COPY\s[^]*\bFROM\s+stdin\b/i;
const ESCAPES = /^SET\s+standard_conforming_strings\s*(?:=|TO)\s*'?(off|on)\b/i;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const SPACE = /\s/;
const CONTINUATION = /[ \t\f\v]*[\r\n]\s*'/y;

export function split(text: string): Statement[] {
  const out: Statement[] = [];
  let backslashes = false;
  let at = 0;
  let line = 1;
  let counted = 0;
  const lineAt = (offset: number): number => {
    for (; counted < offset; counted++) if (text[counted] === '\n') line++;
    return line;
  };
  while ((at = skipSpace(text, at)) < text.length) {
    if (text[at] === '\\') {
      at = endOfLine(text, at);
      continue;
    }
    const start = at;
    const end = statementEnd(text, start, backslashes);
    const sql = text.slice(start, end).trimEnd();
    at = text[end] === ';' ? end + 1 : end;
    const escapes = ESCAPES.exec(sql);
    if (escapes) backslashes = escapes[1]!.toLowerCase() === 'off';
    const here = lineAt(start);
    if (COPY.test(sql)) {
      const { after, rows } = copyEnd(text, endOfLine(text, at));
      out.push({ text: sql, line: here, rows });
      at = after;
    } else if (sql !== '') out.push({ text: sql, line: here });
  }
  return out;
}

/** Offset of the semicolon, of a psql command that cuts the statement off, or of the end. */
function statementEnd(text: string, start: number, backslashes: boolean): number {
  const isRoutine = ROUTINE.test(text.slice(start, start + 200));
  let parentheses = 0;
  let atomic = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at]!;
    const past = quotedEnd(text, at, backslashes) ?? commentEnd(text, at);
    if (past !== undefined) at = past;
    else if (char === '(' || char === ')') {
      parentheses += char === '(' ? 1 : -1;
      at += 1;
    } else if (char === ';' && parentheses <= 0 && atomic === 0) return at;
    else if (char === '\\' && atomic === 0) return at;
    else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) at += 1;
      else {
        at += word.length;
        if (isRoutine) atomic = depthAfter(word.toUpperCase(), atomic, text, at);
      }
    }
  }
  return at;
}

/** Inside BEGIN ATOMIC, CASE has its own END. */
function depthAfter(word: string, depth: number, text: string, at: number): number {
  if (word === 'BEGIN')
    return depth > 0 || /^\s+ATOMIC\b/i.test(text.slice(at, at + 100)) ? depth + 1 : depth;
  if (depth > 0 && word === 'CASE') return depth + 1;
  return depth > 0 && word === 'END' ? depth - 1 : depth;
}

/** Offset after the string, quoted name or dollar-quoted text that begins here. */
function quotedEnd(text: string, at: number, backslashes: boolean): number | undefined {
  const char = text[at];
  if (char === "'") {
    const escaping = backslashes || (/[eE]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at - 2] ?? ''));
    return closing(text, at, "'", escaping);
  }
  if (char === '"') return closing(text, at, '"', false);
  if (char !== '$' || /[\w$\u0080-\uffff]/.test(text[at - 1] ?? '')) return undefined;
  DOLLAR.lastIndex = at;
  const tag = DOLLAR.exec(text)?.[0];
  if (tag === undefined) return undefined;
  const close = text.indexOf(tag, at + tag.length);
  return close === -1 ? text.length : close + tag.length;
}

function closing(text: string, start: number, quote: string, escaping: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    if (escaping && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (text[at + 1] === quote) at++;
      else return escaping ? continued(text, at + 1) : at + 1;
    }
  }
  return text.length;
}

/** A string may continue on the next line, where backslashes escape too. */
function continued(text: string, end: number): number {
  CONTINUATION.lastIndex = end;
  const next = CONTINUATION.exec(text)?.[0];
  return next === undefined ? end : closing(text, end + next.length - 1, "'", true);
}

function commentEnd(text: string, at: number): number | undefined {
  if (text.startsWith('--', at)) return endOfLine(text, at);
  if (!text.startsWith('/*', at)) return undefined;
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.index + 2;
  }
  return text.length;
}

/** A statement without its comments; those inside a dollar-quoted body are part of the body. */
export function withoutComments(text: string): string {
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length;) {
    const past = commentEnd(text, at);
    if (past === undefined) at = quotedEnd(text, at, false) ?? at + 1;
    else {
      out += `${text.slice(from, at)} `;
      from = at = past;
    }
  }
  return out + text.slice(from);
}

/** Offset after space, comments and empty statements. */
function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    if (SPACE.test(text[at]!) || text[at] === ';') at++;
    else {
      const past = commentEnd(text, at);
      if (past === undefined) return at;
      at = past;
    }
  }
  return at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Offset after the line `\.`, and the number of rows before it. */
function copyEnd(text: string, start: number): { after: number; rows: number } {
  let rows = 0;
  for (let at = start; at < text.length; rows++) {
    const end = endOfLine(text, at);
    if (text.slice(at, end).trimEnd() === '\\.') return { after: end, rows };
    at = end;
  }
  return { after: text.length, rows };
}
