/** A database as pg_dump tells it: its schema, and its rows. One run of pg_dump tells both. */
import { output } from '../command.js';
import type { Database } from '../database.js';
import { readPgDump } from '../pgDump.js';
import type { Schema } from '../schema.js';
import type { Server } from '../server.js';

export interface State {
  /** What `pg_dump -s` writes. */
  readonly dump: string;
  readonly schema: Schema;
  /** The rows of each table in one order, the values of sequences, and which materialized views are filled. */
  readonly rows: Schema;
}

const ENTRY = /^--\n-- (?=(?:Data for )?Name: |PostgreSQL database dump complete)/m;
const DATA = /^(?:Data for )?Name: .*; Type: (?:TABLE DATA|SEQUENCE SET|MATERIALIZED VIEW DATA);/;

export async function stateOf({ env }: Server, { name }: Database): Promise<State> {
  const text = await output('pg_dump', ['--column-inserts', '--no-tablespaces', '-d', name], { env });
  const [head = '', ...entries] = text
    .split(ENTRY)
    .map((entry, at) => (at === 0 ? entry : `--\n-- ${entry}`));
  const [data, schema] = [true, false].map((isData) =>
    [head, ...entries.filter((entry) => DATA.test(entry.slice('--\n-- '.length)) === isData)].join(''),
  );
  return {
    dump: schema!,
    schema: readPgDump(schema!),
    rows: inOneOrder(readPgDump(data!.replace(/^-- Data for (?=Name: )/gm, '-- '))),
  };
}

/** A table that was written anew has its rows in another order. */
const inOneOrder = (rows: Schema): Schema =>
  new Map([...rows].map(([key, text]) => [key, text.split('\n').toSorted().join('\n')]));

/** The schema where the order of columns does not count, nor that of GRANTs. */
export const unordered = (schema: Schema): Schema =>
  new Map(
    [...schema].map(([key, sql]) => [
      key,
      /^(?:CREATE TABLE|GRANT|REVOKE) /.test(sql)
        ? sql.replaceAll(/,$/gm, '').split('\n').toSorted().join('\n')
        : sql,
    ]),
  );
