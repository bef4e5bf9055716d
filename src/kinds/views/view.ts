/**
 * CREATE VIEW core.open_visits AS …  →  DO … IF no view has this definition: CREATE OR REPLACE VIEW …
 * Replacing a view blocks its readers, so the existing definition is compared first.
 * https://www.postgresql.org/docs/current/sql-createview.html
 */
import { type Name, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { keyword, type Token, tokens } from '../../source/tokens.js';
import { relationKey } from '../base/alterTable.js';
import { step } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { isDummy } from './dummyView.js';
import { orReplace } from '../base/edit.js';
import { describe, type Kind, unless, where } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';
import { keepsColumns } from './viewColumns.js';

const CHECK_OPTION = /\s+WITH\s+(?:(LOCAL|CASCADED)\s+)?CHECK\s+OPTION$/i;

/** `security_invoker='true'` as in pg_class: `security_invoker=true`, also without a value. */
function kept(sql: string, option: readonly Token[]): string {
  const [name, , value] = option.map(({ kind, start, end }) => {
    const text = sql.slice(start, end);
    return kind === 'string' ? text.slice(1, -1).replaceAll("''", "'") : text.toLowerCase();
  });
  return `${name}=${value ?? 'true'}`;
}

/** The view's options in the order of pg_class, and its query as pg_get_viewdef() returns it. */
function parts(sql: string): { options: readonly string[]; query: string } {
  const all = tokens(sql);
  const options: Token[][] = [];
  let depth = 0;
  let list = false;
  let at = 0;
  for (; at < all.length; at++) {
    const word = keyword(sql, all[at]);
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (word === 'WITH') list = true;
    else if (word === 'AS' && depth === 0) break;
    else if (depth === 1 && list && word !== ',') {
      if (['(', ','].includes(keyword(sql, all[at - 1]))) options.push([]);
      options.at(-1)!.push(all[at]!);
    }
  }
  // pg_dump adds a line break after AS.
  const text = sql.slice(all[at]!.end).replace(/^\r?\n/, '');
  const [, level = 'cascaded'] = CHECK_OPTION.exec(text) ?? [];
  return {
    options: [
      ...options.map((option) => kept(sql, option)),
      ...(CHECK_OPTION.test(text) ? [`check_option=${level.toLowerCase()}`] : []),
    ],
    query: `${text.replace(CHECK_OPTION, '')};`,
  };
}

export const view: Kind<'view', 'ViewStmt'> = {
  name: 'view',
  label: 'view',
  plural: 'views',
  family: 'view',
  headings: ['RULE', 'VIEW'],
  unique: true,
  noun: 'VIEW',
  spellsRows: true,
  queries: 'read',
  nodes: ['ViewStmt'],
  read(statement) {
    const stmt = statement.tree.node;
    if (isDummy(stmt)) return undefined;
    const name = placed(relationName(stmt.view), statement);
    return describe(this, statement, {
      name,
      section: 'Views',
      provides: [relationKey(name), key('type', name)],
      alsoNeeds: [{ keys: [key('dummy', name)] }],
    });
  },
  guard: ({ sql, name }) => ({ sql: orReplace(sql), when: unless('pg_class', ...rowOf(sql, name)) }),
  drop: ({ name }) => step(`DROP VIEW IF EXISTS ${quoteName(name)}`),
  // OR REPLACE also removes options that the new definition doesn't have.
  alter: ({ statement }, { sql, statement: wanted, name }) =>
    keepsColumns(nodeOf(statement, 'ViewStmt'), nodeOf(wanted, 'ViewStmt'))
      ? { steps: step(orReplace(sql), unless('pg_class', ...rowOf(sql, name))) }
      : undefined,
  isDefined: ({ sql, name }) => where('pg_class', ...rowOf(sql, name)),
};

/** The view as it is defined here, in pg_class. */
function rowOf(sql: string, name: Name): string[] {
  const { options, query } = parts(sql);
  const list = options.map(quoteLiteral).join(', ');
  return [
    `oid = to_regclass(${quoteLiteral(quoteName(name))})`,
    `relkind = 'v'`,
    list === '' ? 'reloptions IS NULL' : `reloptions = ARRAY[${list}]`,
    isWritten('pg_get_viewdef(oid)', query),
  ];
}
