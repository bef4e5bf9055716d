/** A key of the dump with the tenant column in front, under another name; all else of its text stays the slice it was. */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';

const find = (text: string, all: readonly Token[], word: string): number =>
  all.findIndex((token) => keyword(text, token) === word);

/** What stands behind the parenthesis that opens the list of columns, with the column in front. */
function prefixed(text: string, all: readonly Token[], column: string): string {
  const open = all[find(text, all, '(')]!;
  return `${quoteIdentifier(column)}, ${text.slice(open.end).trimStart()}`;
}

/** `CONSTRAINT patients_mrn_key UNIQUE (mrn)`, alone or behind ALTER TABLE … ADD. */
export function constraintText(text: string, name: string, column: string): string {
  const all = tokens(text);
  const constraint = find(text, all, 'CONSTRAINT');
  // Without a name, UNIQUE is the first word of the element.
  const from = constraint === -1 ? all[0]! : all[constraint + 2]!;
  const open = all[find(text, all, '(')]!;
  const clause = text.slice(from.start, open.end);
  return `CONSTRAINT ${quoteIdentifier(name)} ${clause}${prefixed(text, all, column)}`;
}

/** `ALTER TABLE ONLY clinical.patients ADD CONSTRAINT …`; a partitioned table takes its partitions along. */
export const addConstraint = (table: Name, partitioned: boolean, constraint: string): string =>
  `ALTER TABLE ${partitioned ? '' : 'ONLY '}${quoteName(table)} ADD ${constraint}`;

/** `CREATE UNIQUE INDEX users_hpr_idx ON core.users USING btree (hpr_id) WHERE …`. */
export function indexText(text: string, table: Name, name: string, column: string): string {
  const all = tokens(text);
  const only = keyword(text, all[find(text, all, 'ON') + 1]) === 'ONLY' ? 'ONLY ' : '';
  return `CREATE UNIQUE INDEX ${quoteIdentifier(name)} ON ${only}${quoteName(table)} USING btree (${prefixed(text, all, column)}`;
}

/** `COMMENT ON CONSTRAINT patients_mrn_key ON clinical.patients IS '…'`, of the key under its other name. */
export function commentText(text: string, table: Name, kind: 'constraint' | 'index', name: string): string {
  const all = tokens(text);
  const about =
    kind === 'constraint'
      ? `CONSTRAINT ${quoteIdentifier(name)} ON ${quoteName(table)}`
      : `INDEX ${quoteName({ schema: table.schema, name })}`;
  return `COMMENT ON ${about} ${text.slice(all[find(text, all, 'IS')]!.start)}`;
}
