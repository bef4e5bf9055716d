/** Findings about rewritten texts, and those that could not be rewritten. */
import { quoteName } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import { type Diagnostic, InputError } from '../../diagnostics/diagnostics.js';
import type { Problem } from './from.js';
import type { Written } from './written.js';
import { kindNamed } from '../../kinds/registry.js';
import { hasBody } from '../../kinds/is.js';

type All = ReadonlyMap<SchemaObject, Written>;

const placeOf = ({ statement }: SchemaObject) => ({ line: statement.raw.line, column: 1 });

/** Text that would fail, or change its meaning. */
const REFUSED: Partial<Record<Problem, (about: string) => { message: string; help: string }>> = {
  using: (about) => ({
    message: `joins by USING (${about}), and more than one table before the join has ${about} now.`,
    help: 'Join by ON in the design, with the table in front of each column.',
  }),
  column: (about) => ({
    message: `names ${about} without its table, and a table that it reads gains a column of that name.`,
    help: 'Write the table in front of it in the design.',
  }),
  aliases: () => ({
    message: 'gives a table’s columns other names by their places, and the table gains columns between them.',
    help: 'Name the columns in the design, without a list behind the alias.',
  }),
};

const WARNED = {
  star: {
    code: 'columnLists/star',
    message: 'selects *, so it has the columns that its tables gained too.',
    help: 'Name its columns in the design, as pg_dump does.',
  },
  natural: {
    code: 'columnLists/natural-join',
    message: 'has a NATURAL JOIN, which now compares the columns that both sides gained too.',
    help: 'Write USING and the columns in the design, as pg_dump does.',
  },
} as const;

/** @throws InputError `columnLists/ambiguous` for text that would fail, or read another column */
export function starFindings(all: All): Diagnostic[] {
  return [...all].flatMap(([object, { problems, object: spelled }]): Diagnostic[] => {
    for (const [problem, about = ''] of problems) {
      const refused = REFUSED[problem]?.(about);
      if (refused)
        throw new InputError('columnLists/ambiguous', `${object.id} ${refused.message}`, {
          help: refused.help,
          place: placeOf(object),
        });
    }
    const about = { place: placeOf(object), object: object.id };
    const said = (['star', 'natural'] as const).flatMap((problem): Diagnostic[] => {
      const { code, message, help } = WARNED[problem];
      return problems.has(problem)
        ? [{ severity: 'warning', code, message: `${object.id} ${message}`, help, ...about }]
        : [];
    });
    if (problems.has('whole'))
      said.push({
        severity: 'info',
        code: 'columnLists/whole-row',
        message: `${object.id} shows whole rows of ${problems.get('whole')}, with the columns that the table gained.`,
        ...about,
      });
    if (!spelled) return said;
    const message = `${object.id} means what it meant before its tables gained columns: those of the dump are written out.`;
    return [{ severity: 'info', code: 'columnLists/written-out', message, ...about }, ...said];
  });
}

/** How an object differs where its text could not keep the columns, or must not. */
const CHANGES: Partial<Record<Problem, Pick<Changed, 'what' | 'why'>>> = {
  star: {
    what: 'it has the columns that its tables gained',
    why: 'it selects * and not its columns by name',
  },
  natural: {
    what: 'it joins by columns that its tables gained, too',
    why: 'it has a NATURAL JOIN, which names no columns',
  },
  row: {
    what: 'it returns the columns that its table gained',
    why: 'it returns rows of the table by *',
  },
};

export const starsChanged = (all: All): Changed[] =>
  [...all].flatMap(([{ kind, name, identity }, { problems }]) =>
    [...problems.keys()].flatMap((problem) => {
      const change = CHANGES[problem];
      const called = hasBody({ kind }) ? identity : quoteName(name);
      return change ? [{ kind: kindNamed(kind).label, name: called, ...change }] : [];
    }),
  );
