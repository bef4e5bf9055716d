/**
 * ALTER DOMAIN core.pin ADD CONSTRAINT … NOT VALID  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * https://www.postgresql.org/docs/current/sql-alterdomain.html
 */
import { nodeOf } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { constraintKey, onTable, ranks } from '../base/alterTable.js';
import { isWritten } from '../base/compared.js';
import { when } from '../base/dropped.js';
import { describe, type Kind, unless } from '../base/kind.js';
import type { Statement } from '../../catalog/statement.js';
import { constraintOf } from './domainParts.js';

const hostOf = (statement: Statement): Name =>
  placedName(strings(nodeOf(statement, 'AlterDomainStmt').typeName), statement);

/** False with NOT VALID. */
function isValid(statement: Statement): boolean {
  const { def } = nodeOf(statement, 'AlterDomainStmt');
  return !(def && 'Constraint' in def && def.Constraint.skip_validation);
}

export const domainConstraint: Kind<'domainConstraint', 'AlterDomainStmt'> = {
  name: 'domainConstraint',
  label: 'domain constraint',
  family: 'none',
  headings: ['CHECK CONSTRAINT'],
  unique: false,
  runs: true,
  nodes: ['AlterDomainStmt'],
  read(statement) {
    const { subtype, typeName, def } = statement.tree.node;
    if (subtype !== 'C' && subtype !== 'AD_AddConstraint') return undefined;
    if (!def || !('Constraint' in def) || def.Constraint.conname === undefined) return undefined;
    const host = placedName(strings(typeName), statement);
    return describe(this, statement, {
      name: { schema: host.schema, name: def.Constraint.conname },
      suffix: onTable(host),
      section: 'Types',
      parent: key('type', host),
      rank: ranks.constraint,
      provides: [constraintKey(host, def.Constraint.conname)],
      alsoNeeds: [{ keys: [key('type', host)] }],
    });
  },
  guard({ sql, statement, name }) {
    const host = hostOf(statement);
    return {
      sql,
      when: unless(
        'pg_constraint',
        `contypid = ${quoteLiteral(quoteName(host))}::regtype`,
        `conname = ${quoteLiteral(name.name)}`,
      ),
    };
  },
  // CREATE DOMAIN may have replaced it with a valid one of the same name.
  drop({ statement, name }) {
    const host = hostOf(statement);
    const state = isValid(statement) ? 'convalidated' : 'NOT convalidated';
    return [
      when(
        constraintOf(host, name.name, state),
        `ALTER DOMAIN ${quoteName(host)} DROP CONSTRAINT ${quoteIdentifier(name.name)}`,
      ),
    ];
  },
  isDefined({ statement, name }) {
    const check = statement.text.replace(/^[^]*?(?=CHECK \()/i, '');
    return constraintOf(hostOf(statement), name.name, isWritten('pg_get_constraintdef(oid)', check));
  },
};
