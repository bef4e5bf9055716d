/** Files and bytes: what cannot be opened, read or recognised as text. */
import type { Entries } from './entry.js';

export const inputEntries = {
  'decode/archive': {
    severity: 'error',
    title: 'The dump is an archive, not SQL',
    problem:
      'The file is in one of pg_dump’s archive formats (custom, directory, tar) or is a tar file. Only plain SQL can be converted.',
    whatToDo:
      'Convert the archive with pg_restore -f schema.sql FILE and convert schema.sql. If pg_restore is installed, pg-baseline runs it itself.',
  },
  'decode/broken': {
    severity: 'error',
    title: 'A character is invalid in the dump’s encoding',
    problem:
      'The bytes at this place are no character of the encoding that the dump declares, so text would be lost or changed.',
    whatToDo:
      'Dump again in UTF-8: pg_dump --encoding=UTF8. If the file was edited, save it in the encoding that its line SET client_encoding names.',
  },
  'decode/empty': {
    severity: 'error',
    title: 'The dump is empty',
    problem:
      'The input has no text at all, usually because pg_dump failed and the shell had already created the file.',
    whatToDo: 'Run pg_dump again and read its messages.',
  },
  'decode/encoding': {
    severity: 'error',
    title: 'The dump’s encoding is not supported',
    problem: 'The line SET client_encoding names an encoding that pg-baseline cannot decode.',
    whatToDo: 'Dump again in UTF-8: pg_dump --encoding=UTF8.',
  },
  'decode/format': {
    severity: 'error',
    title: 'The input is a file of another kind',
    problem:
      'The first bytes belong to a known format that is not SQL, for example a ZIP archive, an SQLite database or a PDF.',
    whatToDo: 'Unpack the file if the dump is inside it; otherwise name the file that pg_dump wrote.',
  },
  'decode/gzip': {
    severity: 'error',
    title: 'The compressed dump is damaged',
    problem:
      'The file begins like a gzip file but cannot be decompressed, so at least a part of the dump is missing.',
    whatToDo: 'Test it with gzip -t FILE. Copy it again in binary mode, or dump again.',
  },
  'decode/mixed': {
    severity: 'error',
    title: 'The file has dumps in several encodings',
    problem:
      'Several dumps were joined, and their lines SET client_encoding differ. No single encoding is right for the whole file.',
    whatToDo: 'Dump all of them in UTF-8 (pg_dump --encoding=UTF8), or convert them one by one.',
  },
  'decode/not-text': {
    severity: 'error',
    title: 'The input is not text',
    problem: 'The file has so many control characters that it cannot be SQL.',
    whatToDo: 'Dump as plain text: pg_dump --format=plain --compress=0.',
  },
  'decode/too-large': {
    severity: 'error',
    title: 'The dump is larger than 512 MB',
    problem:
      'The dump, after decompression, is larger than pg-baseline reads. A schema is rarely that large; table data is.',
    whatToDo: 'Dump the schema only: pg_dump --schema-only.',
  },
  'file/eacces': {
    severity: 'error',
    title: 'Permission denied',
    problem: 'The operating system does not let the current user read or write this file or folder.',
    whatToDo: 'Change the permissions of the file or its folder, or choose another file.',
  },
  'file/ebusy': {
    severity: 'error',
    title: 'The file is in use',
    problem: 'Another program has locked the file.',
    whatToDo: 'Close the other program and run the command again.',
  },
  'file/edquot': {
    severity: 'error',
    title: 'The disk quota is exceeded',
    problem: 'The file could not be written completely. The file that was there before is unchanged.',
    whatToDo: 'Free space within the quota, or write to another disk with --output.',
  },
  'file/eexist': {
    severity: 'error',
    title: 'A part of the path is a file',
    problem: 'A folder has to be created for this path, but a file of that name is there.',
    whatToDo: 'Choose another path, or move that file.',
  },
  'file/eisdir': {
    severity: 'error',
    title: 'The path is a folder',
    problem: 'A file is needed, but the path names a folder.',
    whatToDo: 'Name a file in that folder.',
  },
  'file/eloop': {
    severity: 'error',
    title: 'Symbolic links form a loop',
    problem:
      'The path leads through symbolic links that refer to each other, so there is no file at its end.',
    whatToDo: 'Correct the links, or name the file itself.',
  },
  'file/enametoolong': {
    severity: 'error',
    title: 'The file name is too long',
    problem: 'The file system does not accept a name of this length.',
    whatToDo: 'Choose a shorter name.',
  },
  'file/enoent': {
    severity: 'error',
    title: 'The file does not exist',
    problem:
      'There is no file at this path. Paths on the command line start at the working directory, paths in the configuration at the configuration’s folder.',
    whatToDo: 'Correct the path.',
  },
  'file/enospc': {
    severity: 'error',
    title: 'No space is left on the disk',
    problem: 'The file could not be written completely. The file that was there before is unchanged.',
    whatToDo: 'Free space, or write to another disk with --output.',
  },
  'file/enotdir': {
    severity: 'error',
    title: 'A part of the path is not a folder',
    problem: 'The path leads through a file as if it were a folder.',
    whatToDo: 'Correct the path.',
  },
  'file/eperm': {
    severity: 'error',
    title: 'The operation is not permitted',
    problem: 'The operating system does not let the current user change this file or folder.',
    whatToDo: 'Change its owner or attributes, or choose another file.',
  },
  'file/erofs': {
    severity: 'error',
    title: 'The file system is read-only',
    problem: 'Files on this disk cannot be created or changed.',
    whatToDo: 'Write to another disk with --output.',
  },
  'file/error': {
    severity: 'error',
    title: 'The file cannot be used',
    problem:
      'The operating system reported an error that has no code of its own here; the message quotes it.',
    whatToDo: 'Correct what the quoted message names, or use another file.',
  },
  'input/directory': {
    severity: 'error',
    title: 'The dump is a folder',
    problem: 'The input is a folder, and not one that pg_dump --format=directory wrote.',
    whatToDo: 'Name the file that pg_dump wrote.',
  },
  'input/no-statements': {
    severity: 'error',
    title: 'The dump has no SQL statement',
    problem:
      'The file has only comments and blank lines. Writing an empty baseline would overwrite the one that is there.',
    whatToDo: 'Use the plain SQL that pg_dump writes, and check the options --schema and --table of pg_dump.',
  },
  'input/not-carried': {
    severity: 'warning',
    title: 'The dump lacks data that an extension or platform needs',
    problem:
      'Extensions and platforms keep definitions as rows, for example jobs, queues, hypertables or buckets. A dump of the schema does not contain these rows, so the baseline cannot create them.',
    whatToDo:
      'Create them in a migration after the baseline; the message names the function or table for each product.',
  },
  'input/other-export': {
    severity: 'error',
    title: 'The input is an export of another tool',
    problem:
      'The text is not what pg_dump writes, but for example a diagram tool’s export or a dump of another database system. It lacks parts of the schema or has another syntax.',
    whatToDo: 'Dump the database itself: pg_dump --schema-only --file=schema.sql DATABASE.',
  },
  'input/pg-restore': {
    severity: 'error',
    title: 'pg_restore cannot read the archive',
    problem:
      'pg-baseline ran pg_restore to turn the archive into SQL, and pg_restore failed; the message quotes it. Usually the archive is damaged or pg_restore is older than the pg_dump that wrote it.',
    whatToDo:
      'Use a pg_restore of the same or a later version, or dump as plain text: pg_dump --format=plain.',
  },
  'input/too-large': {
    severity: 'error',
    title: 'The file is larger than 512 MB',
    problem: 'The file is larger than pg-baseline reads. A schema is rarely that large; table data is.',
    whatToDo: 'Dump the schema only: pg_dump --schema-only.',
  },
  'secrets/in-text': {
    severity: 'error',
    title: 'The text of an object has a secret in it',
    problem:
      'A function body, a comment or another text has a password or a connection string. pg-baseline prints texts of the dump unchanged, so the secret would get into version control.',
    whatToDo:
      'Remove the secret from the design. If the output may have it, set keepSecrets: true (--keep-secrets).',
  },
  'secrets/kept': {
    severity: 'info',
    title: 'The output has a secret in it',
    problem: 'keepSecrets is on, so a password or key of the dump is in the output as it was.',
    whatToDo: 'Store the output like a secret, or remove keepSecrets from the configuration.',
  },
  'secrets/withheld': {
    severity: 'warning',
    title: 'A secret was left out of the output',
    problem:
      'A password or key of the dump was replaced by a placeholder, or by no password, so that it does not get into version control. The object does not work until the secret is set.',
    whatToDo:
      'Set it in each database after the baseline has run. To keep it in the output, set keepSecrets: true (--keep-secrets).',
  },
} as const satisfies Entries;
