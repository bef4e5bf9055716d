/**
 * Tenants' rows that change with shared rows: ON DELETE and ON UPDATE bypass row-level security, so a role that may
 * write shared rows changes every tenant's rows that refer to them.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName, shownName, strings } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { Known } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { Settings } from '../../settings/settings.js';
import { authorsSecurity } from '../../facts/policies/authorsSecurity.js';
import { grantsOf, PUBLIC, roleText } from '../../facts/privileges/grants.js';
import { nameOfForeignKey } from './foreignKeys.js';
import { columnOf, lineage, referencedColumns } from '../../facts/relations/lineage.js';
import { matches, pasted } from '../../facts/names/patterns.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';
import { letsIn } from '../../facts/policies/policyRoles.js';

/** A write of shared rows; an UPDATE is of one column. */
interface Write {
  readonly name: Name;
  readonly command: 'DELETE' | 'UPDATE';
  readonly column?: string;
}

export interface Cascade {
  readonly foreignKey: ForeignKey;
  /** The written table: the referenced one, or one that changes it in turn. */
  readonly from: Name;
  /** `ON DELETE CASCADE` */
  readonly action: string;
  /** Application roles that may write it, with the privilege: `hims_app (DELETE)`; empty: only its owner. */
  readonly writers: readonly string[];
}

const ACTIONS: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' };

interface Action {
  readonly text: string;
  readonly on: Write['command'];
  /** Its own columns that it changes; ON DELETE CASCADE deletes the row. */
  readonly changes: readonly string[] | 'row';
}

/** The possible actions on a write of the referenced table. */
function actionsOf(key: ForeignKey, relations: ReadonlyMap<Key, Relation>): Action[] {
  const { fk_del_action: remove = 'a', fk_upd_action: update = 'a', fk_del_set_cols: named } = key.node;
  const relation = relations.get(relationKey(key.table))!;
  // Where a NOT NULL column would get no value, the write itself fails.
  const fails = (how: string, columns: readonly string[]): boolean =>
    how !== 'c' &&
    columns.some((name) => {
      const column = columnOf(relation, name, relations);
      return column?.notNull === true && (how === 'n' || !column.hasDefault);
    });
  const onDelete = named ? strings(named) : key.columns;
  const out: Action[] = [];
  if (ACTIONS[remove] !== undefined && !fails(remove, onDelete))
    out.push({
      text: `ON DELETE ${ACTIONS[remove]}`,
      on: 'DELETE',
      changes: remove === 'c' ? 'row' : onDelete,
    });
  if (ACTIONS[update] !== undefined && !fails(update, key.columns))
    out.push({ text: `ON UPDATE ${ACTIONS[update]}`, on: 'UPDATE', changes: key.columns });
  return out;
}

const writesOf = (key: ForeignKey, { on }: Action, relations: ReadonlyMap<Key, Relation>): Write[] =>
  on === 'DELETE'
    ? [{ name: key.to, command: on }]
    : referencedColumns(key, relations).map((column) => ({ name: key.to, command: on, column }));

export function cascades(
  catalog: Catalog,
  relations: ReadonlyMap<Key, Relation>,
  settings: Settings,
): Cascade[] {
  const { tables, unmanaged } = catalog.tenancy!;
  const classOf = (name: Name) => tables.get(relationKey(name))?.class;
  const isShared = (name: Name): boolean =>
    classOf(name) === 'reference' || !!unmanaged?.has(relationKey(name));
  const keys = [...relations.values()].flatMap(({ foreignKeys }) => foreignKeys);
  const shared = keys.filter(({ table, to }) => isShared(table) && isShared(to));

  /** The write, and every write of other shared rows that causes it. */
  function causes(first: readonly Write[]): Write[] {
    const out = new Map(first.map((write) => [idOf(write), write]));
    for (const write of out.values())
      for (const key of shared.filter(({ table }) => relationKey(table) === relationKey(write.name)))
        for (const action of actionsOf(key, relations).filter((one) => leadsTo(one, write)))
          for (const cause of writesOf(key, action, relations))
            if (!out.has(idOf(cause))) out.set(idOf(cause), cause);
    return [...out.values()];
  }

  const writersOf = writers(catalog, relations, settings);
  return keys
    .filter(({ table, to }) => isShared(to) && (classOf(table) ?? 'reference') !== 'reference')
    .flatMap((foreignKey) =>
      actionsOf(foreignKey, relations).flatMap((action) => {
        const found = new Map<Key, Cascade>();
        for (const cause of causes(writesOf(foreignKey, action, relations)))
          for (const [from, who] of writersOf(cause)) {
            const before = found.get(relationKey(from))?.writers ?? [];
            const all = [...new Set([...before, ...who])];
            found.set(relationKey(from), { foreignKey, from, action: action.text, writers: all });
          }
        return [...found.values()];
      }),
    );
}

const idOf = ({ name, command, column = '' }: Write): string => `${relationKey(name)}\0${command}\0${column}`;

const leadsTo = ({ changes }: Action, { command, column }: Write): boolean =>
  changes === 'row' ? command === 'DELETE' : command === 'UPDATE' && changes.includes(column!);

/**
 * Application roles that may do a write, by the table with the privilege: a privilege on a partitioned table, a parent
 * or a single partition allows writing the same rows. The owner always may.
 */
function writers(
  catalog: Catalog,
  relations: ReadonlyMap<Key, Relation>,
  settings: Settings,
): (write: Write) => [from: Name, who: string[]][] {
  const grants = grantsOf(catalog, settings);
  const security = authorsSecurity(catalog);
  // When a baseline is converted again, its REVOKEs are already in the dump.
  const takes = !catalog.isOwnOutput && !settings.off.includes('tenantPrivileges');
  const { tables, unmanaged } = catalog.tenancy!;
  const isShared = ({ name }: Relation): boolean =>
    tables.get(relationKey(name))?.class === 'reference' || !!unmanaged?.has(relationKey(name));
  const isReadOnly = (name: Name): boolean =>
    takes && tables.has(relationKey(name)) && matches(settings.readOnly, name);
  const isAbove = (one: Relation, other: Relation): boolean => lineage(other, relations).includes(one);
  return ({ name, command, column }) => {
    const target = relations.get(relationKey(name))!;
    return [...relations.values()]
      .filter((one) => isAbove(one, target) || (one.partitionOf !== undefined && isAbove(target, one)))
      .filter(isShared)
      .map((one): [Name, string[]] => {
        const may = (role: string): boolean =>
          !isReadOnly(one.name) &&
          grants.may(role, command, relationKey(one.name), column) &&
          letsIn(security(one.name), role, command, grants);
        const roles = may(PUBLIC) ? [PUBLIC] : grants.applicationRoles.filter(may);
        return [one.name, roles.map((role) => `${roleText(role)} (${command})`)];
      });
  };
}

/** By written table, then by foreign key, which may have actions on both events. */
function byTable(all: readonly Cascade[]): Map<string, Map<string, Cascade[]>> {
  const out = new Map<string, Map<string, Cascade[]>>();
  for (const one of all) {
    const table = shownName(one.from);
    const its = out.get(table) ?? new Map<string, Cascade[]>();
    const key = `${nameOfForeignKey(one.foreignKey)} of ${pasted(one.foreignKey.table)}`;
    out.set(table, its.set(key, [...(its.get(key) ?? []), one]));
  }
  return new Map([...out].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const knownCascades = (all: readonly Cascade[]): Known[] =>
  [...byTable(all)].flatMap(([relation, keys]) =>
    [...keys].map(([, its]) => ({
      relation,
      attack: 'write',
      name: nameOfForeignKey(its[0]!.foreignKey),
      why: `${its.map(({ action }) => action).join(' and ')} of ${pasted(its[0]!.foreignKey.table)} changes rows of all tenants, and bypasses row-level security`,
    })),
  );

/** One per written table, where the write can be prevented. */
export const cascadeFindings = (all: readonly Cascade[]): Diagnostic[] =>
  [...byTable(all.filter(({ writers }) => writers.length > 0)).values()].map((keys): Diagnostic => {
    const its = [...keys.values()].flat();
    const { from } = its[0]!;
    const table = pasted(from);
    const who = [...new Set(its.flatMap(({ writers }) => writers))].join(', ');
    const what = [...keys].map(([key, ways]) => `${key} (${ways.map(({ action }) => action).join(', ')})`);
    return {
      severity: 'warning',
      code: 'keys/cascade-from-shared',
      message: `${who} can write to ${table}, which all tenants share, and so change rows of every tenant that refer to it, because actions of foreign keys bypass row-level security: ${what.join(', ')}.`,
      help: `If the application only reads it, set readOnly: ['${table}'] in the configuration, or revoke the privilege in the design; otherwise use NO ACTION for the foreign key. The report lists each as known.`,
      object: `table ${quoteName(from)}`,
    };
  });
