/** Declares the privileges of roles on unmanaged tables and schemas, which verify attacks. */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName, shownName } from '../../catalog/names.js';
import { key } from '../../catalog/object.js';
import type { Known, Unmanaged } from '../../catalog/tenancy.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { nameOfForeignKey } from '../keys/foreignKeys.js';
import { isEnforced, relationsOf } from '../../facts/relations/relations.js';
import { type Grants, PUBLIC, roleText } from '../../facts/privileges/grants.js';

const ROWS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE']);

/** `anon (SELECT), app (INSERT, SELECT)` */
function holders(target: string, { on }: Grants): string {
  const byRole = new Map<string, Set<string>>();
  for (const { role, privilege } of on(target))
    if (ROWS.has(privilege)) byRole.set(role, (byRole.get(role) ?? new Set()).add(privilege));
  return [...byRole]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, privileges]) => `${roleText(role)} (${[...privileges].toSorted().join(', ')})`)
    .join(', ');
}

/** The owner can read and write every table, so both are always declared. */
function ofTables({ tenancy }: Catalog, grants: Grants): Known[] {
  return [...(tenancy!.unmanaged ?? new Map()).values()].flatMap(({ name, why }) => {
    const who = holders(relationKey(name), grants);
    const shown = quoteName(name);
    return ['read', 'write'].map((attack) => ({
      relation: shown,
      attack,
      name: shown,
      why: `it ${why} and stays as it is; ${who === '' ? 'only its owner' : who} has privileges on its rows`,
    }));
  });
}

function ofSchemas({ tenancy }: Catalog, grants: Grants): Known[] {
  const roles = [...new Set(grants.held.map(({ role }) => role))]
    .filter((role) => role !== PUBLIC)
    .toSorted();
  return (tenancy!.unmanagedSchemas ?? []).flatMap((schema) => {
    const creators = grants
      .on(key('schema', { schema: undefined, name: schema }))
      .flatMap(({ privilege, role }) => (privilege === 'CREATE' ? [role] : []));
    return roles
      .filter((role) => creators.some((creator) => grants.actsAs(role).has(creator)))
      .map((role) => ({
        relation: quoteName({ schema: undefined, name: schema }),
        attack: 'create',
        name: role,
        why: 'the schema belongs to a platform or a tool and stays as it is',
      }));
  });
}

/** Foreign keys to and from unmanaged rows can refer to any tenant's row. */
function ofKeys(catalog: Catalog): Known[] {
  const { tables, unmanaged = new Map<string, Unmanaged>() } = catalog.tenancy!;
  const holdsRows = (id: string): boolean =>
    unmanaged.has(id) || (tables.get(id)?.class ?? 'reference') !== 'reference';
  return [...relationsOf(catalog).values()].flatMap(({ name, foreignKeys }) =>
    foreignKeys.flatMap((one): Known[] => {
      const [from, to] = [relationKey(name), relationKey(one.to)];
      const left = unmanaged.get(to) ?? unmanaged.get(from);
      if (!left || !isEnforced(one) || !holdsRows(from) || !holdsRows(to)) return [];
      return [
        {
          relation: shownName(name),
          attack: 'foreign key',
          name: nameOfForeignKey(one),
          why: `${quoteName(left.name)} ${left.why} and has no tenant column`,
        },
      ];
    }),
  );
}

export const knownOfUnmanaged = (catalog: Catalog, grants: Grants): Known[] => [
  ...ofTables(catalog, grants),
  ...ofSchemas(catalog, grants),
  ...ofKeys(catalog),
];
