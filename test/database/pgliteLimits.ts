/** What PGlite cannot run, statement by statement. */

export interface Limit {
  /** A part of the statement that is in no other one. */
  readonly statement: string;
  /** What takes its place, so that what builds on it can be tried all the same. */
  readonly instead?: string;
}

/** PGlite brings no postgres_fdw, nor the libpq that it would need. */
const POSTGRES_FDW: readonly Limit[] = [
  {
    statement: 'CREATE EXTENSION IF NOT EXISTS postgres_fdw',
    instead: 'CREATE FOREIGN DATA WRAPPER postgres_fdw',
  },
  {
    statement: 'CREATE FOREIGN DATA WRAPPER post ',
    instead: 'CREATE FOREIGN DATA WRAPPER post',
  },
];

/** PGlite has no libpqwalreceiver, which CREATE SUBSCRIPTION loads even where it does not connect. */
const SUBSCRIPTIONS: readonly Limit[] = [
  { statement: 'CREATE SUBSCRIPTION "ks Sub Options"' },
  { statement: 'CREATE SUBSCRIPTION ks_sub_new' },
  { statement: 'CREATE SUBSCRIPTION ks_sub_off' },
  { statement: 'CREATE SUBSCRIPTION ks_sub_plain' },
  { statement: 'COMMENT ON SUBSCRIPTION ks_sub_plain' },
];

export const LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  'kitchen/07a-server.pg18.sql': POSTGRES_FDW,
  'kitchen/07a-server.no-extras.pg18.sql': POSTGRES_FDW,
  'kitchen/07b-search-and-subs.pg18.sql': SUBSCRIPTIONS,
};
