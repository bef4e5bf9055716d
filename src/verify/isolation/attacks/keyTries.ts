/** What the attacks on keys have in common: the row of the tenant who attacks. */
import type { Attempt } from '../stage/attempt.js';
import type { Relation } from '../stage/relations.js';
import { literal } from '../stage/values.js';

export interface TryKey extends Attempt {
  readonly relation: Relation;
  readonly name: string;
}

/** A condition; where no column tells whose rows are, each is anybody's. */
export const belongs = ({ tenant }: Relation, row: string, id: string): string =>
  tenant === undefined ? 'true' : `${row}.${tenant}::text = ${literal(id)}`;

export const firstOf = (relation: Relation, id: string): string =>
  `(SELECT x.tableoid, x.ctid FROM ${relation.name} x WHERE ${belongs(relation, 'x', id)} ORDER BY x.tableoid, x.ctid LIMIT 1)`;
