/**
 * Cross-checks pg_dump's own headings: under `Type: TABLE` a table must have been found. The headings count what
 * pg_dump wrote, whatever this tool made of it. https://www.postgresql.org/docs/current/app-pgdump.html
 */
import type { SchemaObject } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { traitsOf } from '../kinds/is.js';

type Heading = NonNullable<Statement['raw']['heading']>;

export interface HeadingCount {
  /** pg_dump's term: `FK CONSTRAINT`. */
  readonly type: string;
  readonly headings: number;
  /** Headings under which an object of such a kind was found. */
  readonly found: number;
  /** Headings without a statement: `public`, which pg_dump does not create. */
  readonly empty: number;
}

interface Seen {
  readonly heading: Heading;
  readonly kinds: Set<string>;
  /** An object of a kind that pg_dump puts under such a heading. */
  found: boolean;
}

/** @param objects all objects read from the dump, before any transform */
export function compareHeadings(
  headings: readonly Heading[],
  objects: readonly SchemaObject[],
): { counts: HeadingCount[]; diagnostics: Diagnostic[] } {
  const seen = new Map<number, Seen>(
    headings.map((heading) => [heading.line, { heading, kinds: new Set(), found: false }]),
  );
  for (const object of objects) {
    const { heading } = object.statement.raw;
    const { headings: known } = traitsOf(object);
    const under = heading && seen.get(heading.line);
    if (!under || known === 'any') continue;
    under.kinds.add(object.kind);
    under.found ||= known.includes(under.heading.type);
  }
  const counts = new Map<string, { headings: number; found: number; empty: number }>();
  const diagnostics: Diagnostic[] = [];
  for (const { heading, kinds, found } of seen.values()) {
    const count = counts.get(heading.type) ?? { headings: 0, found: 0, empty: 0 };
    counts.set(heading.type, count);
    count.headings++;
    if (kinds.size === 0) count.empty++;
    else if (found) count.found++;
    else diagnostics.push(mismatch(heading, [...kinds]));
  }
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { counts: sorted.map(([type, count]) => ({ type, ...count })), diagnostics };
}

const mismatch = ({ name, type, line }: Heading, kinds: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'report/heading',
  message: `The pg_dump heading says ${type} ${name}, but the statements below it are: ${kinds.join(', ')}.`,
  help: 'Check that place in the dump; nothing was left out because of it.',
  place: { line, column: 1 },
});
