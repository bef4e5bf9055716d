/**
 * The changes of test/dumps/diff, each in a folder: `change.sql` makes NEW of OLD, which is `base.sql`, or the `old.sql`
 * beside it. Both have rows.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../dumps/diff/', import.meta.url);

export interface Case {
  readonly name: string;
  /** Undefined: the base, which most have. */
  readonly old: string | undefined;
  readonly change: string;
}

const textOf = (path: string): string => readFileSync(new URL(path, FOLDER), 'utf8');

export const BASE = textOf('base.sql');

export const CASES: readonly Case[] = readdirSync(FOLDER)
  .filter((name) => /^\d/.test(name))
  .toSorted()
  .map((name) => ({
    name,
    old: existsSync(new URL(`${name}/old.sql`, FOLDER)) ? textOf(`${name}/old.sql`) : undefined,
    change: textOf(`${name}/change.sql`),
  }));

export const DIRECTIONS = ['forward', 'reverse'] as const;
export type Direction = (typeof DIRECTIONS)[number];
