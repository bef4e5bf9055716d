/** The conversion under test, and the beginning of its output that an interrupted run would have executed. */
import { convert, ready } from '../../src/index.js';
import { scan } from '../../src/source/scan.js';
import { readDump } from './dumps.js';

export interface BaselineOptions {
  readonly owners: 'keep' | 'strip';
  readonly privileges: 'keep' | 'strip';
}

await ready();

export const baselineOf = (dump: string, options: BaselineOptions): string =>
  convert(readDump(dump), { preset: 'plain', keepSecrets: true, ...options }).sql;

/** The first `percent` of the statements. */
export function prefixOf(sql: string, percent: number): string {
  const statements = scan(sql);
  const last = statements[Math.floor((statements.length * percent) / 100) - 1];
  return last === undefined ? '' : `${sql.slice(0, last.end)};\n`;
}
