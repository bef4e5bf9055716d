/**
 * Text in a dump that is not SQL: messages of pg_dump, psql, docker, kubectl and ssh, prompts, command tags and
 * psql's rows. It is recognised by how a line begins, and only where no statement of PostgreSQL could begin so.
 * https://www.postgresql.org/docs/current/app-psql.html
 */
import { lineEnd, type Span } from './lines.js';

/** Terminal colours. */
const COLOUR = String.raw`(?:\x1b\[[\d;]*m)*`;

/** A line that cannot be part of a statement, outside quotes: SQL has no colon and blank after a word. */
const MESSAGE_LINE = [
  String.raw`psql:[^\n]*?:\d+: `,
  String.raw`time="[^"\n]*" level=\w+ `,
  String.raw`(?:WARN|INFO|ERRO|DEBU|FATA)${COLOUR}\[\d+\] `,
  String.raw`LINE \d+: `,
  String.raw`-?(?!--)[\w./@+-]*\w(?:\[\d+\])?:(?=[ \t]|\r?$)`,
].join('|');
const MESSAGE = new RegExp(`^${COLOUR}(?:${MESSAGE_LINE})`, 'gm');
const MESSAGE_HERE = new RegExp(MESSAGE.source, 'my');

/** What only a program that makes or loads dumps prints: worth a warning even inside a quoted text. */
const CLIENT = /(?:pg_dump|pg_dumpall|pg_restore|psql(?::[^\n]*?:\d+)?): |time="[^"\n]*" level=\w+ msg=/y;

/** Terminal output without the form of a message, where a statement could begin. */
const TALK = new RegExp(
  [
    String.raw`\(\d+ rows?\)\s*$`,
    String.raw`\s*\^\s*$`,
    String.raw`(?:[\w.-]+@[\w.-]+[: ][^\n]*?)?[$#%] [^\n]*`,
    String.raw`(?:PS )?[A-Z]:\\[^\n>]*>[^\n]*`,
    String.raw`(?:exit|logout|Did not find any [^\n]*|Emulate Docker CLI using podman\.[^\n]*)\s*$`,
    String.raw`(?:You are now connected to|Type "help" for|psql \(\d|SSL connection \(|Timing is o|Expanded display is)[^\n]*`,
    String.raw`(?:Password for user|Unable to (?:use a TTY|find image)|Defaulted container|the input device is)[^\n]*`,
    String.raw`(?:could not change directory to|Connection to \S+ closed|\[\+\] )[^\n]*`,
    String.raw`[✔⠿✓] [^\n]*`,
  ].join('|'),
  'my',
);
/** `hims=# `: a statement may follow on the line. */
const PROMPT = /[\w-]+=[*!?]?[#>](?=[ \t]|\r?$)[ \t]*/my;

/** psql's command tag after a statement. https://www.postgresql.org/docs/current/protocol-message-formats.html */
const TAG =
  /(?:SET|RESET|DO|BEGIN|COMMIT|ROLLBACK|COMMENT|GRANT(?: ROLE)?|REVOKE(?: ROLE)?|SECURITY LABEL|TRUNCATE TABLE|REFRESH MATERIALIZED VIEW|(?:CREATE|ALTER|DROP|IMPORT)(?: [A-Z]+){1,4}|(?:INSERT 0|COPY|UPDATE|DELETE|MERGE|SELECT) \d+)[ \t]*\r?$/my;
const COMMAND =
  /(?:CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|SET|RESET|SELECT|INSERT|COPY|UPDATE|DELETE|DO|BEGIN|COMMIT|REFRESH|SECURITY|IMPORT|TRUNCATE|ANALYZE)(?:[ \t]+["\w$]|;)/y;
/** After GRANT and REVOKE comes a privilege, which may look like a command: `GRANT\nCREATE ON SCHEMA`. */
const PRIVILEGE = /(?:[A-Z]+)[ \t]+ON\b/y;
/** The line under the column names in psql's output. */
const RULE = /-[-+]*-[ \t]*\r?$/my;
const ROWS = /^\(\d+ rows?\)/gm;
/** Lines of rows that are searched for their count. */
const MOST_ROWS = 5000;

function ends(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The messages of a text, in the order in which the scanner reaches them. */
export class Messages {
  /** Offsets of lines in quoted texts that look like messages of pg_dump. */
  readonly suspicious: number[] = [];
  /** The next line that is a message if it is outside quotes. */
  private next: number;
  /** The next line that looks like psql's count of rows. */
  private rows = -1;

  /** @param any false if the text has none */
  constructor(
    private readonly text: string,
    private readonly any: boolean,
  ) {
    this.next = any ? nextMessage(text, 0) : Infinity;
  }

  /** The end of the message at `at`, where a statement could begin; -1 if there is none. */
  at(at: number): number {
    const { text } = this;
    if (!this.any) return -1;
    const line = text.lastIndexOf('\n', at - 1) + 1;
    if (text.slice(line, at).trim() !== '') return -1;
    this.pass(line);
    if (this.next > at) return this.talkAt(at);
    const end = lineEnd(text, at);
    this.skip(end);
    return end;
  }

  /** The end of the terminal output at `at`, where a statement could begin; -1 if there is none. */
  private talkAt(at: number): number {
    const { text } = this;
    if (text.startsWith('--', at)) return -1;
    const prompt = ends(PROMPT, text, at);
    if (prompt !== -1) return prompt;
    if (ends(TALK, text, at) !== -1) return lineEnd(text, at);
    const rows = this.resultAt(at);
    return rows === -1 ? tagAt(text, at) : rows;
  }

  /** Column names, a rule, and rows down to their count. */
  private resultAt(at: number): number {
    const { text } = this;
    const head = lineEnd(text, at);
    if (ends(RULE, text, head + 1) === -1) return -1;
    let line = lineEnd(text, head + 1);
    const rows = this.rowsAfter(line);
    for (let count = 0; line + 1 < rows && count < MOST_ROWS; count++) line = lineEnd(text, line + 1);
    return line + 1 === rows ? lineEnd(text, rows) : -1;
  }

  /** Offsets asked for never decrease, so the text is searched once. */
  private rowsAfter(offset: number): number {
    if (this.rows < offset) {
      ROWS.lastIndex = offset;
      this.rows = ROWS.exec(this.text)?.index ?? Infinity;
    }
    return this.rows;
  }

  /** A message in a statement, between its last token, which ends at `floor`, and its next one. */
  within(floor: number, next: number): Span | undefined {
    this.pass(floor);
    const found = this.next;
    if (found >= this.text.length || (next !== -1 && next < found)) return undefined;
    const end = lineEnd(this.text, found);
    this.skip(end);
    return [found, end];
  }

  /** The text before `offset` is data. */
  skip(offset: number): void {
    while (this.next < offset) this.next = nextMessage(this.text, this.next + 1);
  }

  /** The text before `offset` is in quotes. */
  private pass(offset: number): void {
    while (this.next < offset) {
      if (ends(CLIENT, this.text, this.next) !== -1) this.suspicious.push(this.next);
      this.next = nextMessage(this.text, this.next + 1);
    }
  }
}

function nextMessage(text: string, at: number): number {
  MESSAGE.lastIndex = at;
  return MESSAGE.exec(text)?.index ?? Infinity;
}

/** `CREATE TABLE` alone on its line, above another statement or at the end. */
function tagAt(text: string, at: number): number {
  const end = ends(TAG, text, at);
  if (end === -1) return -1;
  const next = /\S/g;
  next.lastIndex = end;
  const start = next.exec(text)?.index ?? text.length;
  if (start === text.length || text.startsWith('--\n', start) || text[start] === '\\') return end;
  if ([TAG, PROMPT, TALK, MESSAGE_HERE].some((pattern) => ends(pattern, text, start) !== -1)) return end;
  if (ends(RULE, text, lineEnd(text, start) + 1) !== -1) return end;
  const grants = /^(?:GRANT|REVOKE)/.test(text.slice(at, end)) && ends(PRIVILEGE, text, start) !== -1;
  return !grants && ends(COMMAND, text, start) !== -1 ? end : -1;
}
