/** The dump as SQL: incomplete, rejected or unknown statements, and what the target version cannot have. */
import type { Entries } from './entry.js';

export const parsingEntries = {
  'scan/incomplete-dump': {
    severity: ['error', 'warning'],
    title: 'The dump may be cut off',
    problem:
      'pg_dump’s first and last lines frame each dump. If only the last one is missing, the dump was cut off: an error, or a warning with allowIncomplete. If both are missing, it is unknown whether the dump is complete: a warning.',
    whatToDo:
      'Export again and check that pg_dump ended without an error. To convert the part that exists, set allowIncomplete: true (--allow-incomplete).',
  },
  'scan/noise': {
    severity: 'warning',
    title: 'Messages of a program are in the dump',
    problem:
      'Lines of the file are messages of pg_dump, a shell or a container tool. They were left out; a message in the middle of a statement can have replaced a part of it.',
    whatToDo:
      'Let pg_dump write the file (pg_dump --file=schema.sql), or redirect messages (2> messages.txt). With docker, use exec without -t.',
  },
  'scan/noise-in-text': {
    severity: 'warning',
    title: 'A quoted text has a line like a program’s message',
    problem:
      'A line inside a quoted text looks like a message of pg_dump. It was kept, because it cannot be told from text that belongs there.',
    whatToDo:
      'Compare the text with the database. If the line does not belong there, export again with messages redirected.',
  },
  'scan/unclosed': {
    severity: ['error', 'warning'],
    title: 'A quote, comment or parenthesis is never closed',
    problem:
      'The file ends inside a quoted text, a comment, a body or a parenthesis, so it was cut off. It is an error, or with allowIncomplete a warning, and the last statement is left out.',
    whatToDo:
      'Export again and check that pg_dump ended without an error. To convert the part that exists, set allowIncomplete: true (--allow-incomplete).',
  },
  'scan/unfinished-statement': {
    severity: ['error', 'warning'],
    title: 'The last statement has no semicolon',
    problem:
      'The file ends without the semicolon of its last statement, so a part may be missing. It is an error in a dump of pg_dump, and a warning in a file that may have been written by hand, or with allowIncomplete.',
    whatToDo:
      'Add the semicolon if nothing is missing; otherwise export again. To convert the part that exists, set allowIncomplete: true (--allow-incomplete).',
  },
  'parse/binary-upgrade': {
    severity: 'error',
    title: 'The dump is for pg_upgrade',
    problem: 'The dump was made with --binary-upgrade. Its statements work only inside pg_upgrade.',
    whatToDo: 'Export again without that option: pg_dump --schema-only --file=schema.sql DATABASE.',
  },
  'parse/defined-twice': {
    severity: 'warning',
    title: 'An object is defined twice',
    problem:
      'The dump has two different definitions of one object. Of a view, routine, trigger or rule the later one applies; of any other object, the first one.',
    whatToDo: 'Keep only the right definition in the dump.',
  },
  'parse/history': {
    severity: 'error',
    title: 'The file is a series of migrations',
    problem:
      'A statement renames, changes or drops an object that the file created earlier. A baseline creates objects in its own order, so the final state would be wrong.',
    whatToDo:
      'Run the migrations in an empty database and dump it: pg_dump --schema-only --file=schema.sql DATABASE. Or change the statement that creates the object and remove the later one.',
  },
  'parse/later-keyword': {
    severity: 'info',
    title: 'A name of the dump has become a keyword',
    problem:
      'The dump uses a word as a name that is a keyword in later versions of PostgreSQL. It was quoted, so that it still is a name.',
    whatToDo:
      'Nothing. Application code that uses the name without quotes may fail after an upgrade of the server.',
  },
  'parse/not-a-dump': {
    severity: 'error',
    title: 'The input is not SQL',
    problem:
      'PostgreSQL’s parser rejects all of the text, or the text is a message of a program that failed.',
    whatToDo: 'Use the plain-text output of pg_dump: pg_dump --schema-only --file=schema.sql DATABASE.',
  },
  'parse/role-attribute': {
    severity: 'warning',
    title: 'An attribute of a role no longer exists',
    problem:
      'A statement has CREATEUSER, NOCREATEUSER or UNENCRYPTED, which PostgreSQL no longer accepts. The word was left out.',
    whatToDo:
      'Nothing in the baseline, which sets no attributes of roles. Give the role the rights it needs in each cluster.',
  },
  'parse/several-databases': {
    severity: 'error',
    title: 'The dump is of several databases',
    problem:
      'The file connects to more than one database, as pg_dumpall writes it. A baseline is for one database.',
    whatToDo: 'Dump each database separately: pg_dump --schema-only --file=schema.sql DATABASE.',
  },
  'parse/syntax': {
    severity: ['error', 'warning'],
    title: 'PostgreSQL’s parser rejects a statement',
    problem:
      'The statement is not valid in the current grammar of PostgreSQL. It is an error, or with allowUnparsed a warning: the statement is then kept unchanged, and the output fails there.',
    whatToDo:
      'Correct the dump or export it again. To keep such statements, set allowUnparsed: true (--allow-unparsed) and correct the output.',
  },
  'parse/too-deep': {
    severity: 'error',
    title: 'A statement nests too deeply',
    problem:
      'PostgreSQL accepts about 4,000 terms in an expression and 1,500 nested queries. This statement has more.',
    whatToDo: 'Split the statement in the design.',
  },
  'parse/unknown-statement': {
    severity: 'warning',
    title: 'A statement of an unknown kind',
    problem:
      'The statement is valid SQL, but pg-baseline has no rule for it. It was kept unchanged at the end of the file and has no guard, so a second run may fail.',
    whatToDo: 'Make the statement re-runnable by hand, or remove it from the dump.',
  },
  'parse/with-oids': {
    severity: 'warning',
    title: 'WITH OIDS was left out',
    problem: 'Since PostgreSQL 12 no table has OIDs. Queries that read the column oid of this table fail.',
    whatToDo: 'Add a column of your own to the design if something needs the number.',
  },
  'report/heading': {
    severity: 'warning',
    title: 'A heading of pg_dump does not fit its statements',
    problem:
      'pg_dump announces an object in a comment, and the statements below it create something else. The dump was edited, or pg-baseline has misread it.',
    whatToDo: 'Compare the place in the dump with the output. If the dump is right, report it as a bug.',
  },
  'stripClean/drops-its-own': {
    severity: 'warning',
    title: 'The dump drops an object that it created',
    problem:
      'A DROP names an object that the file created before. The DROP was left out, so the baseline has the object.',
    whatToDo: 'Dump the database as it is now, instead of converting a series of migrations.',
  },
  'stripSession/psql-command': {
    severity: 'warning',
    title: 'A psql command decides which statements run',
    problem:
      'Commands such as \\i and \\if work only in psql. The line was left out and the statements around it were kept, so some may be missing or one too many.',
    whatToDo: 'Rewrite that place of the file without the command.',
  },
  'target/grantor': {
    severity: 'warning',
    title: 'The grantor of a membership was left out',
    problem:
      'GRANTED BY names a role that may not be able to grant the membership on another server. The role that runs the file becomes the grantor.',
    whatToDo: 'Nothing, unless the grantor matters: only that role can revoke the membership later.',
  },
  'target/inferred': {
    severity: 'warning',
    title: 'The target version was inferred',
    problem:
      'The dump does not state the version of its server, but it uses features of a later version than the default. The output is for that version.',
    whatToDo: 'Set the version of your server: postgres: 16 in the configuration, or --postgres 16.',
  },
  'target/left-out': {
    severity: 'warning',
    title: 'A statement was left out for an older server',
    problem:
      'The target version lacks the feature. The statement affects only speed or space, or enforces nothing, so it was left out.',
    whatToDo:
      'Nothing, if the loss is acceptable. Otherwise raise postgres in the configuration (--postgres) and upgrade the server.',
  },
  'target/older-form': {
    severity: 'warning',
    title: 'A statement was rewritten for an older server',
    problem:
      'The target version lacks the feature. The statement was written in an older form; the message names the difference.',
    whatToDo:
      'Check that the difference is acceptable. Otherwise raise postgres in the configuration (--postgres) and upgrade the server.',
  },
  'target/unsupported': {
    severity: 'error',
    title: 'The target version cannot have an object',
    problem:
      'The target version lacks a feature that protects data or decides what a query returns. There is no equivalent, so nothing is written.',
    whatToDo: 'Raise postgres in the configuration (--postgres), or change the object in the design.',
  },
  'order/circle': {
    severity: 'warning',
    title: 'Objects depend on each other in a cycle',
    problem:
      'No order satisfies all dependencies of these objects, so they keep the order of the dump. The output may fail to load.',
    whatToDo: 'If the output loads, nothing. Otherwise remove one of the references in the design.',
  },
  'baseline/dangling-reference': {
    severity: 'warning',
    title: 'A reference leads to an object that the baseline lacks',
    problem:
      'The dump has the referenced object and the baseline does not, so the baseline may fail to load. This is a bug in a transform.',
    whatToDo:
      'Report it. Until it is fixed, turn that transform off: transforms: { NAME: false } in the configuration.',
  },
  'searchPath/inlined': {
    severity: 'warning',
    title: 'A function body relies on the search_path',
    problem:
      'PostgreSQL inlines the body of an SQL function when the object is created, and the body names something without its schema. The object is created with a search_path that finds it, but later statements use the path of their session.',
    whatToDo:
      'Write the schema into the body, or SET search_path on the function in the design, with pg_temp as its last schema.',
  },
  'searchPath/operator': {
    severity: 'info',
    title: 'An object is created with its own search_path',
    problem:
      'IS DISTINCT FROM, CASE, NULLIF and JOIN USING look up an operator by the search_path and cannot name its schema. The object is created with a path that finds the operator.',
    whatToDo: 'Nothing.',
  },
  'searchPath/other-operator': {
    severity: 'warning',
    title: 'A comparison takes an operator of pg_catalog',
    problem:
      'pg_dump writes the comparison without the schema of its operator. When the dump is loaded, PostgreSQL casts the values and takes another operator; citext, for example, becomes case-sensitive.',
    whatToDo: 'Write the comparison with OPERATOR(schema.=) in the design.',
  },
  'flyway/placeholders': {
    severity: 'info',
    title: 'A text has what Flyway takes for a placeholder',
    problem:
      'Flyway replaces ${…} in migrations and stops if it has no value for it. The baseline has such a text, which must stay as it is.',
    whatToDo:
      'Keep the file NAME.sql.conf beside the baseline, with the line placeholderReplacement=false. With --output, pg-baseline writes it.',
  },
} as const satisfies Entries;
