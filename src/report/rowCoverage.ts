/** What keeps the rows of tenants apart: row-level security, and foreign keys over the tenant column. */
import type { Catalog } from '../catalog/catalog.js';
import { quoteIdentifier } from '../catalog/names.js';
import type { Key } from '../catalog/object.js';
import type { TableTenancy, Tenancy } from '../catalog/tenancy.js';
import { type AuthorsSecurity, authorsSecurity } from '../facts/policies/authorsSecurity.js';
import { outcomeOf } from '../tenancy/keys/foreignKeys.js';
import { relationsOf } from '../facts/relations/relations.js';
import type { Cell } from './cell.js';

const policies = (count: number): string[] =>
  count === 0 ? [] : [count === 1 ? '1 policy' : `${count} policies`];

/** What `security` has and `other` lacks. */
const beyond = (security: AuthorsSecurity, other: AuthorsSecurity | undefined): string =>
  [
    ...(security.enabled && !other?.enabled ? ['ENABLE'] : []),
    ...(security.forced && !other?.forced ? ['FORCE'] : []),
    ...policies(security.policies.length - (other?.policies.length ?? 0)),
  ].join(', ');

export function securityCoverage(read: Catalog, printed: Catalog): (table: TableTenancy) => Cell {
  const [before, after] = [authorsSecurity(read), authorsSecurity(printed)];
  return ({ name, class: owner, form, partitionOf }) => {
    const [had, has] = [before(name), after(name)];
    if (!has.enabled) {
      if (owner === 'reference') return 'exempt rows are shared by all tenants';
      return form === 'foreign' ? 'exempt a foreign table' : 'undecided no row-level security';
    }
    const there = beyond(had, undefined);
    const added = beyond(has, had);
    // A partition is reached through its parent, whose policies apply.
    const closed = partitionOf && has.policies.length === 0 ? '; rows are read through its parent' : '';
    if (added === '') return `had ${there}${closed}`;
    return `added ${added}${there === '' ? '' : `; had ${there}`}${closed}`;
  };
}

export function keyCoverage(
  read: Catalog,
  printed: Catalog,
  tenancy: Tenancy,
): (id: Key, table: TableTenancy) => Cell {
  const [before, after] = [relationsOf(read), relationsOf(printed)];
  const { version } = printed.target;
  return (id, { column }) => {
    const counted = (before.get(id)?.foreignKeys ?? []).flatMap((key) => {
      const is = outcomeOf(key, tenancy, after, version).is;
      return is === 'none' ? [] : [{ key, is }];
    });
    if (counted.length === 0) return 'exempt no foreign key to rows of tenants';
    const done = counted.filter(({ is }) => is === 'done');
    const there = done.filter(({ key }) => outcomeOf(key, tenancy, before, version).is === 'done');
    const over = column ? ` over ${quoteIdentifier(column.name)}` : '';
    const words = `${done.length} of ${counted.length} foreign keys${over}`;
    const open = counted
      .filter(({ is }) => is !== 'done')
      .map(({ key }) => quoteIdentifier(key.name ?? key.columns.join(', ')));
    if (open.length > 0) return `undecided ${words}; single: ${open.join(', ')}`;
    return `${there.length === done.length ? 'had' : 'added'} ${words}`;
  };
}
