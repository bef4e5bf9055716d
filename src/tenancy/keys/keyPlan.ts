/** All foreign keys over the tenant column to add, the keys that they refer to, and those that stay single. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key, Need } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { foreignKeyText, type Referenced, referencedKey } from './compositeKeys.js';
import { nameOfForeignKey, type Outcome, outcomeOf, type Pair } from './foreignKeys.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import { byBytes } from '../../platform/bytes.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';

export interface Composite {
  /** The dump's foreign key that it comes before. */
  readonly beside: ForeignKey;
  readonly name: string;
  readonly text: string;
  readonly needs: readonly Need[];
  /** The referencing columns, the tenant column first. */
  readonly columns: readonly string[];
}

export interface Single {
  readonly foreignKey: ForeignKey;
  readonly why: Extract<Outcome, { is: 'single' }>;
}

export interface KeyPlan {
  readonly composites: readonly Composite[];
  readonly singles: readonly Single[];
  /** Keys to add, by table. */
  readonly keys: ReadonlyMap<Key, readonly Referenced[]>;
}

const byName = <T extends { readonly name: Name }>(items: Iterable<T>): T[] =>
  [...items].toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1));

/** Foreign keys are equal whatever the order of their columns. */
const byTarget = (a: Pair, b: Pair): number => (a.to < b.to ? -1 : 1);

/** @throws InputError `keys/no-name-in-front`, for example for a name of one control character */
function nameFor(beside: ForeignKey, names: ConstraintNames): string {
  const single = nameOfForeignKey(beside);
  const name = names.takeInFront(single, beside.table);
  if (name !== undefined) return name;
  throw new InputError(
    'keys/no-name-in-front',
    `The foreign key ${quoteIdentifier(single)} of ${quoteName(beside.table)} needs a second one over the tenant column whose name sorts before it, but no such name exists.`,
    { help: 'Rename the foreign key in the design.' },
  );
}

export function keyPlan(
  { target: { version } }: Catalog,
  tenancy: Tenancy,
  relations: ReadonlyMap<Key, Relation>,
  names: ConstraintNames,
): KeyPlan {
  const composites: Composite[] = [];
  const singles: Single[] = [];
  const keys = new Map<Key, Referenced[]>();
  const referenced = new Map<string, Referenced>();

  const keyOf = (to: Name, columns: readonly string[]): Referenced => {
    const id = [relationKey(to), ...columns.toSorted()].join('\0');
    const found = referenced.get(id) ?? referencedKey(relations.get(relationKey(to))!, columns, names);
    if (!referenced.has(id) && found.text !== undefined)
      keys.set(relationKey(to), [...(keys.get(relationKey(to)) ?? []), found]);
    referenced.set(id, found);
    return found;
  };

  for (const { foreignKeys, table } of byName(relations.values())) {
    const said = new Set<string>();
    for (const beside of foreignKeys.toSorted((a, b) => byBytes(nameOfForeignKey(a), nameOfForeignKey(b)))) {
      const outcome = outcomeOf(beside, tenancy, relations, version);
      if (outcome.is === 'single') singles.push({ foreignKey: beside, why: outcome });
      if (outcome.is !== 'composite') continue;
      const pairs = [outcome.tenants, ...outcome.pairs];
      const { need } = keyOf(
        beside.to,
        pairs.map(({ to }) => to),
      );
      const text = (name: string, all = pairs): string =>
        foreignKeyText(beside, name, all, table.partitioned);
      // Of equal foreign keys in the dump, only the one whose name sorts first needs another.
      const same = text('', pairs.toSorted(byTarget));
      if (said.has(same)) continue;
      said.add(same);
      const from = pairs.map((pair) => pair.from);
      const name = nameFor(beside, names);
      composites.push({ beside, name, text: text(name), needs: [need], columns: from });
    }
  }
  return { composites, singles, keys };
}
