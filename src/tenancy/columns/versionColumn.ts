/**
 * Decides whether a column is an optimistic lock, which each change increments, or the version of the row's content: a
 * result, a report. Incrementing the latter would change data and violate its keys.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName, strings } from '../../catalog/names.js';
import { placed, type SchemaObject } from '../../catalog/object.js';
import type { CreatePolicyStmt, CreateTrigStmt, RuleStmt } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { namesIn } from '../../facts/routines/levels.js';
import { routineBody } from '../../facts/routines/routineBody.js';
import { isDoubtful } from '../../facts/columns/auditSynonyms.js';
import type { AuthorsTrigger } from '../../facts/triggers/authorsTriggers.js';
import { columnKind } from '../../facts/columns/columnKinds.js';
import { isOwnRoutine } from '../../facts/own/ownRoutines.js';
import { checksOf, columnsNamed } from '../../facts/queries/columnsNamed.js';
import type { Column, Relation } from '../../facts/relations/relation.js';
import { hasBody } from '../../kinds/is.js';

/** The table that such an object belongs to and has expressions on. */
function tableOf({ kind, statement }: SchemaObject): Name | undefined {
  const node = statement.tree?.node;
  if (kind === KIND.policy) return placed(relationName((node as CreatePolicyStmt).table), statement);
  if (kind === KIND.rule) return placed(relationName((node as RuleStmt).relation), statement);
  return kind === KIND.check || kind === KIND.exclusion ? tableAction(statement)?.table : undefined;
}

/** Routines and the names in them, computed once for all tables. */
export interface Readers {
  readonly routines: readonly { readonly object: SchemaObject; readonly names: ReadonlySet<string> }[];
  readonly others: ReadonlyMap<string, readonly SchemaObject[]>;
}

export function readersOf({ objects, tenancy }: Catalog): Readers {
  const others = new Map<string, SchemaObject[]>();
  for (const object of objects) {
    const table = tableOf(object);
    if (table) others.set(relationKey(table), [...(others.get(relationKey(table)) ?? []), object]);
  }
  const routines = objects
    .filter((object) => hasBody(object) && !(tenancy && isOwnRoutine(object, tenancy.prefix)))
    .map((object) => ({ object, names: namesIn(routineBody(object.statement).text) }));
  return { routines, others };
}

/** Why the column is no lock; undefined where it is one. */
export function whyData(
  column: Column,
  relation: Relation,
  triggers: readonly AuthorsTrigger[],
  { routines, others }: Readers,
): string | undefined {
  const { name, type } = column;
  const { name: table, uniqueKeys, foreignKeys } = relation;
  const kind = columnKind(type);
  if (kind.is !== 'integer' || column.generated) return `it is ${kind.type}`;
  if ([...uniqueKeys, ...foreignKeys].some(({ columns }) => columns.includes(name)))
    return 'it is part of a key';
  if (!isDoubtful(name)) return undefined;
  if (!column.notNull) return 'it may be NULL';
  const reader =
    triggers.find(
      ({ node, routine }) =>
        columnsNamed(node.whenClause).has(name) ||
        strings((node as CreateTrigStmt).columns).includes(name) ||
        routines.some((one) => one.object === routine && one.names.has(name)),
    )?.object ??
    routines.find(({ names }) => names.has(name) && names.has(table.name))?.object ??
    others.get(relationKey(table))?.find(({ statement }) => columnsNamed(statement.tree!.node).has(name));
  if (reader) return `${reader.id} reads it`;
  return columnsNamed(checksOf(relation)).has(name) ? 'a constraint of the table reads it' : undefined;
}
