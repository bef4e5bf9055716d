/** All runners, and the files that each runs. */
import { flyway } from './flyway.js';
import { psql } from './psql.js';
import type { Runner } from './runner.js';

export const runners: readonly Runner[] = [flyway, psql];

/** The runner that the baseline is written for. */
export const baselineRunner = flyway;

/** The runner for an administrator's files. */
export const administratorsRunner = psql;
