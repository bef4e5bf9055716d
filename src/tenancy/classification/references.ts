/** Classifies tables by their foreign keys, which are better evidence than names. */
import type { Name } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { pasted } from '../../facts/names/patterns.js';
import { belowOf } from '../../facts/relations/lineage.js';
import type { Relation } from '../../facts/relations/relations.js';
import type { Verdict } from './verdict.js';

/**
 * A table that refers to a tenant's row belongs to that tenant, transitively; so does a table that shows such rows
 * because its partitions or children hold them.
 */
export function byReferences(
  all: readonly Relation[],
  relations: ReadonlyMap<Key, Relation>,
  verdicts: Map<Key, Verdict>,
): void {
  const below = belowOf(relations);
  const of = (name: Name): Verdict | undefined => verdicts.get(relationKey(name));
  const owned = (name: Name): boolean => ['root', 'tenant', 'mixed'].includes(of(name)?.class ?? '');
  const whyOf = (relation: Relation): string | undefined => {
    const reference = relation.foreignKeys.find(({ to }) => owned(to));
    if (reference) {
      const open = of(reference.to)!.undecided ? ', which is undecided' : '';
      return `${reference.columns.join(', ')} refers to ${pasted(reference.to)}${open}`;
    }
    const part = below(relation).find(({ name }) => owned(name));
    return part && `it shows the rows of ${pasted(part.name)}`;
  };
  for (let found = true; found;) {
    found = false;
    for (const relation of all) {
      if (of(relation.name)) continue;
      const why = whyOf(relation);
      if (why === undefined) continue;
      verdicts.set(relationKey(relation.name), { class: 'tenant', why });
      found = true;
    }
  }
}
