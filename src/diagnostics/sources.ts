/** Sources of a schema other than one file, and SQL that runs in a scratch database. */
import type { Entries } from './entry.js';

export const sourceEntries = {
  'source/before-baseline': {
    severity: 'info',
    title: 'A baseline migration replaces earlier versions',
    problem:
      'The folder contains a baseline migration (B004__…). On a new database, Flyway runs it instead of the versions up to its own.',
    whatToDo: 'Nothing.',
  },
  'source/failed': {
    severity: 'error',
    title: 'A statement fails in the scratch database',
    problem:
      'The SQL was run to see what schema it makes, and PostgreSQL rejects a statement. Statements that only PGlite cannot run do not count.',
    whatToDo:
      'Correct the file at the line in the message, or name a server of the right version with --server.',
  },
  'source/no-migrations': {
    severity: 'error',
    title: 'A folder contains no migrations',
    problem: 'A folder was named, and no file in it has the name of a migration.',
    whatToDo: 'Name the folder that contains files like V001__baseline.sql, or the file that pg_dump wrote.',
  },
  'source/no-pg-dump': {
    severity: 'error',
    title: 'pg_dump is not installed',
    problem: 'pg_dump reads the schema of a server, and there is none on PATH.',
    whatToDo:
      'Install the client programs of PostgreSQL. Or export the schema on another machine, and name the file.',
  },
  'source/not-a-migration': {
    severity: 'warning',
    title: 'Files in the folder are no migrations',
    problem: 'Flyway ignores files whose names do not follow its convention, so they were not read.',
    whatToDo: 'Correct the names, like V002__add_orders.sql; or move the files out of the folder.',
  },
  'source/pg-dump': {
    severity: 'error',
    title: 'pg_dump fails',
    problem: 'pg_dump cannot read the schema. The message contains its reason.',
    whatToDo:
      'Check host, database, user and password. The role needs the right to read all tables, or is their owner.',
  },
  'source/pg-dump-version': {
    severity: 'error',
    title: 'pg_dump is older than the server',
    problem: 'pg_dump reads servers of its own version and older ones only.',
    whatToDo: 'Install the client programs of the version in the message, and put them first on PATH.',
  },
  'source/pg-dump-warning': {
    severity: 'warning',
    title: 'pg_dump gives a warning',
    problem: 'pg_dump read the schema of the server, and leaves something out or doubts something.',
    whatToDo: 'Read its message. Subscriptions, for instance, are only shown to a superuser.',
  },
  'source/placeholder': {
    severity: 'warning',
    title: 'A migration contains a placeholder',
    problem: 'Flyway replaces ${…} with a value of its configuration, which is not known here.',
    whatToDo:
      'If it is no placeholder, keep NAME.sql.conf beside NAME.sql, with the line placeholderReplacement=false.',
  },
  'source/same-version': {
    severity: 'error',
    title: 'Two migrations have the same version',
    problem: 'Flyway rejects two migrations of one version, or two repeatable ones of one description.',
    whatToDo: 'Remove one of them, or change its version.',
  },
  'source/stopped': {
    severity: 'error',
    title: 'A statement does not end, or ends the engine',
    problem: 'A statement ran longer than its limit, or the engine crashed, so the schema cannot be read.',
    whatToDo: 'Take the statement out of the file and try again, or name a server with --server.',
  },
  'source/url': {
    severity: 'error',
    title: 'A secret would be shown to other users',
    problem:
      'pg_dump accepts the parameter sslpassword only as an argument, which other users of the machine see.',
    whatToDo: 'Use a key without a passphrase, or export the schema yourself.',
  },
} as const satisfies Entries;
