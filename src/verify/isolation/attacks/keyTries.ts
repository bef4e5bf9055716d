/** Shared by the attacks on keys: the row of the attacking tenant. */
import type { Attempt } from '../stage/attempt.js';
import type { Relation } from '../stage/relations.js';
import { literal } from '../stage/values.js';

export interface TryKey extends Attempt {
  readonly relation: Relation;
  readonly name: string;
}

/** SQL condition: the row is the tenant's; always true if no column names the tenant. */
export const belongs = ({ tenant }: Relation, row: string, id: string): string =>
  tenant === undefined ? 'true' : `${row}.${tenant}::text = ${literal(id)}`;

export const firstOf = (relation: Relation, id: string): string =>
  `(SELECT x.tableoid, x.ctid FROM ${relation.name} x WHERE ${belongs(relation, 'x', id)} ORDER BY x.tableoid, x.ctid LIMIT 1)`;
