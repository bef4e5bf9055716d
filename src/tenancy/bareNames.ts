/**
 * Routines that name a column without its table, and read a table that gains a column of that name: PostgreSQL may take it
 * for the new one, or call it ambiguous. Bodies between quotes are read when they run; those between BEGIN ATOMIC and END,
 * and views, know their columns already.
 */
import type { Catalog } from '../catalog/catalog.js';
import { quoteName } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import type { Diagnostic } from '../diagnostics.js';
import { relationKey } from '../kinds/alterTable.js';
import { isOwnRoutine } from './auditNames.js';
import type { Gained } from './gains.js';
import type { Relation } from './relation.js';
import { routineBody, type Word, wordsOf } from './routineBody.js';

/** Words that are no columns: of a list behind INTO t (…), and what SET assigns. */
function isTarget(words: readonly Word[], index: number): boolean {
  if (words[index + 1]?.text === '=' && [',', 'set'].includes(words[index - 1]?.text ?? '')) return true;
  let at = index - 1;
  while (at > 0 && (words[at]!.kind === 'word' || words[at]!.text === ',')) at--;
  if (words[at]?.text !== '(') return false;
  const before = words.slice(Math.max(0, at - 4), at).map(({ text }) => text);
  return before.at(-2) === 'into' || (before.at(-2) === '.' && before.at(-4) === 'into');
}

/** What stands between two semicolons. */
interface Bare {
  readonly routine: SchemaObject;
  readonly words: ReadonlySet<string>;
  /** Columns that stand without a table. */
  readonly columns: ReadonlySet<string>;
}

function pieces(words: readonly Word[]): Word[][] {
  const out: Word[][] = [[]];
  for (const word of words)
    if (word.text === ';') out.push([]);
    else out.at(-1)!.push(word);
  return out;
}

function bareIn({ objects }: Catalog): Bare[] {
  return objects
    .filter(({ kind, name }) => (kind === 'function' || kind === 'procedure') && !isOwnRoutine(name))
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

export function bareNames(
  owner: 'audit' | 'compliance',
  catalog: Catalog,
  relations: ReadonlyMap<Key, Relation>,
  gains: ReadonlyMap<Key, Gained>,
): Diagnostic[] {
  const all = bareIn(catalog);
  return [...relations.values()].flatMap((relation) => {
    const columns = gains.get(relationKey(relation.name))?.all.filter(({ column }) => column) ?? [];
    if (columns.length === 0) return [];
    return all.flatMap(({ routine, words, columns: bare }): Diagnostic[] => {
      if (!words.has(relation.name.name)) return [];
      const clashing = words.has('natural')
        ? ['columns by NATURAL JOIN']
        : columns.flatMap(({ name }) => (bare.has(name) ? [name] : []));
      if (clashing.length === 0) return [];
      return [
        {
          severity: 'warning',
          code: `${owner}/bare-name`,
          message: `${routine.id} names ${clashing.join(', ')} without a table, and ${quoteName(relation.name)} gains a column of that name.`,
          help: 'Write the table in front of the column in the design.',
          object: routine.id,
        },
      ];
    });
  });
}
