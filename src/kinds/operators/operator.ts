/**
 * CREATE OPERATOR core.=== (…)  →  DO … IF NOT EXISTS (its complete row of pg_operator)
 * A commutator named before it exists leaves a shell with oprcode = 0, which must still be created.
 * https://www.postgresql.org/docs/current/sql-createoperator.html
 */
import { type DefineStmt, nodeOf } from '../../grammar.js';
import { quoteLiteral, strings, typeText } from '../../catalog/names.js';
import { key, type Need, placedName } from '../../catalog/object.js';
import { references } from '../../catalog/references.js';
import { inSchema, regtype } from '../base/edit.js';
import { dropping } from '../base/dropped.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { alterOperator, argument, isOperator } from './links.js';
import { operatorName } from '../base/target.js';

/** Functions and types. PostgreSQL links a commutator or negator that is created later. */
function needs(stmt: DefineStmt, statement: Parameters<typeof references>[0]): Need[] {
  const linked = new Set(['commutator', 'negator']);
  return references(
    statement,
    (stmt.definition ?? []).filter((node) => 'DefElem' in node && !linked.has(node.DefElem.defname ?? '')),
  );
}

export const operator: Kind<'operator', 'DefineStmt'> = {
  name: 'operator',
  label: 'operator',
  family: 'none',
  headings: ['OPERATOR'],
  unique: true,
  noun: 'OPERATOR',
  runs: true,
  nodes: ['DefineStmt'],
  read(statement) {
    const stmt = statement.tree.node;
    if (stmt.kind !== 'OBJECT_OPERATOR') return undefined;
    const name = placedName(strings(stmt.defnames), statement);
    const suffix = `(${typeText(argument(stmt, 'leftarg')) || 'NONE'}, ${typeText(argument(stmt, 'rightarg')) || 'NONE'})`;
    const object = describe(this, statement, {
      name,
      suffix,
      section: 'Routines that tables need',
      provides: [
        key('operator', name),
        key('signature', { schema: name.schema, name: `${name.name}${suffix}` }),
      ],
      needs: needs(stmt, statement),
    });
    const identity = `${operatorName(name)}${suffix.replaceAll('pg_catalog.', '')}`;
    return { ...object, identity, id: `operator ${identity}` };
  },
  guard({ sql, statement, name }) {
    const stmt = nodeOf(statement, 'DefineStmt');
    const [left, right] = [argument(stmt, 'leftarg'), argument(stmt, 'rightarg')];
    return {
      sql,
      when: unless(
        'pg_operator',
        inSchema('oprnamespace', name),
        `oprname = ${quoteLiteral(name.name)}`,
        `oprleft = ${left ? regtype(left) : 0}`,
        `oprright = ${right ? regtype(right) : 0}`,
        'oprcode <> 0',
      ),
    };
  },
  drop: dropping('OPERATOR'),
  alter: alterOperator,
  isDefined: isOperator,
};
