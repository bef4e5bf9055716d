/** What adopt says of paths and findings: as comments of the files, and on the terminal. */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Path, PathFinding, Source } from './paths.js';

export interface PathRow {
  readonly table: string;
  readonly from: string;
  readonly kind: string;
}

const sourceText = ({ columns, to, value }: Source): string =>
  columns.length === 0 ? value : `${columns.map(quoteIdentifier).join(', ')} -> ${quoteName(to)}`;

/** A sure source is enough; the others must agree with it. */
function kindOf({ level, isConfigured, mayBeNull, sources }: Path): string {
  if (isConfigured) return 'as configured';
  if (level !== undefined) {
    const others = sources.slice(1).map(({ columns }) => columns.map(quoteIdentifier).join(', '));
    const steps = level === 1 ? 'sure' : `sure, ${level} steps`;
    return others.length === 0 ? steps : `${steps}; must agree with ${others.join(', ')}`;
  }
  return mayBeNull ? 'where there is one' : 'may leave rows without a tenant';
}

export const pathRows = (paths: readonly Path[]): PathRow[] =>
  paths.map((path) => ({
    table: quoteName(path.table),
    from: (path.level === undefined ? path.sources : path.sources.slice(0, 1))
      .map(sourceText)
      .join(', else '),
    kind: kindOf(path),
  }));

/** The query that shows rows without a tenant. */
export const rowsWithout = (table: string, column: string): string =>
  `SELECT * FROM ${table} WHERE ${quoteIdentifier(column)} IS NULL`;

export function findingText({ kind, table, column, parents }: PathFinding): {
  message: string;
  help: string;
} {
  const name = quoteName(table);
  const rows = `${rowsWithout(name, column)};`;
  if (kind === 'none')
    return {
      message: `Table ${name} has no foreign key that leads to a tenant; its rows stay without one.`,
      help: `Add adopt.backfill to the configuration: { ${name}: 'column -> schema.table' }, or an SQL expression. The contract step stops while this finds rows: ${rows}`,
    };
  const its = [...new Set(parents.map(quoteName))].join(', ');
  return {
    message: `Rows of ${name} that refer to a shared row of ${its} have no tenant.`,
    help: `List ${name} in tenancy.mixedTables of the configuration, or give it a value with adopt.backfill. The contract step stops while this finds rows: ${rows}`,
  };
}

/** One comment line, whatever the names contain. */
export const commentLine = (text: string): string => `-- ${text.replace(/[\r\n]+/g, ' ')}`;
