/**
 * For views that depend on each other, pg_dump before 10 writes one of them as a table and makes it a view by a rule:
 *
 *   CREATE TABLE v (id integer); … CREATE RULE "_RETURN" AS ON SELECT TO v DO INSTEAD SELECT …
 *     →  CREATE VIEW v AS SELECT NULL::integer AS id; … CREATE VIEW v AS SELECT …
 *
 * PostgreSQL 16 refuses to turn a table into a view, and on a second run it already is one. The result is what later
 * versions of pg_dump write. https://www.postgresql.org/docs/current/rules-views.html
 */
import { quoteIdentifier, relationName } from '../catalog/names.js';
import { key, placed } from '../catalog/object.js';
import type { Statement } from '../catalog/statement.js';
import { type ColumnDef, nodeOf, parseStatements } from '../grammar.js';
import { tableParts } from '../kinds/tables/tableParts.js';
import { keyword, tokens } from '../source/tokens.js';
import type { Parsed } from './parsed.js';
import { after, startSession } from './session.js';

/** PostgreSQL's name for a view's rule. */
const RULE = '_RETURN';

/** `CREATE VIEW v AS SELECT …` for the rule that makes v a view; undefined for any other statement. */
function viewOf({ text, tree }: Statement): string | undefined {
  if (tree?.type !== 'RuleStmt') return undefined;
  const { rulename, event, instead } = tree.node;
  if (rulename !== RULE || event !== 'CMD_SELECT' || instead !== true) return undefined;
  const all = tokens(text);
  const to = all.findIndex((token) => keyword(text, token) === 'TO');
  const action = all.findIndex((token) => keyword(text, token) === 'INSTEAD');
  const name = text.slice(all[to]!.end, all[action - 1]!.start).trim();
  return `CREATE VIEW ${name} AS\n ${text.slice(all[action]!.end).trim()}`;
}

/** A view's column has only a type and perhaps a collation; anything else needs a table. */
const isViewColumn = ({ constraints }: ColumnDef): boolean => constraints === undefined;

/** `CREATE VIEW v AS SELECT NULL::integer AS id` for the table that announces v. */
function dummyOf({ raw: { text }, tree }: Parsed): string | undefined {
  const { tableElts = [], inhRelations, partspec } = nodeOf({ tree }, 'CreateStmt');
  const { head, elements = [], tail } = tableParts(text);
  const columns = tableElts.flatMap((one) => ('ColumnDef' in one ? [one.ColumnDef] : []));
  if (inhRelations || partspec || tail !== '' || columns.length !== tableElts.length) return undefined;
  if (!columns.every(isViewColumn)) return undefined;
  const items = columns.map(({ colname = '' }, at) => {
    const [name] = tokens(elements[at]!, 1);
    return `    NULL::${elements[at]!.slice(name!.end).trim()} AS ${quoteIdentifier(colname)}`;
  });
  const all = tokens(head);
  const table = all.findIndex((token) => keyword(head, token) === 'TABLE');
  return `CREATE VIEW ${head.slice(all[table]!.end).trim()} AS\nSELECT\n${items.join(',\n')}`;
}

function reread(one: Parsed, text: string): Parsed | undefined {
  const [tree] = parseStatements([text]);
  return tree && 'type' in tree ? { raw: { ...one.raw, text }, tree } : undefined;
}

/** The statement's relation, in the schema from the search path. */
const relationOf = (statement: Statement): string =>
  key('relation', placed(relationName(nodeOf(statement, 'CreateStmt', 'RuleStmt').relation), statement));

/** The statements, with views in place of such tables and rules. */
export function withViews(all: readonly Parsed[]): Parsed[] {
  const out = [...all];
  const tables = new Map<string, number>();
  let session = startSession;
  for (const [at, one] of all.entries()) {
    const statement: Statement = { ...one, text: one.raw.text, session };
    session = after(session, statement);
    if (one.tree?.type === 'CreateStmt') tables.set(relationOf(statement), at);
    const view = viewOf(statement);
    const table = view === undefined ? undefined : tables.get(relationOf(statement));
    const dummy = table === undefined ? undefined : dummyOf(all[table]!);
    if (view === undefined || table === undefined || dummy === undefined) continue;
    const [announced, made] = [reread(all[table]!, dummy), reread(one, view)];
    if (!announced || !made) continue;
    out[table] = announced;
    out[at] = made;
  }
  return out;
}
