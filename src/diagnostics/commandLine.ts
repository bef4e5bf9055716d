/** The command line, the configuration file and verify's own errors. */
import type { Entries } from './entry.js';

export const commandLineEntries = {
  'cli/check': {
    severity: 'error',
    title: '--check has no file to compare with',
    problem:
      '--check compares the new output with the file that is there, but the output is standard output.',
    whatToDo: 'Name the file: --output FILE, or output in the configuration.',
  },
  'cli/files': {
    severity: 'error',
    title: 'Several files cannot go to standard output',
    problem:
      'superuser: separate writes files for an administrator beside the baseline, but the output is standard output.',
    whatToDo: 'Name the baseline: --output db/migration/V001__baseline.sql. Or set superuser: inline.',
  },
  'cli/flyway-name': {
    severity: 'warning',
    title: 'Flyway would ignore the output',
    problem:
      'The output is beside Flyway’s migrations or nearly has such a name, but the name does not follow Flyway’s convention. Flyway skips such a file without an error.',
    whatToDo: 'Name the file like V001__baseline.sql, with two underscores.',
  },
  'cli/foreign-file': {
    severity: 'error',
    title: 'The output would overwrite another file',
    problem: 'There is a file of that name, and pg-baseline did not write it.',
    whatToDo: 'Choose another file, or overwrite this one with --force.',
  },
  'cli/no-baseline': {
    severity: 'error',
    title: 'verify has no baseline',
    problem: 'verify compares a baseline with a dump, and no baseline was named.',
    whatToDo: 'Name the file: pg-baseline verify V001.sql --against schema.sql.',
  },
  'cli/no-dump': {
    severity: 'error',
    title: 'No dump was named',
    problem: 'The command needs a dump: as a file, as dump in the configuration, or on standard input.',
    whatToDo:
      'Name the file: pg-baseline schema.sql. Or use a pipe: pg_dump --schema-only DATABASE | pg-baseline.',
  },
  'cli/no-value': {
    severity: 'error',
    title: 'An option has no value',
    problem:
      'The option needs a value, and there is none or an empty one. Often a variable of the shell is not set.',
    whatToDo: 'Give the value, and check the variables in your command.',
  },
  'cli/report': {
    severity: 'error',
    title: 'The report has no known format',
    problem:
      'The extension of the file decides the format of a report. convert writes .html, .md, .json and .txt; verify reads its declarations from a .json file.',
    whatToDo: 'Choose a file name with one of these extensions. For verify, name report.json too.',
  },
  'cli/same-file': {
    severity: 'error',
    title: 'One file is named for two purposes',
    problem:
      'Two of the dump, the output, the reports and the configuration are the same file, so one would overwrite the other.',
    whatToDo: 'Use different files.',
  },
  'cli/same-version': {
    severity: 'warning',
    title: 'Two migrations have the same version',
    problem: 'Another migration beside the output has the same version number. Flyway rejects both.',
    whatToDo: 'Remove one of them, or change its version.',
  },
  'cli/seconds': {
    severity: 'error',
    title: 'The time limit is no number of seconds',
    problem: '--statement-timeout needs a number above 0.',
    whatToDo: 'Write it like --statement-timeout 120.',
  },
  'cli/too-many': {
    severity: 'error',
    title: 'More than one dump was named',
    problem:
      'Only one dump can be converted at a time. An unquoted blank in a file name makes two names of it too.',
    whatToDo: 'Name one dump, and quote file names with blanks.',
  },
  'cli/twice': {
    severity: 'error',
    title: 'An option is given twice',
    problem: 'The option takes one value, so it is unclear which one is meant.',
    whatToDo: 'Give it once.',
  },
  'cli/unknown-command': {
    severity: 'error',
    title: 'There is no such command',
    problem: 'The first word is neither a command nor, with the words after it, a single dump.',
    whatToDo: 'pg-baseline --help lists the commands.',
  },
  'cli/unknown-option': {
    severity: 'error',
    title: 'There is no such option',
    problem: 'The command line has an option that the command does not know.',
    whatToDo: 'pg-baseline --help lists the options.',
  },
  'cli/usage': {
    severity: 'error',
    title: 'The command line cannot be understood',
    problem: 'The arguments do not fit together; the message gives the reason.',
    whatToDo: 'pg-baseline --help shows how the command is used.',
  },
  'cli/value': {
    severity: 'error',
    title: 'An option has a value that it cannot have',
    problem: 'The option takes one of a few words or numbers, which the message lists.',
    whatToDo: 'Use one of them.',
  },
  'cli/verification': {
    severity: 'error',
    title: 'The file is no result of verify',
    problem:
      'verification (--verification) names a file that verify did not write, so the reports cannot show it.',
    whatToDo: 'Create it with pg-baseline verify --verification FILE, or delete it.',
  },
  'prettier/config': {
    severity: 'error',
    title: 'The project’s Prettier configuration cannot be read',
    problem:
      'The baseline takes its line width and indentation from the project’s Prettier configuration, and that file has an error.',
    whatToDo: 'Correct the file; npx prettier --find-config-path shows where it is.',
  },
  'config/fixed-severity': {
    severity: 'error',
    title: 'The severity of a code cannot be changed',
    problem:
      'severity names a code that stops the conversion or belongs to verify. There is no output that could go on without it.',
    whatToDo: 'Remove the code from severity, and correct what the error names.',
  },
  'config/absent': {
    severity: 'info',
    title: 'A configured name is not in the dump, and need not be',
    problem:
      'The configuration names a schema to leave alone, or a function that pg-baseline then creates, and the dump does not have it.',
    whatToDo: 'Check the spelling; otherwise nothing.',
  },
  'config/no-routine': {
    severity: 'error',
    title: 'The configuration names a routine that the dump lacks',
    problem:
      'functions.searchPath sets the search_path of a routine by its name and argument types, and the dump has no such routine.',
    whatToDo:
      "Write name and types as in the message: functions: { searchPath: { 'core.f(uuid)': [core] } }.",
  },
  'config/not-acceptable': {
    severity: 'error',
    title: 'Only warnings can be accepted',
    problem:
      'accept names a code that is an error or a note, belongs to verify, or is about accept itself. An error stops the conversion, and notes do not count for --strict.',
    whatToDo: 'Remove the entry. To hide a note, set severity: { CODE: off }.',
  },
  'config/not-in-dump': {
    severity: 'error',
    title: 'The configuration names something that the dump lacks',
    problem:
      'A table, column, schema, role or constraint in the configuration is not in the dump. A misspelled name would decide nothing, and a table could stay open.',
    whatToDo: 'Correct the name at the line of the message, or remove it.',
  },
  'config/several': {
    severity: 'error',
    title: 'There are several configuration files',
    problem: 'The folder has more than one of pg-baseline.config.yaml, .yml and .json.',
    whatToDo: 'Keep one, or name it with --config.',
  },
  'config/sql': {
    severity: 'error',
    title: 'SQL in the configuration has a mistake',
    problem:
      'A column or condition in the configuration cannot be parsed, or two parsers read it differently.',
    whatToDo: 'Correct the SQL at the place of the message.',
  },
  'config/syntax': {
    severity: 'error',
    title: 'The configuration is not valid YAML',
    problem: 'The file can be read neither as YAML nor as JSON.',
    whatToDo:
      'Correct the line of the message. A text that begins with * or contains a colon and a blank needs quotes.',
  },
  'config/two-lists': {
    severity: 'error',
    title: 'A table is in two lists of the configuration',
    problem: 'The lists exclude each other, for example tenancy.tenantTables and tenancy.referenceTables.',
    whatToDo: 'Keep the table in one of them. A pattern with * can be the second one.',
  },
  'config/unknown-key': {
    severity: 'error',
    title: 'The configuration has an unknown key',
    problem: 'There is no setting, transform or diagnostic code of that name, so it would have no effect.',
    whatToDo: 'Correct the name; the README lists all keys, and this page lists all codes.',
  },
  'config/value': {
    severity: 'error',
    title: 'A setting has a value that it cannot have',
    problem:
      'The value has the wrong type or is none of the possible words; the message gives what is expected.',
    whatToDo: 'Correct the value at the line of the message.',
  },
  'accept/unused': {
    severity: 'warning',
    title: 'An entry of accept matches no warning',
    problem:
      'accept has an entry for a warning that was not given. The cause is gone, or the code or object is spelled differently. A left-over entry would hide the warning if it came back.',
    whatToDo: 'Remove the entry. If the object is misspelled, copy it from "object" in report.json.',
  },
  'verify/encoding': {
    severity: 'error',
    title: 'A file of verify is not UTF-8',
    problem:
      'verify has a reader of its own, which takes plain SQL in UTF-8 only: no archive, no compressed file, no other encoding.',
    whatToDo: 'Dump again: pg_dump --format=plain --encoding=UTF8.',
  },
  'verify/login': {
    severity: 'error',
    title: 'verify’s role cannot log in',
    problem:
      'On a server the SQL runs as a role that verify creates and that can do nothing else. The server does not let this role log in with its password.',
    whatToDo:
      'Allow it in pg_hba.conf (scram-sha-256). If the SQL may do anything on this server, use --trust.',
  },
  'verify/no-pglite': {
    severity: 'error',
    title: 'PGlite cannot be loaded',
    problem:
      'Without --server, verify runs PostgreSQL inside Node by the package @electric-sql/pglite, and that package is missing or damaged.',
    whatToDo: 'Install it again with npm ci, or verify on a server: --server postgres://…',
  },
  'verify/report': {
    severity: 'error',
    title: 'The report does not fit',
    problem:
      'The report that verify reads its declarations from is no report.json of a conversion, or is about another dump.',
    whatToDo: 'Convert this dump again with --report report.json, and verify the result.',
  },
  'verify/server': {
    severity: 'error',
    title: 'The server cannot be used',
    problem:
      '--server is not a URL of PostgreSQL, the server does not answer, or its role is not a superuser.',
    whatToDo: 'Name a superuser of a test server: --server postgres://user:password@host:port/postgres.',
  },
} as const satisfies Entries;
