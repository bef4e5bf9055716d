/**
 * CREATE OPERATOR FAMILY core.my_ops USING btree  →  DO … IF NOT EXISTS (its row of pg_opfamily)
 * https://www.postgresql.org/docs/current/sql-createopfamily.html
 */
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { needKey } from '../../catalog/references.js';
import { inSchema } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { droppingOf } from './members.js';
import { method } from './method.js';
import { nodeOf } from '../../grammar.js';

export const operatorFamily: Kind<'operatorFamily', 'CreateOpFamilyStmt'> = {
  name: 'operatorFamily',
  label: 'operator family',
  family: 'none',
  headings: ['OPERATOR FAMILY'],
  unique: false,
  noun: 'OPERATOR FAMILY',
  nodes: ['CreateOpFamilyStmt'],
  read(statement) {
    const { opfamilyname, amname = '' } = statement.tree.node;
    const name = placedName(strings(opfamilyname), statement);
    return describe(this, statement, {
      name,
      suffix: ` using ${amname}`,
      section: 'Routines that tables need',
      // A class creates a missing family of the same name, so the family must come first.
      provides: [
        key('dummy', { schema: name.schema, name: `${name.name} using ${amname}` }),
        key('operatorFamily', name),
      ],
      needs: [needKey('accessMethod', amname)],
    });
  },
  guard({ sql, statement, name }) {
    const { amname } = nodeOf(statement, 'CreateOpFamilyStmt');
    return {
      sql,
      when: unless(
        'pg_opfamily',
        inSchema('opfnamespace', name),
        `opfname = ${quoteLiteral(name.name)}`,
        method('opfmethod', amname),
      ),
    };
  },
  drop({ statement, name }) {
    const { amname = '' } = nodeOf(statement, 'CreateOpFamilyStmt');
    return [droppingOf('FAMILY', { name, amname })];
  },
  superuser: () => true,
};
