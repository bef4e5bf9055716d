/**
 * Identities and the sequences of serial columns: where one replaces the other, the next value stays.
 * https://www.postgresql.org/docs/current/ddl-identity-columns.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import type { Step } from '../kinds/base/verbs.js';
import { relationKey, tableAction } from '../kinds/base/alterTable.js';
import { KIND } from '../kinds/registry.js';
import {
  identityFromSequence,
  identitySequence,
  sequenceFromIdentity,
} from '../kinds/tables/alterIdentity.js';
import { isTable } from '../kinds/tables/table.js';
import type { Action } from './base/action.js';
import type { Actions } from './actions.js';
import type { Dependencies } from './base/dependencies.js';

interface Column {
  readonly table: Key;
  readonly column: string;
}

const columnOf = ({ statement }: SchemaObject): Column => {
  const { table, command } = tableAction(statement)!;
  return { table: relationKey(table), column: command.name ?? '' };
};

const isSame = (one: Column, other: Column): boolean =>
  one.table === other.table && one.column === other.column;

/** The sequence that the default of the column takes its values from. */
function sequenceOf(column: Column, { objects, needsOf }: Dependencies): SchemaObject | undefined {
  const its = objects.find(
    (object) => object.kind === KIND.columnDefault && isSame(columnOf(object), column),
  );
  return its && needsOf(its).find(({ kind }) => kind === KIND.sequence);
}

const identityOf = (column: Column, { objects }: Dependencies): SchemaObject | undefined =>
  objects.find((object) => object.kind === KIND.identity && isSame(columnOf(object), column));

/** The actions, in which a sequence hands its value to the identity that replaces it, and the other way round. */
export function withCounters(actions: Actions, before: Dependencies, after: Dependencies): Actions {
  const [dropped, made] = [new Map(actions.dropped), new Map(actions.made)];
  const silence = (object: SchemaObject | undefined): void => {
    const action = object && dropped.get(object.id);
    if (action) dropped.set(action.object.id, { ...action, steps: [] });
  };
  const say = (action: Action, steps: readonly Step[]): void =>
    void made.set(action.object.id, { ...action, steps });
  for (const action of actions.made.values()) {
    if (action.verb !== 'create' || action.object.kind !== KIND.identity) continue;
    const column = columnOf(action.object);
    const table = before.providerOf(column.table);
    // The identity of a new table starts anew.
    if (!table || !isTable(table)) continue;
    const sequence = sequenceOf(column, before);
    if (sequence && dropped.has(sequence.id)) {
      say(action, identityFromSequence(sequence, action.object, action.steps[0]!));
      for (const object of [sequence, ...before.dependentsOf(sequence)]) silence(object);
    } else if (!identityOf(column, before))
      say(action, [...action.steps, ...atHighest(action, identitySequence(action.object.statement))]);
  }
  for (const action of actions.made.values()) {
    if (action.verb !== 'create' || action.object.kind !== KIND.sequence) continue;
    const owner = after.objects.find(
      (object) => object.kind === KIND.columnDefault && after.needsOf(object).includes(action.object),
    );
    const its = owner && made.get(owner.id);
    const identity = owner && identityOf(columnOf(owner), before);
    if (identity && dropped.has(identity.id)) {
      say(action, sequenceFromIdentity(identity, action.object));
      silence(identity);
    } else if (its && before.providerOf(columnOf(owner!).table))
      say(its, [...its.steps, ...atHighest(its, action.object.name)]);
  }
  return { ...actions, dropped, made };
}

/** The numbers of a column that has values go on behind the highest, if they do not start there anyway. */
function atHighest({ object, steps }: Action, sequence: Name): Step[] {
  const { table, command } = tableAction(object.statement)!;
  const column = quoteIdentifier(command.name ?? '');
  const name = quoteLiteral(quoteName(sequence));
  const [add] = steps;
  const sql = `PERFORM setval(${name}, max(${column})) FROM ${quoteName(table)} HAVING max(${column}) >= (SELECT last_value FROM ${quoteName(sequence)})`;
  return add?.when === undefined ? [] : [{ sql, when: add.when }];
}
