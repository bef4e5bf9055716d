/** The fewest GRANTs and REVOKEs from one state of privileges to another, in pg_dump's words and order. */
import { quoteIdentifier } from '../../catalog/names.js';
import { type Acl, type Grantee, type On, OWNER, type Privilege, PUBLIC } from './acl.js';
import { allOn } from './words.js';

export interface Change {
  /** `GRANT SELECT,INSERT ON TABLE core.visits TO hims_app` */
  readonly sql: string;
  /** The named role that gains or loses. */
  readonly role: string | undefined;
  readonly grantor: string | undefined;
}

type Words = readonly ['GRANT' | 'REVOKE' | 'REVOKE GRANT OPTION FOR', 'TO' | 'FROM', end: string];

/** @param owner the owner's name, for its own privileges; undefined: the role that runs the migration */
export function changes(before: Acl, after: Acl, on: On, owner: string | undefined): Change[] {
  const gone: Privilege[] = [];
  for (const one of before.held.toSorted(tableFirst)) {
    // One on a column may be gone with the one on the table.
    if (!before.find(one) || after.find(one)) continue;
    gone.push(one);
    before.take(one, false);
  }
  const options = before.held.filter((one) => one.grantOption && after.find(one)?.grantOption === false);
  const come = after.held.filter((one) => {
    const old = before.find(one);
    return !old || (one.grantOption && !old.grantOption);
  });
  const written = (all: readonly Privilege[], words: Words): Change[] => grouped(all, words, on, owner);
  return [
    // A role that passed a privilege on keeps it until those are revoked.
    ...written(gone, ['REVOKE', 'FROM', '']).toSorted(
      (a, b) => Number(b.grantor !== undefined) - Number(a.grantor !== undefined),
    ),
    ...written(options, ['REVOKE GRANT OPTION FOR', 'FROM', '']),
    ...[
      ...written(
        come.filter((one) => !one.grantOption),
        ['GRANT', 'TO', ''],
      ),
      ...written(
        come.filter((one) => one.grantOption),
        ['GRANT', 'TO', ' WITH GRANT OPTION'],
      ),
    ].toSorted((a, b) => Number(a.grantor !== undefined) - Number(b.grantor !== undefined)),
  ];
}

const tableFirst = (a: Privilege, b: Privilege): number =>
  Number(a.column !== undefined) - Number(b.column !== undefined);

function grouped(
  all: readonly Privilege[],
  [verb, to, end]: Words,
  on: On,
  owner: string | undefined,
): Change[] {
  const groups = new Map<string, Privilege[]>();
  for (const one of all.toSorted(tableFirst)) {
    const { grantor, grantee, column } = one;
    const group = JSON.stringify([grantor, textOf(grantee, owner), column]);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { grantor, grantee, column } = group[0]!;
    const role = typeof grantee === 'string' ? grantee : grantee === OWNER ? owner : undefined;
    const sql = `${verb} ${listed(group, column, on)} ${on.text} ${to} ${textOf(grantee, owner)}${end}`;
    return { sql, role, grantor };
  });
}

/** `SELECT,INSERT`, `ALL`, `SELECT(a),UPDATE(a)`. */
function listed(group: readonly Privilege[], column: string | undefined, on: On): string {
  const of = column === undefined ? '' : `(${quoteIdentifier(column)})`;
  const all = allOn(on.type, on.version, column !== undefined);
  const held = new Set(group.map(({ privilege }) => privilege));
  if (all.length > 0 && all.every((one) => held.has(one))) return `ALL${of}`;
  const inOrder = [...all.filter((one) => held.has(one)), ...[...held].filter((one) => !all.includes(one))];
  return inOrder.map((one) => `${one}${of}`).join(',');
}

function textOf(grantee: Grantee, owner: string | undefined): string {
  if (grantee === PUBLIC) return 'PUBLIC';
  const role = grantee === OWNER ? owner : grantee;
  return role === undefined ? 'CURRENT_USER' : quoteIdentifier(role);
}
