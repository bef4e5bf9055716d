/** A key of the dump with the tenant column first and a new name; the rest of its text stays unchanged. */
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';

const find = (text: string, all: readonly Token[], word: string): number =>
  all.findIndex((token) => keyword(text, token) === word);

/** The text after the list's opening parenthesis, with the column first. */
function prefixed(text: string, all: readonly Token[], column: string): string {
  const open = all[find(text, all, '(')]!;
  return `${quoteIdentifier(column)}, ${text.slice(open.end).trimStart()}`;
}

/** `CONSTRAINT patients_mrn_key UNIQUE (mrn)`, alone or after ALTER TABLE … ADD. */
export function constraintText(text: string, name: string, column: string): string {
  const clause = clauseOf(text);
  const all = tokens(clause);
  const open = all[find(clause, all, '(')]!;
  return `CONSTRAINT ${quoteIdentifier(name)} ${clause.slice(0, open.end)}${prefixed(clause, all, column)}`;
}

/** `CONSTRAINT … EXCLUDE USING gist (tenant_id WITH =, bed_id WITH =, …)`, from a clause or ALTER TABLE. */
export function exclusionText(text: string, name: string, column: string): string {
  const clause = clauseOf(text);
  const open = tokens(clause).find((token) => keyword(clause, token) === '(')!;
  return `CONSTRAINT ${quoteIdentifier(name)} ${clause.slice(0, open.end)}${quoteIdentifier(column)} WITH =, ${clause.slice(open.end).trimStart()}`;
}

/** The author's constraint under its name, with `WHERE (tenant_id IS NULL)` added to its condition. */
export function withoutTenantText(text: string, name: string, column: string): string {
  const clause = clauseOf(text);
  const isNull = `${quoteIdentifier(column)} IS NULL`;
  const outer = outermost(clause);
  const at = outer.findIndex((token) => keyword(clause, token) === 'WHERE');
  const head = `CONSTRAINT ${quoteIdentifier(name)} `;
  if (at === -1) {
    const end = outer.find((token) => ATTRIBUTES.has(keyword(clause, token)))?.start ?? clause.length;
    const [before, after] = [clause.slice(0, end).trimEnd(), clause.slice(end)];
    return `${head}${before} WHERE (${isNull})${after === '' ? '' : ` ${after}`}`;
  }
  const [open, close] = [outer[at + 1]!, outer[at + 2]!];
  return `${head}${clause.slice(0, open.end)}${isNull} AND (${clause.slice(open.end, close.start)})${clause.slice(close.start)}`;
}

/** Keywords that may follow the condition. */
const ATTRIBUTES = new Set(['DEFERRABLE', 'NOT', 'INITIALLY']);

/** The text after `CONSTRAINT x`; without a name, the whole element. */
function clauseOf(text: string): string {
  const all = tokens(text);
  const constraint = find(text, all, 'CONSTRAINT');
  return text.slice((constraint === -1 ? all[0]! : all[constraint + 2]!).start);
}

/** The tokens outside of parentheses, and the outermost ones. */
function outermost(text: string): Token[] {
  let depth = 0;
  return tokens(text).filter((token) => {
    const symbol = token.kind === 'symbol' ? text[token.start] : '';
    if (symbol === ')') depth--;
    const isOuter = depth === 0;
    if (symbol === '(') depth++;
    return isOuter;
  });
}

/** `ALTER TABLE ONLY clinical.patients ADD CONSTRAINT …`; a partitioned table includes its partitions. */
export const addConstraint = (table: Name, partitioned: boolean, constraint: string): string =>
  `ALTER TABLE ${partitioned ? '' : 'ONLY '}${quoteName(table)} ADD ${constraint}`;

/** `CREATE UNIQUE INDEX users_hpr_idx ON core.users USING btree (hpr_id) WHERE …`. */
export function indexText(text: string, table: Name, name: string, column: string): string {
  const all = tokens(text);
  const only = keyword(text, all[find(text, all, 'ON') + 1]) === 'ONLY' ? 'ONLY ' : '';
  return `CREATE UNIQUE INDEX ${quoteIdentifier(name)} ON ${only}${quoteName(table)} USING btree (${prefixed(text, all, column)}`;
}

/** `COMMENT ON CONSTRAINT patients_mrn_key ON clinical.patients IS '…'`, with the key's new name. */
export function commentText(text: string, table: Name, kind: 'constraint' | 'index', name: string): string {
  const all = tokens(text);
  const about =
    kind === 'constraint'
      ? `CONSTRAINT ${quoteIdentifier(name)} ON ${quoteName(table)}`
      : `INDEX ${quoteName({ schema: table.schema, name })}`;
  return `COMMENT ON ${about} ${text.slice(all[find(text, all, 'IS')]!.start)}`;
}
