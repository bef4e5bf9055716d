/**
 * CREATE OPERATOR CLASS core.my_ops …  →  DO … IF NOT EXISTS (its row of pg_opclass)
 * https://www.postgresql.org/docs/current/sql-createopclass.html
 */
import { nameOf, quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { needKey, needOf } from '../../catalog/references.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';
import { dropMember, droppingOf, memberOf } from './members.js';
import { method } from './method.js';

export const operatorClass: Kind<'operatorClass', 'CreateOpClassStmt'> = {
  name: 'operatorClass',
  label: 'operator class',
  family: 'none',
  headings: ['OPERATOR CLASS'],
  unique: true,
  noun: 'OPERATOR CLASS',
  runs: true,
  nodes: ['CreateOpClassStmt'],
  read(statement) {
    const { opclassname, opfamilyname, amname = '' } = statement.tree.node;
    const name = placedName(strings(opclassname), statement);
    return describe(this, statement, {
      name,
      suffix: ` using ${amname}`,
      section: 'Routines that tables need',
      provides: [
        key('operatorClass', name),
        key('any', { schema: name.schema, name: `${name.name} using ${amname}` }),
      ],
      alsoNeeds: [
        // A class needs the loose members of its family: a hash class without its second function is incomplete.
        needOf('familyMember', strings(opfamilyname ?? opclassname), statement),

        needKey('accessMethod', amname),
        { keys: [key('dummy', { schema: name.schema, name: `${name.name} using ${amname}` })] },
      ],
    });
  },
  guard({ sql, statement, name }) {
    const { amname } = nodeOf(statement, 'CreateOpClassStmt');
    return {
      sql,
      when: unless(
        'pg_opclass',
        inSchema('opcnamespace', name),
        `opcname = ${quoteLiteral(name.name)}`,
        method('opcmethod', amname),
      ),
    };
  },
  drop({ statement, name }) {
    const stmt = nodeOf(statement, 'CreateOpClassStmt');
    const { opfamilyname, datatype, amname = '', items = [] } = stmt;
    const family = { name: opfamilyname ? nameOf(strings(opfamilyname)) : name, amname };
    const members = items.flatMap((item) => memberOf(item, datatype) ?? []);
    return [droppingOf('CLASS', { name, amname }), ...members.map((member) => dropMember(family, member))];
  },
  superuser: () => true,
};
