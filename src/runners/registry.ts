/** All runners, and which runs what. */
import { flyway } from './flyway.js';
import { psql } from './psql.js';
import type { Runner } from './runner.js';

export const runners: readonly Runner[] = [flyway, psql];

/** What the baseline is written for. */
export const baselineRunner = flyway;

/** What an administrator runs his files with. */
export const administratorsRunner = psql;
