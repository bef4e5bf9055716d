/** Forms for older servers, beyond leaving something out. */
import { chosenName } from '../catalog/chosenName.js';
import { quoteIdentifier, strings } from '../catalog/names.js';
import type {
  A_Const,
  AccessPriv,
  Constraint,
  DefElem,
  GrantRoleStmt,
  GrantStmt,
  Node,
  VariableSetStmt,
} from '../grammar.js';
import { around, leftOut, type Older, type Place, refused, within, written } from './construct.js';
import { ROLES } from './names.js';

/** Removes the words, from the node on. */
export const cutWords =
  (how: string, ...said: readonly string[]) =>
  (_: object, { words, offset }: Place): Older => {
    const found = words.find(offset, ...said);
    return found ? written(words.cut(found.start, found.end), how) : refused();
  };

/** Removes a word and the next one: `COMPRESSION pglz`. */
export const cutSetting =
  (how: string, word: string) =>
  (_: object, { words, offset }: Place): Older => {
    const found = words.find(offset, word);
    return found ? written(words.cut(found.start, words.endOf(found.start, 2)), how) : refused();
  };

export const cutOption =
  (how: string) =>
  (_: object, { words, offset }: Place): Older =>
    written(words.cutOption(offset), how);

/** Removes an option from its list; an ALTER that sets it is left out as a whole. */
export const cutSettingOrStatement =
  (how: string) =>
  (node: object, place: Place): Older =>
    within(place, 'AlterTableStmt', 'AlterSubscriptionStmt') ? leftOut(how) : cutOption(how)(node, place);

/** `CHECK (reason IS NOT NULL)`: replaces a NOT NULL whose inheritance or validation an older server cannot have. */
function checkText(constraint: Constraint, place: Place, end: string): string {
  const column = strings(constraint.keys)[0] ?? around(place, 'ColumnDef')?.colname ?? '';
  const table = around(place, 'CreateStmt')?.relation ?? around(place, 'AlterTableStmt')?.relation;
  const name = constraint.conname ?? chosenName(table?.relname ?? '', column, 'not_null');
  return `CONSTRAINT ${quoteIdentifier(name)} CHECK (${quoteIdentifier(column)} IS NOT NULL)${end}`;
}

export function checkInstead(constraint: Constraint, place: Place): Older {
  const { words, offset } = place;
  const inherit = constraint.is_no_inherit ? words.find(offset, 'NO', 'INHERIT') : undefined;
  const plain = words.find(offset, 'NOT', 'NULL')!;
  const end = inherit?.end ?? (constraint.keys ? words.endOf(plain.end, 1) : plain.end);
  const text = checkText(constraint, place, inherit ? ' NO INHERIT' : '');
  return written({ start: offset, end, text }, 'a CHECK does the same');
}

/** ALTER TABLE … ADD CONSTRAINT … NOT NULL column. */
export function addedNotNull(constraint: Constraint, place: Place): Older {
  const { words } = place;
  const { start } = words.find(0, 'ADD')!;
  const end = words.text.length;
  if (constraint.skip_validation) {
    const text = `ADD ${checkText(constraint, place, constraint.is_no_inherit ? ' NO INHERIT NOT VALID' : ' NOT VALID')}`;
    return written({ start, end, text }, 'a CHECK does the same');
  }
  if (constraint.is_no_inherit)
    return written(
      { start, end, text: `ADD ${checkText(constraint, place, ' NO INHERIT')}` },
      'a CHECK does the same',
    );
  const column = quoteIdentifier(strings(constraint.keys)[0] ?? '');
  return written(
    { start, end, text: `ALTER COLUMN ${column} SET NOT NULL` },
    'it is NOT NULL without a name',
  );
}

/** `CHECK (age > 0) NOT ENFORCED` of a column: the words after the constraint are a node of their own. */
export function unenforced(mark: Constraint, place: Place): Older {
  const { words, offset } = place;
  const { constraints = [] } = around(place, 'ColumnDef') ?? {};
  const at = constraints.findIndex((one) => 'Constraint' in one && one.Constraint === mark);
  const before = constraints[at - 1];
  if (!before || !('Constraint' in before)) return refused();
  const start = offset - ((mark.location ?? 0) - (before.Constraint.location ?? 0));
  return written(
    words.cut(start, words.endOf(offset, 2)),
    'the constraint, which enforces nothing, was left out',
  );
}

/** Goes after `GENERATED ALWAYS AS (…)`, instead of VIRTUAL. */
export function stored(_: object, { words, offset }: Place): Older {
  const start = words.endOfParenthesis(offset);
  const end = words.wordAt(start) === 'VIRTUAL' ? words.endOf(start, 1) : start;
  return written(
    { start, end, text: ' STORED' },
    'it is STORED: computed when a row is written, and kept in the row',
  );
}

/** GRANT SELECT, MAINTAIN: without the privilege; if it is the only one, without the statement. */
export function privilegeWithout(one: AccessPriv, place: Place): Older {
  const why = 'the server has no such privilege';
  const { privileges = [] } = around(place, 'GrantStmt') ?? ({} as GrantStmt);
  const names = privileges.flatMap((p) => ('AccessPriv' in p ? [p.AccessPriv.priv_name] : []));
  if (names.length < 2) return leftOut(why);
  const found = place.words.find(0, (one.priv_name ?? '').toUpperCase());
  return found ? written(place.words.cutWord(found.start), why) : refused();
}

const isFalse = (option: Node): boolean =>
  'DefElem' in option &&
  option.DefElem.arg !== undefined &&
  'Boolean' in option.DefElem.arg &&
  !option.DefElem.arg.Boolean.boolval;

/** WITH ADMIN OPTION, INHERIT TRUE, SET TRUE: before 16 a grant gives all but ADMIN, and cannot withhold any. */
export function membership(grant: GrantRoleStmt, { words }: Place): Older {
  const { opt = [] } = grant;
  const named = (name: string): Node | undefined =>
    opt.find((one) => 'DefElem' in one && one.DefElem.defname === name);
  const withheld = ['inherit', 'set'].some((name) => isFalse(named(name) ?? ({} as Node)));
  if (withheld || !grant.is_grant)
    return leftOut(
      'an older server cannot withhold INHERIT or SET, so the grant would give more than it should',
    );
  const admin = named('admin');
  const { start } = words.find(0, 'WITH')!;
  const by = words.find(start, 'GRANTED', 'BY');
  const end = by ? words.text.slice(0, by.start).trimEnd().length : words.text.length;
  const text = admin && !isFalse(admin) ? ' WITH ADMIN OPTION' : '';
  return written({ ...words.cut(start, end), text }, 'the member inherits if it has the attribute INHERIT');
}

/** The version of the newest predefined role that a grant names. */
export const newestRole = ({ granted_roles = [], grantee_roles = [] }: GrantRoleStmt): number | undefined => {
  const names = [...granted_roles, ...grantee_roles].map((one) =>
    'AccessPriv' in one ? one.AccessPriv.priv_name : 'RoleSpec' in one ? one.RoleSpec.rolename : undefined,
  );
  const versions = names.flatMap((name) => ROLES.get(name ?? '') ?? []);
  return versions.length === 0 ? undefined : Math.max(...versions);
};

/** `provider = builtin`: sorts by code points, as C does on every server. */
export function builtinCollation(_: object, place: Place): Older {
  const { definition = [] } = around(place, 'DefineStmt') ?? {};
  const locale = definition.flatMap((one) =>
    'DefElem' in one && one.DefElem.defname === 'locale' && one.DefElem.arg && 'String' in one.DefElem.arg
      ? [one.DefElem.arg.String.sval ?? '']
      : [],
  )[0];
  if (locale !== 'C' && locale !== 'C.UTF-8') return refused();
  const { words } = place;
  const open = words.text.indexOf('(', words.find(0, 'COLLATION')!.end);
  const text = `(provider = libc, lc_collate = 'C', lc_ctype = '${locale}')`;
  const how = `it comes from the C library: the same order, with upper and lower case as in its ${locale}`;
  return written({ start: open, end: words.endOfParenthesis(open), text }, how);
}

/** A setting in a routine's `SET x = y`. */
export const setIn = ({ defname, arg }: DefElem): VariableSetStmt | undefined =>
  defname === 'set' && arg && 'VariableSetStmt' in arg ? arg.VariableSetStmt : undefined;

export function withoutSetting(option: DefElem, { words, offset }: Place): Older {
  const name = setIn(option)?.name ?? '';
  const end = words.endOfClause(offset);
  return written(words.cut(offset, end), `${name} was left out; the routine runs without it`);
}

/** Writes 0xff and 1_000 as digits alone. */
export function decimal({ ival, fval }: A_Const, { words, offset }: Place): Older {
  const digits = (fval?.fval ?? '').replaceAll('_', '');
  const text = ival ? String(ival.ival ?? 0) : /^0[xob]/i.test(digits) ? String(BigInt(digits)) : digits;
  return written({ start: offset, end: words.endOf(offset, 1), text }, `it is written as ${text}`);
}
