/**
 * With FORCE, the check of a foreign key and the refresh of a materialized view see no rows, or one tenant's. So FORCE is removed from
 * the tables that are read, right before, and restored at the end of the file, also where nothing else about it changes.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { quoteLiteral, quoteName } from '../catalog/names.js';
import type { Key, SchemaObject } from '../catalog/object.js';
import { addedConstraint, relationKey, tableAction } from '../kinds/base/alterTable.js';
import type { GuardTarget } from '../kinds/base/guard.js';
import type { Step } from '../kinds/base/verbs.js';
import { isChecked } from '../kinds/constraints/constraint.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { isForce, NO_FORCE } from '../kinds/security/rowSecurity.js';
import { attached } from '../kinds/tables/partition.js';
import { conditionText } from '../print/guard.js';
import { type Openings, openingsOf } from '../print/opened.js';
import type { Action } from './base/action.js';

export interface Opened {
  readonly actions: readonly Action[];
  /** FORCE for the tables that were opened. */
  readonly restored: readonly Step[];
}

export interface OpenedSides {
  readonly before: readonly SchemaObject[];
  readonly after: readonly SchemaObject[];
  readonly target: GuardTarget;
}

/** The statements that open tables before each step of an action. */
export type StepOpenings = (action: Action, step: Step) => readonly string[];

interface Forced {
  readonly openingsOfStep: StepOpenings;
  /** FORCE, by the statement that removes it. */
  readonly force: ReadonlyMap<string, Step>;
  readonly tables: ReadonlyMap<string, string>;
}

/** @returns undefined where no table that stays has FORCE */
export function forcedBy({ before, after, target }: OpenedSides): Forced | undefined {
  const old = new Set(before.filter(isForce).map(({ id }) => id));
  const kept = after.filter((object) => isForce(object) && old.has(object.id));
  if (kept.length === 0) return undefined;
  const names = new Map(kept.map((object) => [relationKey(tableOf(object)), opening(tableOf(object))]));
  const force = new Map(
    kept.map((object) => [opening(tableOf(object)), kindNamed(object.kind).guard(object, target)]),
  );
  const openings = openingsOf({ objects: after.filter((object) => !isForce(object) || old.has(object.id)) });
  const keys = after.filter(({ kind }) => kind === KIND.foreignKey);
  const tables = new Map(kept.map((object) => [opening(tableOf(object)), quoteName(tableOf(object))]));
  return {
    force,
    tables,
    openingsOfStep: (action, step) => openingsOfStep(action, step, { openings, names, keys }),
  };
}

const tableOf = ({ statement }: SchemaObject) => tableAction(statement)!.table;
const opening = (table: SchemaObject['name']): string => `ALTER TABLE ONLY ${quoteName(table)} ${NO_FORCE}`;

interface Known {
  readonly openings: Openings;
  readonly names: ReadonlyMap<Key, string>;
  readonly keys: readonly SchemaObject[];
}

/** Steps that make PostgreSQL check a key's rows. */
const CHECKS = /\b(?:ADD\s+CONSTRAINT|VALIDATE\s+CONSTRAINT)\b|(?<!\bNOT\s+)\bENFORCED\b/i;
const UNCHECKED = /\bNOT\s+VALID\s*$/i;
const ATTACHES = /\bATTACH\s+PARTITION\b/i;

function openingsOfStep(
  { verb, object }: Action,
  { sql }: Step,
  { openings, names, keys }: Known,
): readonly string[] {
  if (verb !== 'create' && verb !== 'alter') return [];
  if (object.kind === KIND.foreignKey)
    return CHECKS.test(sql) && !UNCHECKED.test(sql) ? ofKey(object, openings, names) : [];
  if (object.kind === KIND.partition) {
    if (!ATTACHES.test(sql)) return [];
    const { parent, child } = attached(object.statement)!;
    const own = keys.filter((one) => quoteName(tableOf(one)) === quoteName(parent));
    const opened = own.flatMap((one) => ofKey(one, openings, names));
    const partition = names.get(relationKey(child));
    return [...new Set(own.length > 0 && partition !== undefined ? [partition, ...opened] : opened)];
  }
  return openings(object);
}

/** Its own table, and the tables that its check reads. */
function ofKey(object: SchemaObject, openings: Openings, names: ReadonlyMap<Key, string>): string[] {
  const { constraint } = addedConstraint(object.statement, 'CONSTR_FOREIGN')!;
  if (!isChecked(constraint)) return [];
  const own = names.get(relationKey(tableOf(object)));
  return [...(own === undefined ? [] : [own]), ...openings(object)];
}

/** For a file in one transaction. */
export function withOpenings(actions: readonly Action[], sides: OpenedSides): Opened {
  const forced = forcedBy(sides);
  if (!forced) return { actions, restored: [] };
  const opened = new Set<string>();
  const changed = actions.map((action) => ({
    ...action,
    steps: action.steps.map((step): Step => {
      const before = forced.openingsOfStep(action, step);
      for (const one of before) opened.add(one);
      return before.length === 0 ? step : { ...step, before: [...(step.before ?? []), ...before] };
    }),
  }));
  return { actions: changed, restored: [...opened].toSorted().map((one) => forced.force.get(one)!) };
}

/**
 * For a file outside a transaction: in one block, so that FORCE is back whatever happens; not for a role that policies do not apply to,
 * since it takes the strongest lock.
 */
export function openedInside(actions: readonly Action[], sides: OpenedSides): readonly Action[] {
  const forced = forcedBy(sides);
  if (!forced) return actions;
  return actions.map((action) => ({
    ...action,
    steps: action.steps.flatMap((step): Step[] => {
      const opened = forced.openingsOfStep(action, step);
      if (opened.length === 0 || step.when === undefined) return [step];
      const tables = opened.map((one) => forced.tables.get(one)!);
      const isActive = tables.map((table) => `row_security_active(${quoteLiteral(table)})`).join(' OR ');
      const around: [string, string] = [
        opened.join('; '),
        tables.map((table) => `ALTER TABLE ONLY ${table} FORCE ROW LEVEL SECURITY`).join('; '),
      ];
      return [{ ...step, when: `(${isActive}) AND ${conditionText(step.when)}`, around }, step];
    }),
  }));
}
