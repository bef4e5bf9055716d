/** What the engines of the tests cannot run, in PostgreSQL's words; of the dump and of the baseline. */

export interface Limit {
  readonly dump: readonly string[];
  readonly baseline: readonly string[];
}

const both = (...messages: readonly string[]): Limit => ({ dump: messages, baseline: messages });
const NO_LZ4 = 'compression method lz4 not supported';

/** Neither the embedded PostgreSQL 18 nor PGlite is built with lz4. */
export const WITHOUT_LZ4: Readonly<Record<string, Limit>> = {
  'kitchen/02a-columns.pg18.sql': both(NO_LZ4, NO_LZ4),
};

const NO_LIBPQ = 'could not access file "libpqwalreceiver": No such file or directory';

/** PGlite brings no postgres_fdw, nor the libpq that a subscription needs even where it does not connect. */
export const PGLITE: Readonly<Record<string, Limit>> = {
  'kitchen/02a-columns.pg18.sql': { dump: [NO_LZ4], baseline: [NO_LZ4] },
  'kitchen/07a-server.pg18.sql': {
    dump: [
      'extension "postgres_fdw" is not available',
      'extension "postgres_fdw" does not exist',
      'function far.postgres_fdw_handler() does not exist',
      'foreign-data wrapper "post" does not exist',
      'foreign-data wrapper "postgres_fdw" does not exist',
      'server "branch" does not exist',
      'relation "far.stock" does not exist',
    ],
    baseline: [
      'extension "postgres_fdw" is not available',
      'foreign-data wrapper "postgres_fdw" does not exist',
      'server "branch" does not exist',
      'function far.postgres_fdw_handler() does not exist',
      'relation "far.stock" does not exist',
      'foreign-data wrapper "post" does not exist',
    ],
  },
  'kitchen/07b-search-and-subs.pg18.sql': {
    dump: [
      NO_LIBPQ,
      'subscription "ks Sub Options" does not exist',
      'subscription "ks_sub_new" does not exist',
      'subscription "ks_sub_off" does not exist',
      'subscription "ks_sub_plain" does not exist',
    ],
    baseline: [NO_LIBPQ, 'subscription "ks_sub_plain" does not exist'],
  },
};
