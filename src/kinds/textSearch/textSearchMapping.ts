/**
 * ALTER TEXT SEARCH CONFIGURATION … ADD MAPPING …  →  … ALTER MAPPING …, which also creates a missing mapping
 * https://www.postgresql.org/docs/current/sql-altertsconfig.html
 */
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { keyword, tokens } from '../../source/tokens.js';
import { rowOf, when } from '../base/dropped.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

/** ADD MAPPING becomes ALTER MAPPING. */
function alterMapping(text: string): string {
  const all = tokens(text);
  const at = all.findIndex(
    (token, index) => keyword(text, token) === 'ADD' && keyword(text, all[index + 1]) === 'MAPPING',
  );
  return at === -1 ? text : `${text.slice(0, all[at]!.start)}ALTER${text.slice(all[at]!.end)}`;
}

export const textSearchMapping: Kind<'textSearchMapping', 'AlterTSConfigurationStmt'> = {
  name: 'textSearchMapping',
  label: 'mapping of',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['AlterTSConfigurationStmt'],
  read(statement) {
    const { cfgname, tokentype = [] } = statement.tree.node;
    const name = placedName(strings(cfgname), statement);
    return describe(this, statement, {
      name,
      section: 'Types',
      parent: key('textSearch', name),
      rank: 1,
      order: strings(tokentype).join(),
      suffix: ` for ${strings(tokentype).join(', ')}`,
      alsoNeeds: [{ keys: [key('textSearch', name)] }],
    });
  },
  guard: ({ sql }) => ({ sql: alterMapping(sql) }),
  drop({ statement, name }) {
    const types = strings(nodeOf(statement, 'AlterTSConfigurationStmt').tokentype).map(quoteIdentifier);
    return [
      when(
        rowOf('pg_ts_config', 'cfg', name),
        `ALTER TEXT SEARCH CONFIGURATION ${quoteName(name)} DROP MAPPING IF EXISTS FOR ${types.join(', ')}`,
      ),
    ];
  },
  alter: 'again',
};
