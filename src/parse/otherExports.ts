/**
 * Recognizes exports that are no PostgreSQL dump by their text; the error names the kind and what to provide instead.
 */
import { InputError } from '../diagnostics/diagnostics.js';
import { type ScannedDump, spotAt } from '../source/dump.js';

interface Export {
  /** Completes "This is …". */
  readonly what: string;
  readonly pattern: RegExp;
  readonly help: string;
}

const PG_DUMP = 'pg_dump --schema-only --file=schema.sql DATABASE';
const OF_POSTGRES = `pg-baseline converts dumps of PostgreSQL: ${PG_DUMP}`;
const MOVE = `Load it into PostgreSQL first (with pgloader, for example), and dump that database: ${PG_DUMP}`;

/** Refused even where the grammar accepts it: it lacks column types, order and half of the objects. */
const PICTURE: Export = {
  what: "a picture of a schema (Supabase's Schema Visualizer, Copy as SQL), not a dump: its own header warns that it is not meant to be run",
  pattern: /^-- WARNING: This schema is for context only and is not meant to be run\./m,
  help: `Export the schema itself: supabase db dump --file schema.sql, or ${PG_DUMP}`,
};

const EXPORTS: readonly Export[] = [
  { ...PICTURE, pattern: /^\s*"?\w+"? (?:USER-DEFINED|ARRAY)\b/m },
  {
    what: 'JSON',
    pattern: /^\s*[[{]\s*(?:["{[\]}]|-?\d)/,
    help: `Use the plain SQL that pg_dump writes: ${PG_DUMP}`,
  },
  {
    what: 'an HTML or XML page',
    pattern: /^\s*<(?:!doctype|html|\?xml|!--|head|body|div|pre|databaseChangeLog)\b/i,
    help: `Save the SQL itself, not the page that shows it: ${PG_DUMP}`,
  },
  {
    what: 'a MySQL or MariaDB dump',
    pattern:
      /^-- (?:MySQL|MariaDB) dump |^-- phpMyAdmin SQL Dump|^\/\*!\d{5} |^\/\*M!\d+|^CREATE TABLE (?:IF NOT EXISTS )?`|\bENGINE\s*=\s*(?:InnoDB|MyISAM|Aria)\b|\bAUTO_INCREMENT\b/im,
    help: MOVE,
  },
  {
    what: 'an SQLite dump',
    pattern: /^PRAGMA \w+|\bAUTOINCREMENT\b|\bsqlite_(?:sequence|master|stat1)\b|\bWITHOUT ROWID\b/im,
    help: MOVE,
  },
  {
    what: 'an SQL Server script',
    pattern:
      /^GO\s*$|\/\*{6} Object: |^USE \[|\[dbo\]\.|^SET ANSI_NULLS (?:ON|OFF)|\bIDENTITY\s*\(\s*\d+\s*,\s*\d+\s*\)/im,
    help: OF_POSTGRES,
  },
  {
    what: 'an Oracle script',
    pattern: /\b(?:VARCHAR2|NUMBER)\s*\(\s*\d+|\bPCTFREE \d+|\bDBMS_METADATA\b|^REM\s/im,
    help: OF_POSTGRES,
  },
  {
    what: 'a CockroachDB dump',
    pattern: /\bunique_rowid\(\)|\bFAMILY "primary" \(/,
    help: OF_POSTGRES,
  },
  {
    what: 'a dbdiagram.io model (DBML)',
    pattern: /^\s*(?:Table|TableGroup|Project|Ref|Enum)\b[^\n;(]*\{\s*$/m,
    help: `Create a database from it, and dump that database: ${PG_DUMP}`,
  },
  {
    what: 'a Prisma schema',
    pattern: /^(?:model|datasource|generator) \w+ \{\s*$/m,
    help: `Create a database from it (prisma migrate), and dump that database: ${PG_DUMP}`,
  },
  {
    what: "output of psql's \\d",
    pattern:
      /^\s+(?:Partitioned table|Table|View|List of \w+)(?: "[^"\n]+")?\s*\n(?:\s+Column\s+\||[^\n]*\|)/m,
    help: `Use the plain SQL that pg_dump writes: ${PG_DUMP}`,
  },
  {
    what: 'Markdown',
    pattern: /^```(?:sql|pgsql|postgresql)?\s*$/im,
    help: 'Remove the Markdown fences around the SQL.',
  },
];

function refuse({ what, help }: Export, offset: number, dump: ScannedDump): never {
  throw new InputError('input/other-export', `This is ${what}.`, {
    help,
    ...spotAt(dump, offset),
  });
}

/** Characters searched at the top. */
const HEAD = 1 << 12;

/** @throws InputError for what looks like SQL of PostgreSQL and is none */
export function refusePicture(dump: ScannedDump): void {
  const found = PICTURE.pattern.exec(dump.head.text.slice(0, HEAD));
  if (found) refuse(PICTURE, found.index, dump);
}

/**
 * Names the kind of an export that PostgreSQL's grammar or the scanner rejected.
 * @param near offset of the rejected statement; the file's top or this statement identifies the export
 * @throws InputError for a known kind
 */
export function refuseOther(dump: ScannedDump, near: number, stumbled: string): void {
  const top = dump.head.text.slice(0, HEAD);
  // What comes from pg_dump is a dump, whatever its statements say.
  const isDump = /^-- (?:PostgreSQL database|Dumped (?:from|by))/m.test(top);
  for (const one of EXPORTS) {
    const above = isDump ? null : one.pattern.exec(top);
    if (above) refuse(one, above.index, dump);
    const there = one.pattern.exec(stumbled);
    if (there && one.what !== 'JSON') refuse(one, near + there.index, dump);
  }
}
