/** The columns for a legal hold, the end of a retention, and anonymization. */
import { type ColumnKind, columnKind } from '../../facts/columns/columnKinds.js';
import { meaningOf } from '../columns/complianceSynonyms.js';
import type { Column } from '../../facts/relations/relations.js';
import { type Domains } from '../../facts/columns/domains.js';

export interface HoldColumns {
  readonly hold: string | undefined;
  readonly until: { readonly column: string; readonly is: 'date' | 'timestamp' | 'timestamptz' } | undefined;
  readonly anonymized: { readonly column: string; readonly isFlag: boolean } | undefined;
}

type Columns = ReadonlyMap<string, Column>;

const kinds = (columns: Columns, domains: Domains) => (name: string) => {
  const column = meaningOf(name, columns, domains);
  return column && { column: column.name, ...columnKind(column.type, domains) };
};

const isTime = ({ is }: ColumnKind): boolean => is === 'time' || is === 'date';

/** Undefined without a hold or retention column. */
export function holdColumnsOf(columns: Columns, domains: Domains): HoldColumns | undefined {
  const kindOf = kinds(columns, domains);
  const [hold, until, anonymized] = [
    kindOf('legal_hold'),
    kindOf('retention_until'),
    kindOf('anonymized_at'),
  ];
  const found: HoldColumns = {
    hold: hold?.type === 'boolean' ? hold.column : undefined,
    until:
      until && isTime(until)
        ? {
            column: until.column,
            is: until.is === 'date' ? 'date' : until.zoneless ? 'timestamp' : 'timestamptz',
          }
        : undefined,
    anonymized: anonymized && { column: anonymized.column, isFlag: anonymized.type === 'boolean' },
  };
  return found.hold === undefined && found.until === undefined ? undefined : found;
}

export interface Unread {
  readonly column: string;
  readonly type: string;
  /** The type that it needs. */
  readonly expected: string;
}

/** Columns named like a hold or a retention whose type does not fit: a flag as text, a year. */
export function unreadColumns(columns: Columns, domains: Domains): Unread[] {
  const kindOf = kinds(columns, domains);
  const [hold, until] = [kindOf('legal_hold'), kindOf('retention_until')];
  return [
    ...(hold && hold.type !== 'boolean'
      ? [{ column: hold.column, type: hold.type, expected: 'boolean' }]
      : []),
    ...(until && !isTime(until)
      ? [{ column: until.column, type: until.type, expected: 'date, timestamp or timestamptz' }]
      : []),
  ];
}
