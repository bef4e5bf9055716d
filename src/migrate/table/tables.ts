/** The alterations of all tables that two catalogs have: with what their parents do, and what is made anew. */
import { quoteIdentifier, quoteName, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { isForce } from '../../kinds/security/rowSecurity.js';
import type { Condition, GuardTarget } from '../../kinds/base/kind.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import type { Dependencies } from '../base/dependencies.js';
import { parentsOf } from '../base/parents.js';
import { isRemakable, pendingOf } from '../base/pending.js';
import { names } from '../base/words.js';
import { tableAlteration, type TableAlteration } from './alteration.js';
import type { Column } from './columnParts.js';
import { constraintOf } from './columnParts.js';
import { removedValues } from './removedValues.js';
import { domainsOf } from './typeChange.js';

interface Options {
  readonly values: ReadonlyMap<string, string>;
  readonly target: GuardTarget;
}

type Remade = ReadonlyMap<string, SchemaObject>;

export interface Tables {
  alterTable(before: Table, after: Table, remade: Remade): TableAlteration;
}

export function alterationsOf(
  before: Dependencies,
  after: Dependencies,
  { values, target }: Options,
): Tables {
  const domains = { before: domainsOf(before.objects), after: domainsOf(after.objects) };
  const forced = new Set(
    before.objects.filter(isForce).map(({ statement }) => relationKey(tableAction(statement)!.table)),
  );
  const parents = { before: parentsOf(before.objects), after: parentsOf(after.objects) };
  return {
    alterTable: (old, now, remade) =>
      tableAlteration(old, now, {
        version: target.version,
        domains,
        values: valuesOf(now, values),
        remade: (column) => remadeTypes(column, remade).length > 0,
        removed: (column) =>
          remadeTypes(column, remade).flatMap((type) =>
            removedValues(
              type,
              after.objects.find(({ id }) => id === type.id),
            ),
          ),
        regenerated: (column) => regeneratedBy(column, remade, after),
        forced: forced.has(relationKey(now.name)),
        fromParent: sharedWithParents(old, now, { before, after, parents }),
      }),
  };
}

/** Values are given as schema.table.column. */
function valuesOf(
  { name, elements = [] }: Table,
  values: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map(
    elements.flatMap(({ column }): [string, string][] => {
      const own = column?.colname ?? '';
      const value = values.get(`${quoteName(name)}.${quoteIdentifier(own)}`);
      return value === undefined ? [] : [[own, value]];
    }),
  );
}

function remadeTypes({ node }: Column, remade: Remade): SchemaObject[] {
  const used = [strings(node.typeName?.names), strings(node.collClause?.collname)];
  return [...remade.values()].filter(
    (object) =>
      isRemakable(object) &&
      used.some(
        (parts) =>
          parts.at(-1) === object.name.name && (parts.length < 2 || parts.at(-2) === object.name.schema),
      ),
  );
}

/** The condition under which a generated column is computed anew, since a routine in its expression is. */
function regeneratedBy(column: Column, remade: Remade, after: Dependencies): Condition | undefined {
  const text = constraintOf(column, 'CONSTR_GENERATED')?.text;
  if (text === undefined) return undefined;
  for (const object of remade.values()) {
    if (isRemakable(object) || !names(text, object.name.name)) continue;
    const now = after.objects.find(({ id }) => id === object.id);
    const [pending] = (now && pendingOf(now)) ?? [];
    return pending ?? 'true';
  }
  return undefined;
}

/** Columns that the table has from a parent: what changes there, changes here. */
function sharedWithParents(
  old: Table,
  now: Table,
  {
    before,
    after,
    parents,
  }: {
    readonly before: Dependencies;
    readonly after: Dependencies;
    readonly parents: {
      readonly before: ReadonlyMap<string, string>;
      readonly after: ReadonlyMap<string, string>;
    };
  },
): ReadonlySet<string> {
  const key = relationKey(now.name);
  const parent = parents.after.get(key);
  if (parent === undefined || parents.before.get(key) !== parent) return new Set();
  const [was, is] = [before.providerOf(parent), after.providerOf(parent)];
  if (!was || !is || !isTable(was) || !isTable(is)) return new Set();
  const mine = textsOf(old, now);
  const its = textsOf(was, is);
  return new Set([...mine].filter(([name, change]) => its.get(name) === change).map(([name]) => name));
}

/** By column: its text before and after. */
function textsOf(old: Table, now: Table): Map<string, string> {
  const found = new Map<string, string>();
  for (const { column, text } of old.elements ?? []) if (column) found.set(column.colname ?? '', text);
  const after = new Map(
    (now.elements ?? []).flatMap(({ column, text }) =>
      column ? [[column.colname ?? '', text] as const] : [],
    ),
  );
  for (const name of new Set([...found.keys(), ...after.keys()]))
    found.set(name, `${found.get(name) ?? ''}\0${after.get(name) ?? ''}`);
  return found;
}
