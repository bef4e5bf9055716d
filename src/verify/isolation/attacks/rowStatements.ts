/** What a principal may do with its own rows of a relation: these statements run everything attached to them. */
import type { Attempt, Principal } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import { belongs } from './keyTries.js';
import type { Relation } from '../stage/relations.js';
import { NEW_OF_A } from '../stage/values.js';

export interface Try extends Attempt {
  /** The relation attacked; for a call, the routine. */
  readonly relation: string;
}

/** Reads evaluate the policies, and writes fire the triggers. */
export function statementsOn(context: AttackContext, principal: Principal, relation: Relation): Try[] {
  const may = context.privileges(principal).get(relation.id);
  const { name, kind, columns, tenant } = relation;
  if (may === undefined || kind === 'f') return [];
  const out: Try[] = [];
  if (may.select.length > 0)
    out.push({ relation: name, sql: `SELECT ${may.select.join(', ')} FROM ${name}`, reads: true });
  if (kind === 'm') return out;
  const targets = columns.filter(
    ({ name: column, generated, identity }) => !generated && !identity && may.update.includes(column),
  );
  // It also sees shared rows, which it may not write.
  const own =
    tenant !== undefined && may.select.includes(tenant)
      ? ` WHERE ${belongs(relation, name, context.names.a)}`
      : '';
  const set = targets.map(({ name: column }) => `${column} = ${column}`).join(', ');
  if (set !== '') out.push({ relation: name, sql: `UPDATE ${name} SET ${set}${own}` });
  if (may.insert.length > 0)
    out.push({ relation: name, sql: context.rows.insert(relation, NEW_OF_A, 'distinct', may.insert) });
  if (may.delete) out.push({ relation: name, sql: `DELETE FROM ${name}${own}` });
  return out;
}
