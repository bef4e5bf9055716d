/**
 * The members of an operator family, each found by its number and types. Some stay when their class is
 * dropped: those that PostgreSQL takes for the family's own.
 * https://www.postgresql.org/docs/current/sql-alteropfamily.html
 */
import type { CreateOpClassItem, Node, TypeName } from '../../grammar.js';
import { type Name, quoteIdentifier, quoteName, typeText } from '../../catalog/names.js';
import { foundType, rowOf, selected, when } from '../base/dropped.js';
import { type RowCondition, where } from '../base/kind.js';
import type { Step } from '../base/verbs.js';
import { method } from './method.js';

/** A family with its access method. */
export interface Family {
  readonly name: Name;
  readonly amname: string;
}

export interface Member {
  readonly what: 'OPERATOR' | 'FUNCTION';
  readonly number: number;
  readonly left: TypeName | undefined;
  readonly right: TypeName | undefined;
}

/** PostgreSQL's OPCLASS_ITEM_…; the third is STORAGE. */
const ITEMS: Readonly<Record<number, Member['what']>> = { 1: 'OPERATOR', 2: 'FUNCTION' };

export const typesOf = (nodes: CreateOpClassItem['class_args']): TypeName[] =>
  (nodes ?? []).flatMap((node) => ('TypeName' in node ? [node.TypeName] : []));

/**
 * @param type of the class, for items without types; a FUNCTION of a family may have them only as arguments
 */
export function memberOf(node: Node | undefined, type?: TypeName): Member | undefined {
  if (!node || !('CreateOpClassItem' in node)) return undefined;
  const { itemtype, number = 0, class_args, name } = node.CreateOpClassItem;
  const what = ITEMS[itemtype ?? 0];
  if (!what) return undefined;
  const explicit = typesOf(class_args);
  const args = typesOf(name?.objargs);
  const types = explicit.length > 0 ? explicit : what === 'OPERATOR' && args.length > 0 ? args : undefined;
  const [left, right = left] = types ?? (type ? [type] : args);
  return { what, number, left, right };
}

export const memberRow = ({ name, amname }: Family, { what, number, left, right }: Member): RowCondition => {
  const [catalog, prefix, key] =
    what === 'OPERATOR' ? ['pg_amop', 'amop', 'strategy'] : ['pg_amproc', 'amproc', 'num'];
  return where(
    catalog,
    `${prefix}family = (${selected(rowOf('pg_opfamily', 'opf', name, method('opfmethod', amname)))})`,
    `${prefix}${key} = ${number}`,
    `${prefix}lefttype = ${foundType(left)}`,
    `${prefix}righttype = ${foundType(right)}`,
  );
};

export const alterFamily = ({ name, amname }: Family): string =>
  `ALTER OPERATOR FAMILY ${quoteName(name)} USING ${quoteIdentifier(amname)}`;

export const dropMember = (family: Family, member: Member): Step =>
  when(
    memberRow(family, member),
    `${alterFamily(family)} DROP ${member.what} ${member.number} (${typeText(member.left)}, ${typeText(member.right)})`,
  );

/** `DROP OPERATOR CLASS core.my_ops USING btree`: IF EXISTS would fail without the access method. */
export const droppingOf = (noun: 'CLASS' | 'FAMILY', { name, amname }: Family): Step => {
  const prefix = noun === 'CLASS' ? 'opc' : 'opf';
  return when(
    rowOf(noun === 'CLASS' ? 'pg_opclass' : 'pg_opfamily', prefix, name, method(`${prefix}method`, amname)),
    `DROP OPERATOR ${noun} ${quoteName(name)} USING ${quoteIdentifier(amname)}`,
  );
};
