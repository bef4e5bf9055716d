/**
 * ALTER OPERATOR FAMILY core.my_ops USING btree ADD …  →  DO … IF NOT EXISTS (the row of its first item)
 * pg_dump adds all loose members of a family in one statement, so one of them suffices for the guard.
 * https://www.postgresql.org/docs/current/sql-alteropfamily.html
 */
import { type CreateOpClassItem, nodeOf } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { key, placedName, type SchemaObject } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { needOf } from '../../catalog/references.js';
import { inSchema, regtype } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';
import { not, when } from '../base/dropped.js';
import { itemsFrom, sameNodes } from '../base/lists.js';
import {
  alterFamily,
  dropMember,
  type Family,
  type Member,
  memberOf,
  memberRow,
  typesOf,
} from './members.js';
import { method } from './method.js';

/** 1 is OPERATOR, 2 FUNCTION, 3 STORAGE (PostgreSQL's OPCLASS_ITEM_…). */
const OPERATOR_ITEM = 1;

/** Each member with its text; undefined where these can't be told apart. */
function membersOf({ text, tree }: Statement): { member: Member; item: string }[] | undefined {
  const { items = [] } = nodeOf({ tree }, 'AlterOpFamilyStmt');
  const add = tokens(text).find((token) => keyword(text, token) === 'ADD');
  const texts = add ? itemsFrom(text, add.end) : [];
  const members = items.map((item) => memberOf(item));
  return texts.length === members.length
    ? members.flatMap((member, at) => (member ? [{ member, item: texts[at]! }] : []))
    : undefined;
}

const familyOf = ({ statement, name }: SchemaObject): Family => ({
  name,
  amname: nodeOf(statement, 'AlterOpFamilyStmt').amname ?? '',
});

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
    const explicit = typesOf(item.class_args);
    const [left, right = left] = explicit.length > 0 ? explicit : typesOf(item.name?.objargs);
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
  drop(object) {
    const { items = [] } = nodeOf(object.statement, 'AlterOpFamilyStmt');
    const members = items.flatMap((item) => memberOf(item) ?? []);
    return members.map((member) => dropMember(familyOf(object), member));
  },
  alter(before, after) {
    const [old, now] = [membersOf(before.statement), membersOf(after.statement)];
    if (!old || !now) return undefined;
    const gone = old.filter(({ item }) => !now.some((other) => other.item === item));
    const come = now.filter(({ item }) => !old.some((other) => other.item === item));
    // Another operator in the same place.
    if (come.some(({ member }) => gone.some((other) => sameNodes(other.member, member)))) return undefined;
    const family = familyOf(after);
    return {
      steps: [
        ...gone.map(({ member }) => dropMember(family, member)),
        ...come.map(({ member, item }) =>
          when(not(memberRow(family, member)), `${alterFamily(family)} ADD ${item}`),
        ),
      ],
    };
  },
  superuser: () => true,
};
