/**
 * SECURITY LABEL FOR provider ON TABLE core.visits IS '…': repeatable unchanged, if the provider is loaded.
 * https://www.postgresql.org/docs/current/sql-security-label.html
 */
import { ranks } from '../base/alterTable.js';
import { describe, type Kind } from '../base/kind.js';
import { targetOf } from '../base/target.js';
import { nodeOf } from '../../grammar.js';
import { quoteLiteral } from '../../catalog/names.js';
import { describedRow, saysNothing } from './described.js';

export const securityLabel: Kind<'securityLabel', 'SecLabelStmt'> = {
  name: 'securityLabel',
  label: 'security label on',
  family: 'none',
  headings: ['SECURITY LABEL'],
  unique: false,
  about: true,
  prose: true,
  nodes: ['SecLabelStmt'],
  read(statement) {
    const { objtype, object, provider = '' } = statement.tree.node;
    const target = targetOf(objtype, object, statement);
    if (!target) return undefined;
    const described = describe(this, statement, {
      name: target.name,
      section: 'Others',
      parent: target.key,
      rank: ranks.comment,
      order: `${target.column ?? ''}\0${provider}`,
      needs: [{ keys: [target.key] }],
    });
    return { ...described, id: `security label on ${target.label} for ${provider}` };
  },
  guard: ({ sql }) => ({ sql }),
  drop({ statement }) {
    const { objtype, object, provider } = nodeOf(statement, 'SecLabelStmt');
    const row = describedRow(objtype, object, statement);
    if (!row) return [];
    const [id, part] = objtype === 'OBJECT_COLUMN' ? ['attrelid', 'attnum'] : ['oid', '0'];
    const catalog = objtype === 'OBJECT_COLUMN' ? 'pg_catalog.pg_class' : row.from;
    const by = provider === undefined ? '' : ` AND provider = ${quoteLiteral(provider)}`;
    const label = `EXISTS (SELECT FROM pg_catalog.pg_seclabel WHERE objoid = ${row.from}.${id} AND classoid = '${catalog}'::regclass AND objsubid = ${part}${by})`;
    return [{ sql: saysNothing(statement.text), when: { ...row, where: [...row.where, label] } }];
  },
  alter: 'again',
};
