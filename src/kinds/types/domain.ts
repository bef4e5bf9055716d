/**
 * CREATE DOMAIN core.pin AS text …  →  DO … IF to_regtype('core.pin') IS NULL
 * https://www.postgresql.org/docs/current/sql-createdomain.html
 */
import { strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { constraintKey } from '../base/alterTable.js';
import { dropping } from '../base/dropped.js';
import { noType } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { alterDomain, hasBaseType } from './domainParts.js';

export const domain: Kind<'domain', 'CreateDomainStmt'> = {
  name: 'domain',
  label: 'domain',
  family: 'type',
  headings: ['DOMAIN'],
  unique: true,
  noun: 'DOMAIN',
  runs: true,
  nodes: ['CreateDomainStmt'],
  read(statement) {
    const { domainname, constraints = [] } = statement.tree.node;
    const name = placedName(strings(domainname), statement);
    const named = constraints.flatMap((c) =>
      'Constraint' in c && c.Constraint.conname ? [constraintKey(name, c.Constraint.conname)] : [],
    );
    return describe(this, statement, { name, section: 'Types', provides: [key('type', name), ...named] });
  },
  guard: ({ sql, name }) => ({ sql, when: noType(name) }),
  drop: dropping('DOMAIN'),
  alter: alterDomain,
  isDefined: hasBaseType,
};
