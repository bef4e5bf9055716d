/** The decisions of the command line: renames and values, as `name=what`. */
import { InputError } from '../../diagnostics/diagnostics.js';
import { quoteIdentifier } from '../../catalog/names.js';

/** An identifier path and what follows the equals sign. */
export interface Assignment {
  /** Two parts for a table, three for a column. */
  readonly path: readonly string[];
  readonly value: string;
}

const PART = /\s*(?:"((?:[^"]|"")+)"|([^."=\s]+))\s*(\.|=|$)/y;

/** @throws InputError where a word has no such form */
export function assignment(word: string, option: '--rename' | '--value'): Assignment {
  const { path, end } = pathAt(word, 0);
  if (path.length < 2 || path.length > 3 || word[end - 1] !== '=')
    throw new InputError('cli/value', `${option} ${word} has no such form.`, { help: FORMS[option] });
  return { path, value: word.slice(end).trim() };
}

const FORMS = {
  '--rename': 'Write schema.old=schema.new for a table, schema.table.old=schema.table.new for a column.',
  '--value': `Write schema.table.column=expression, like core.visits.kind='opd'.`,
} as const;

/** @throws InputError */
export function pathOf(word: string, option: '--rename'): readonly string[] {
  const { path, end } = pathAt(word, 0);
  if (end !== word.length)
    throw new InputError('cli/value', `${option} ${word} has no such form.`, { help: FORMS[option] });
  return path;
}

function pathAt(word: string, start: number): { path: string[]; end: number } {
  const path: string[] = [];
  let end = start;
  for (;;) {
    PART.lastIndex = end;
    const [, quoted, plain, mark] = PART.exec(word) ?? [];
    const part = quoted?.replaceAll('""', '"') ?? plain?.toLowerCase();
    if (part === undefined) return { path, end };
    path.push(part);
    end = PART.lastIndex;
    if (mark !== '.') return { path, end };
  }
}

/** `core.visits."At"`, as PostgreSQL quotes it. */
export const shownPath = (path: readonly string[]): string => path.map(quoteIdentifier).join('.');
