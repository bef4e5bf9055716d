/**
 * CREATE FOREIGN DATA WRAPPER x …  →  DO … IF NOT EXISTS (its row of pg_foreign_data_wrapper)
 * https://www.postgresql.org/docs/current/sql-createforeigndatawrapper.html
 */
import { type CreateFdwStmt, type Node, nodeOf } from '../../grammar.js';
import { nameOf, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { key, type Need, type SchemaObject } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { dropping } from '../base/dropped.js';
import { type Condition, describe, type Kind, unless, where } from '../base/kind.js';
import { sameNodes } from '../base/lists.js';
import { optionsIn, optionSteps } from './options.js';

/** `HANDLER core.h`, `NO VALIDATOR` */
function functionClause({ func_options = [] }: CreateFdwStmt, which: 'handler' | 'validator'): string {
  const word = which.toUpperCase();
  const [found] = func_options.flatMap((node) =>
    'DefElem' in node && node.DefElem.defname === which && node.DefElem.arg ? [node.DefElem.arg] : [],
  );
  return found ? `${word} ${quoteName(nameOf(strings([found])))}` : `NO ${word}`;
}

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_foreign_data_wrapper', `fdwname = ${quoteLiteral(name.name)}`);

export const foreignDataWrapper: Kind<'foreignDataWrapper', 'CreateFdwStmt'> = {
  name: 'foreignDataWrapper',
  label: 'foreign data wrapper',
  family: 'none',
  headings: ['FOREIGN DATA WRAPPER'],
  unique: false,
  noun: 'FOREIGN DATA WRAPPER',
  usage: 'FOREIGN DATA WRAPPER',
  credentials: true,
  nodes: ['CreateFdwStmt'],
  read(statement) {
    const { fdwname = '', func_options = [] } = statement.tree.node;
    const name = { schema: undefined, name: fdwname };
    const handlers: Need[] = func_options.flatMap((o: Node) =>
      'DefElem' in o && o.DefElem.arg ? [needOf('routine', strings([o.DefElem.arg]), statement)] : [],
    );
    return describe(this, statement, {
      name,
      section: 'Types',
      provides: [key('wrapper', name)],
      needs: handlers,
    });
  },
  missing,
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  drop: dropping('FOREIGN DATA WRAPPER'),
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateFdwStmt'));
    const alter = `ALTER FOREIGN DATA WRAPPER ${after.identity}`;
    const functions = (['handler', 'validator'] as const).map((which) => functionClause(now!, which));
    const row = where('pg_foreign_data_wrapper', `fdwname = ${quoteLiteral(after.name.name)}`);
    const options = { before: optionsIn(old!.options), after: optionsIn(now!.options) };
    return {
      steps: [
        ...(sameNodes(old!.func_options, now!.func_options)
          ? []
          : [{ sql: `${alter} ${functions.join(' ')}` }]),
        ...optionSteps(alter, row, 'fdwoptions', options),
      ],
    };
  },
  superuser: () => true,
};
