/** The columns that expressions refer to. */
import { strings } from '../../catalog/names.js';
import type { Constraint, Node } from '../../grammar.js';
import type { Relation } from '../relations/relation.js';
import { walk } from '../../catalog/walk.js';

/** All columns in the tree. */
export function columnsNamed(tree: unknown): Set<string> {
  const out = new Set<string>();
  walk(tree, (field, node) => {
    if (field === 'ColumnRef') out.add(strings((node as { fields?: Node[] }).fields).at(-1) ?? '');
    else if (field === 'IndexElem' || field === 'PartitionElem')
      out.add((node as { name?: string }).name ?? '');
  });
  return out;
}

/** CHECK and EXCLUDE constraints in CREATE TABLE, also those of its columns. */
export const checksOf = ({ table: { elements = [] } }: Relation): Constraint[] =>
  elements
    .flatMap(({ column, constraint }) => [
      ...(constraint ? [constraint] : []),
      ...(column?.constraints ?? []).flatMap((node) => ('Constraint' in node ? [node.Constraint] : [])),
    ])
    .filter(({ contype }) => contype === 'CONSTR_CHECK' || contype === 'CONSTR_EXCLUSION');
