/** The dumps of test/dumps/list.tsv: what is converted, and the original that it is judged against. */
import { readFileSync } from 'node:fs';
import type { Version } from './binaries.js';

export interface Dump {
  readonly name: string;
  /** The dump that is restored as it is: the same one, unless that one does not restore cleanly (a --clean dump, UTF-16). */
  readonly judge: string;
}

const FOLDER = new URL('../dumps/', import.meta.url);

export const readDump = (name: string): Buffer => readFileSync(new URL(name, FOLDER));

export function dumpsOf(version: Version): Dump[] {
  return readDump('list.tsv')
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string, string])
    .filter(([, , server]) => Number(server) === version)
    .map(([name, judge]) => ({ name, judge: judge === '=' ? name : judge }));
}
