/**
 * Routines with unqualified columns that read a table to gain a column of that name: PostgreSQL may take the new one,
 * or report an ambiguity. Quoted bodies are resolved at run time; BEGIN ATOMIC bodies and views have resolved columns
 * already.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { groupedBy } from '../../catalog/grouped.js';
import { type Name, quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { isOwnRoutine } from '../../facts/own/ownRoutines.js';
import { pasted } from '../../facts/names/patterns.js';
import { routineBody, type Word, wordsOf } from '../../facts/routines/routineBody.js';
import { hasBody } from '../../kinds/is.js';

/** Words that are no column references: the list after INTO t (…), and targets of SET. */
function isTarget(words: readonly Word[], index: number): boolean {
  if (words[index + 1]?.text === '=' && [',', 'set'].includes(words[index - 1]?.text ?? '')) return true;
  let at = index - 1;
  while (at > 0 && (words[at]!.kind === 'word' || words[at]!.text === ',')) at--;
  if (words[at]?.text !== '(') return false;
  const before = words.slice(Math.max(0, at - 4), at).map(({ text }) => text);
  return before.at(-2) === 'into' || (before.at(-2) === '.' && before.at(-4) === 'into');
}

/** The text between two semicolons. */
interface Bare {
  readonly routine: SchemaObject;
  readonly words: ReadonlySet<string>;
  /** Unqualified columns. */
  readonly columns: ReadonlySet<string>;
}

function pieces(words: readonly Word[]): Word[][] {
  const out: Word[][] = [[]];
  for (const word of words)
    if (word.text === ';') out.push([]);
    else out.at(-1)!.push(word);
  return out;
}

function bareIn({ objects, tenancy }: Catalog): Bare[] {
  return objects
    .filter((object) => hasBody(object) && !(tenancy && isOwnRoutine(object, tenancy.prefix)))
    .flatMap((routine) => {
      const { language, text } = routineBody(routine.statement);
      if (language !== 'sql' && language !== 'plpgsql') return [];
      return pieces(wordsOf(text)).map((words) => ({
        routine,
        words: new Set(words.map((word) => word.text)),
        columns: new Set(
          words.flatMap(({ kind, text: word }, index) =>
            kind === 'word' && words[index - 1]?.text !== '.' && !isTarget(words, index) ? [word] : [],
          ),
        ),
      }));
    });
}

/** The routine that reads the table and uses the column unqualified. */
export type BareNames = (table: Name, column: string) => SchemaObject | undefined;

export function bareNames(catalog: Catalog): BareNames {
  const byWord = groupedBy(bareIn(catalog), ({ words }) => words);
  return (table, column) =>
    byWord.get(table.name)?.find(({ words, columns }) => columns.has(column) || words.has('natural'))
      ?.routine;
}

/** Columns that the table may gain, and a finding for each that it may not. */
export function withoutBareNames<T extends { readonly name: string }>(
  owner: 'audit' | 'compliance',
  table: Name,
  columns: readonly T[],
  names: BareNames,
): { readonly columns: readonly T[]; readonly findings: readonly Diagnostic[] } {
  const clashing = new Map<SchemaObject, string[]>();
  const out = columns.filter(({ name }) => {
    const routine = names(table, name);
    if (routine) clashing.set(routine, [...(clashing.get(routine) ?? []), name]);
    return routine === undefined;
  });
  const findings = [...clashing].map(([{ id }, those]): Diagnostic => ({
    severity: 'warning',
    code: `${owner}/bare-name`,
    message: `${pasted(table)} does not gain ${those.join(', ')}: ${id} reads the table and names columns without their table; with another column of that name it would fail, or read the wrong one.`,
    help: 'Qualify the columns with their table in the design, avoid NATURAL JOIN, and convert again.',
    object: `table ${quoteName(table)}`,
  }));
  return { columns: out, findings };
}
