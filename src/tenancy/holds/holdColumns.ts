/** By which columns a row is kept: a legal hold, the end of a retention, the mark that it was anonymized. */
import { columnKind } from '../columns/columnKinds.js';
import { meaningOf } from '../columns/complianceSynonyms.js';
import type { Column } from '../tables/relations.js';

export interface HoldColumns {
  readonly hold: string | undefined;
  readonly until: { readonly column: string; readonly is: 'date' | 'timestamp' | 'timestamptz' } | undefined;
  readonly anonymized: { readonly column: string; readonly isFlag: boolean } | undefined;
}

/** Undefined where nothing says that a row is kept. */
export function holdColumnsOf(columns: ReadonlyMap<string, Column>): HoldColumns | undefined {
  const kindOf = (name: string) => {
    const column = meaningOf(name, columns);
    return column && { column: column.name, ...columnKind(column.type) };
  };
  const [hold, until, anonymized] = [
    kindOf('legal_hold'),
    kindOf('retention_until'),
    kindOf('anonymized_at'),
  ];
  const isTime = until?.is === 'time' || until?.is === 'date';
  const found: HoldColumns = {
    hold: hold?.type === 'boolean' ? hold.column : undefined,
    until:
      until && isTime
        ? {
            column: until.column,
            is: until.is === 'date' ? 'date' : until.zoneless ? 'timestamp' : 'timestamptz',
          }
        : undefined,
    anonymized: anonymized && { column: anonymized.column, isFlag: anonymized.type === 'boolean' },
  };
  return found.hold === undefined && found.until === undefined ? undefined : found;
}
