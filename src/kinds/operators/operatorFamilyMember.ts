/**
 * ALTER OPERATOR FAMILY core.my_ops USING btree ADD …  →  DO … IF NOT EXISTS (the row of its first item)
 * pg_dump adds all loose members of a family in one statement, so one of them suffices for the guard.
 * https://www.postgresql.org/docs/current/sql-alteropfamily.html
 */
import { type CreateOpClassItem, nodeOf, type TypeName } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName } from '../../catalog/object.js';
import { needOf } from '../../catalog/references.js';
import { inSchema, regtype } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { method } from './operatorClass.js';

/** 1 is OPERATOR, 2 FUNCTION, 3 STORAGE (PostgreSQL's OPCLASS_ITEM_…). */
const OPERATOR_ITEM = 1;

const types = (nodes: CreateOpClassItem['class_args']): TypeName[] =>
  (nodes ?? []).flatMap((n) => ('TypeName' in n ? [n.TypeName] : []));

export const operatorFamilyMember: Kind<'operatorFamilyMember', 'AlterOpFamilyStmt'> = {
  name: 'operatorFamilyMember',
  label: 'operator family member',
  family: 'none',
  headings: [],
  unique: false,
  runs: true,
  nodes: ['AlterOpFamilyStmt'],
  read(statement) {
    const { opfamilyname, amname = '', isDrop } = statement.tree.node;
    if (isDrop) return undefined;
    const name = placedName(strings(opfamilyname), statement);
    return describe(this, statement, {
      name,
      suffix: ` using ${amname}`,
      section: 'Routines that tables need',
      parent: key('operatorFamily', name),
      rank: 1,
      provides: [key('familyMember', name)],
      order: statement.text,
      alsoNeeds: [needOf('operatorFamily', strings(opfamilyname), statement)],
    });
  },
  guard({ sql, statement, name }) {
    const { amname, items = [] } = nodeOf(statement, 'AlterOpFamilyStmt');
    const item = (items[0] as { CreateOpClassItem: CreateOpClassItem }).CreateOpClassItem;
    const operator = item.itemtype === OPERATOR_ITEM;
    // A FUNCTION item may specify its types only in the function's arguments.
    const explicit = types(item.class_args);
    const [left, right = left] = explicit.length > 0 ? explicit : types(item.name?.objargs);
    const family = `${operator ? 'amopfamily' : 'amprocfamily'} = (SELECT oid FROM pg_catalog.pg_opfamily WHERE ${inSchema('opfnamespace', name)} AND opfname = ${quoteLiteral(name.name)} AND ${method('opfmethod', amname)})`;
    const row = operator
      ? ([
          `amopstrategy = ${item.number}`,
          `amoplefttype = ${regtype(left)}`,
          `amoprighttype = ${regtype(right)}`,
        ] as const)
      : ([
          `amprocnum = ${item.number}`,
          `amproclefttype = ${regtype(left)}`,
          `amprocrighttype = ${regtype(right)}`,
        ] as const);
    return { sql, when: unless(operator ? 'pg_amop' : 'pg_amproc', family, ...row) };
  },
  superuser: () => true,
};
