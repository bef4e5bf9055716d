/**
 * Preconditions of the file: one transaction, no later migration, no tables of an earlier design. If one fails, the
 * file stops; and if a client continues after the error, its session is read-only.
 */
import type { Catalog } from '../catalog/catalog.js';
import { quoteLiteral, quoteName } from '../catalog/names.js';
import { MARK, noMark } from '../kinds/data/mark.js';
import { isTable } from '../kinds/tables/table.js';
import { baselineRunner } from '../runners/registry.js';
import { block, declaringBlock } from './header.js';

/** What is known of how the file will run. */
export interface RunOptions {
  /** The version in the name of the file, `001` or `1.2`; undefined: nobody knows, so later versions cannot be told. */
  readonly version: string | undefined;
  /** Options of the command line; '' if none was given. */
  readonly commandLine: string;
  /** Flyway's history, as `flyway.table` names it: a table, or schema.table. */
  readonly historyTable: string;
}

const READ_ONLY = 'this session is now read-only; close it, or run RESET default_transaction_read_only';

/**
 * The first three statements. SET LOCAL has no effect outside a transaction; inside one, its value is visible.
 * https://www.postgresql.org/docs/current/sql-set.html
 */
export function oneTransaction(tab: string): string {
  const when = (statement: string): string =>
    block(`${tab}IF ${noMark} THEN`, `${tab}${tab}${statement}`, `${tab}END IF;`);
  return [
    `SET LOCAL ${MARK} = 'one transaction';`,
    when(`PERFORM pg_catalog.set_config('default_transaction_read_only', 'on', false);`),
    when(`RAISE EXCEPTION 'This file must run in one transaction; nothing was changed, and ${READ_ONLY}';`),
  ].join('\n');
}

/**
 * Only a table of a trusted owner: what another role's view or policy calls would run with the rights of the role
 * that runs this file.
 */
const TRUSTED = [
  `AND relkind = 'r' AND (pg_has_role(relowner, 'USAGE')`,
  '  OR relowner IN (SELECT oid FROM pg_catalog.pg_roles WHERE rolsuper)',
  '  OR relowner = (SELECT datdba FROM pg_catalog.pg_database WHERE datname = current_database()))',
];

/** Each table with its columns, except partitions, whose columns are their parent's. */
function designOf({ objects }: Pick<Catalog, 'objects'>): string[] {
  return objects
    .filter(isTable)
    .filter(({ partitionOf }) => !partitionOf)
    .flatMap(({ name, elements = [] }) => {
      const columns = elements.flatMap(({ column }) =>
        column?.colname === undefined ? [] : [column.colname],
      );
      if (columns.length === 0) return [];
      return [`(${quoteLiteral(quoteName(name))}, ${quoteLiteral(arrayText(columns))})`];
    })
    .toSorted();
}

/** `{id,"Ward No"}`: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
const arrayText = (names: readonly string[]): string =>
  `{${names
    .map((name) =>
      /^[a-z_][a-z0-9_]*$/.test(name) && name !== 'null' ? name : `"${name.replace(/["\\]/g, '\\$&')}"`,
    )
    .join(',')}}`;

/**
 * Stops if a later migration has run, or an existing table lacks a column of this design.
 * @param searchPath the one that the file sets; undefined: the session's own applies
 */
export function knownDatabase(
  catalog: Pick<Catalog, 'objects'>,
  { version, historyTable }: RunOptions,
  searchPath: string | undefined,
  tab: string,
): string[] {
  const { history } = baselineRunner;
  const design = designOf(catalog);
  if (design.length === 0) return [];
  const indented = (depth: number, ...lines: readonly string[]): string[] =>
    lines.map((line) => `${tab.repeat(depth)}${line}`);
  const later =
    version === undefined
      ? []
      : [
          ...indented(
            1,
            `IF current_setting('baseline.rerun', true) IS DISTINCT FROM 'force' AND EXISTS (`,
            `${tab}SELECT FROM pg_catalog.pg_class WHERE oid = history AND has_table_privilege(oid, 'SELECT')`,
            ...TRUSTED.map((line) => `${tab}${tab}${line}`),
            ') THEN',
          ),
          ...indented(2, `EXECUTE format($later$${history.later}$later$, history)`),
          ...indented(3, `INTO later USING '{${history.parts(version).join(',')}}'::numeric[], found;`),
          ...indented(2, 'IF later IS NOT NULL THEN'),
          ...indented(
            3,
            `RAISE EXCEPTION 'Migration % has run after this one (${version}), which would undo its changes', later`,
            `${tab}USING HINT = 'Write a new migration. To run this one anyway, set PGOPTIONS=''-c baseline.rerun=force''.';`,
          ),
          ...indented(2, 'END IF;'),
          ...indented(1, 'END IF;'),
        ];
  const body = [
    ...indented(
      1,
      'SELECT coalesce(bool_or(relation IS NOT NULL), false),',
      `${tab}string_agg(format('%s has no column %I', name, wanted), ', ' ORDER BY name, wanted)\n${tab}${tab}${tab}FILTER (WHERE relation IS NOT NULL AND attname IS NULL)`,
      'INTO found, missing',
      'FROM (',
      `${tab}SELECT name, to_regclass(name) AS relation, unnest(columns::name[]) AS wanted FROM (VALUES`,
      design.map((one) => `${tab.repeat(2)}${one}`).join(`,\n${tab}`),
      `${tab}) design (name, columns)`,
      ') expected',
      'LEFT JOIN pg_catalog.pg_attribute ON attrelid = relation AND attname = wanted AND NOT attisdropped;',
    ),
    ...later,
    ...indented(
      1,
      'IF missing IS NOT NULL THEN',
      `${tab}RAISE EXCEPTION 'This database was made from an earlier design: %', missing`,
      `${tab}${tab}USING HINT = 'Bring it up to date with incremental migrations; this file is for new databases. Nothing was changed.';`,
      'END IF;',
    ),
  ];
  // Along the search_path of the session, where Flyway puts its schema first; everything else along the file's.
  const ofHistory = [
    `history regclass := pg_catalog.to_regclass(${quoteLiteral(historyTable)});`,
    'later text;',
  ];
  const variables = [...(version === undefined ? [] : ofHistory), 'found boolean;', 'missing text;'];
  const path = searchPath === undefined ? [] : indented(1, `SET LOCAL search_path = ${searchPath};`);
  return [
    [
      `-- Stops if ${version === undefined ? '' : 'a later migration has run, or '}an existing table lacks a column of this design.`,
      declaringBlock(indented(1, ...variables), ...path, ...body),
    ].join('\n'),
  ];
}
