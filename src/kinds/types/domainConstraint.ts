/**
 * ALTER DOMAIN core.pin ADD CONSTRAINT … NOT VALID  →  DO … IF NOT EXISTS (its row of pg_constraint)
 * https://www.postgresql.org/docs/current/sql-alterdomain.html
 */
import { nodeOf } from '../../grammar.js';
import { quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { constraintKey, onTable, ranks } from '../base/alterTable.js';
import { describe, type Kind, unless } from '../base/kind.js';

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
    const host = placedName(strings(nodeOf(statement, 'AlterDomainStmt').typeName), statement);
    return {
      sql,
      when: unless(
        'pg_constraint',
        `contypid = ${quoteLiteral(quoteName(host))}::regtype`,
        `conname = ${quoteLiteral(name.name)}`,
      ),
    };
  },
};
