/**
 * Cross-checks pg_dump's own headings: under `Type: TABLE` a table must have been found. The headings count what
 * pg_dump wrote, whatever this tool made of it. https://www.postgresql.org/docs/current/app-pgdump.html
 */
import type { SchemaObject } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';

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

/** The kinds that may be under a heading, if pg_dump has another term for them. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    ACL: ['grant', 'largeObject', 'cluster'],
    BLOB: ['largeObject'],
    BLOBS: ['largeObject'],
    'BLOB COMMENTS': ['largeObject'],
    'BLOB METADATA': ['largeObject'],
    'CHECK CONSTRAINT': ['check', 'domainConstraint'],
    COMMENT: ['comment', 'largeObject', 'cluster'],
    CONSTRAINT: ['primaryKey', 'unique', 'exclusion', 'notNull'],
    DATABASE: ['cluster'],
    'DATABASE PROPERTIES': ['cluster'],
    DEFAULT: ['columnDefault'],
    'DEFAULT ACL': ['defaultPrivileges'],
    'FK CONSTRAINT': ['foreignKey'],
    'MATERIALIZED VIEW DATA': ['refresh'],
    'PROCEDURAL LANGUAGE': ['language', 'extension'],
    'PUBLICATION TABLE': ['publicationMember'],
    'PUBLICATION TABLES IN SCHEMA': ['publicationMember'],
    'ROW SECURITY': ['rowSecurity'],
    RULE: ['rule', 'view'],
    'SECURITY LABEL': ['securityLabel', 'largeObject', 'cluster'],
    SEQUENCE: ['sequence', 'identity'],
    'SEQUENCE OWNED BY': ['sequenceOwner'],
    'SEQUENCE SET': ['sequenceValue'],
    'STATISTICS DATA': ['statisticsData'],
    'TABLE ATTACH': ['partition'],
    'TABLE DATA': ['tableData'],
    // A dump that gives the public schema another owner does not create it.
    SCHEMA: ['schema', 'owner'],
    // A partition's trigger comes with its parent's; the dump has only its state.
    TRIGGER: ['trigger', 'firingState'],
    TYPE: ['shellType', 'enumType', 'compositeType', 'rangeType', 'baseType'],
    VIEW: ['view', 'dummyView'],
  }),
);

/** `FOREIGN DATA WRAPPER` is the kind foreignDataWrapper. */
const camelCase = (type: string): string =>
  type.toLowerCase().replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

interface Seen {
  readonly heading: Heading;
  readonly kinds: Set<string>;
}

/** @param objects all objects read from the dump, before any transform */
export function compareHeadings(
  headings: readonly Heading[],
  objects: readonly SchemaObject[],
): { counts: HeadingCount[]; diagnostics: Diagnostic[] } {
  const seen = new Map<number, Seen>(
    headings.map((heading) => [heading.line, { heading, kinds: new Set() }]),
  );
  for (const { kind, statement } of objects) {
    const line = statement.raw.heading?.line;
    // Settings come between an object and the heading of the next one.
    if (line !== undefined && kind !== 'setting' && kind !== 'psqlLine') seen.get(line)?.kinds.add(kind);
  }
  const counts = new Map<string, { headings: number; found: number; empty: number }>();
  const diagnostics: Diagnostic[] = [];
  for (const { heading, kinds } of seen.values()) {
    const count = counts.get(heading.type) ?? { headings: 0, found: 0, empty: 0 };
    counts.set(heading.type, count);
    count.headings++;
    if (kinds.size === 0) count.empty++;
    else if ((KINDS.get(heading.type) ?? [camelCase(heading.type)]).some((kind) => kinds.has(kind)))
      count.found++;
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
