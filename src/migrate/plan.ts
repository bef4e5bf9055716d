/** Plans a migration from one catalog to another: what is dropped, altered and created, in which order, and what a person must decide. */
import type { Catalog } from '../catalog/catalog.js';
import { type Name, quoteName } from '../catalog/names.js';
import { key, type SchemaObject } from '../catalog/object.js';
import { objectsFromSql } from '../kinds/fromSql.js';
import type { GuardTarget } from '../kinds/base/kind.js';
import type { Step } from '../kinds/base/verbs.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { order } from '../order.js';
import type { Settings } from '../settings/settings.js';
import { foldEnumValues } from '../transforms/layout/foldEnumValues.js';
import { transforms } from '../transforms/registry.js';
import type { Action } from './base/action.js';
import { type Actions, type Predecessors, predecessorsOf } from './actions.js';
import { asideName, dropAside, renameAside } from './aside.js';
import { isRemakable, whilePending } from './base/pending.js';
import { changesOf, type Changes } from './changes.js';
import { differenceOf } from './base/compare.js';
import { containedIn } from './contained.js';
import { withCounters } from './counters.js';
import { type Dependencies, dependenciesOf } from './base/dependencies.js';
import { normalised } from './normal.js';
import { ordered } from './order.js';
import { defaultsTakenBack, grantActions, isGrant } from './privileges/actions.js';
import { comparableOwners, mainOwner, ownersLast } from './base/owners.js';
import type { Question } from './base/question.js';
import { withReusedNames } from './reusedNames.js';
import { likelyRenames } from './renames.js';
import { alterationsOf } from './table/tables.js';

export interface PlanOptions {
  readonly settings: Settings;
  /** SQL expressions for rows that exist, by `schema.table.column` as PostgreSQL quotes it. */
  readonly values: ReadonlyMap<string, string>;
  /** What looks like a rename is none. Renames themselves are done in the old schema before. */
  readonly noRename: boolean;
  readonly allowDataLoss: boolean;
  /** The plan is split into files, of which the first adds values to enum types. */
  readonly phases?: boolean;
}

export interface Plan {
  readonly actions: readonly Action[];
  /** Owners of what is created. */
  readonly last: readonly Step[];
  readonly questions: readonly Question[];
  /** What is lost for good, where the options allow that. */
  readonly losses: readonly string[];
  readonly target: GuardTarget;
  /** The objects of both schemas, in the form in which they were compared. */
  readonly before: readonly SchemaObject[];
  readonly after: readonly SchemaObject[];
  readonly predecessors: Predecessors;
}

export function planOf(old: Catalog, now: Catalog, options: PlanOptions): Plan {
  const target: GuardTarget = { ...now.target, roles: options.settings.roles };
  const [folded, wanted] = [old, now].map((catalog) => foldEnumValues.apply(catalog, options.settings));
  const [before, after] = comparableOwners(normalised(folded!, wanted!)).map((objects) =>
    objects.filter((object) => !isGrant(object) && !isDummy(object)),
  );
  const [oldSide, newSide] = [dependenciesOf(before!), dependenciesOf(after!)];
  const difference = differenceOf(before!, after!, target);
  const questions: Question[] = options.noRename ? [] : likelyRenames(difference);
  const tables = alterationsOf(oldSide, newSide, { ...options, target });
  const changes = changesOf({
    before: oldSide,
    after: newSide,
    difference,
    target,
    separateValues: options.phases ?? false,
    alterTable: tables.alterTable,
  });
  for (const { alteration } of changes.altered.values()) questions.push(...(alteration.questions ?? []));
  const { created, last } = ownersLast(changes.created, mainOwner(before!), newSide);
  const added = [...dummiesOf(created, now), ...refreshed(created, changes)];
  const made = laidOut(now, newSide, [...created, ...added], options.settings);
  const final = dependenciesOf(made.objects);
  const actions = withReusedNames(
    withCounters(
      actionsOf(changes, made, { before: oldSide, after: newSide, target, questions }),
      oldSide,
      final,
    ),
  );
  const remade = new Map([...changes.altered].map(([id, { alteration }]) => [id, alteration.remade ?? []]));
  const all = withGrants(actions, { old, now, before: oldSide, final, target, remade });
  const { sorted, predecessors } = inOrder(all, oldSide, final);
  const losses = lossesOf(sorted);
  if (!options.allowDataLoss) questions.push(...losses.map(lossQuestion));
  return { actions: sorted, last, questions, losses, target, before: before!, after: after!, predecessors };
}

/** pg_dump's stand-in for a view in a cycle: only where the view is created. */
const isDummy = ({ kind }: SchemaObject): boolean => kind === KIND.dummyView;

function dummiesOf(created: readonly SchemaObject[], { objects }: Catalog): SchemaObject[] {
  const made = new Set(created.flatMap(({ provides }) => provides));
  return objects.filter((object) => isDummy(object) && object.provides.some((key) => made.has(key)));
}

/** A materialized view that is made anew gets its rows again. */
function refreshed(created: readonly SchemaObject[], { dropped }: Changes): SchemaObject[] {
  const views = created.filter(({ kind, id }) => kind === KIND.materializedView && dropped.has(id));
  return objectsFromSql(
    'diff',
    views.map(({ name }) => `REFRESH MATERIALIZED VIEW ${quoteName(name)}`),
  );
}

interface Made {
  /** The objects of the new catalog, those that are created in their final form. */
  readonly objects: readonly SchemaObject[];
  readonly created: readonly SchemaObject[];
}

/** Created objects in the form of a baseline: keys and defaults in their new table. */
function laidOut(
  now: Catalog,
  { objects }: Dependencies,
  created: readonly SchemaObject[],
  settings: Settings,
): Made {
  const layout = transforms.filter(
    ({ stage, name, preset = settings.preset }) =>
      stage === 'layout' && preset === settings.preset && !settings.off.includes(name),
  );
  const catalog = layout.reduce((one: Catalog, transform) => transform.apply(one, settings), {
    ...now,
    objects: created,
    statements: now.statements,
  });
  const made = new Set(created);
  return {
    objects: [...objects.filter((object) => !made.has(object)), ...catalog.objects],
    created: catalog.objects,
  };
}

/** The spaces of what is made anew. */
const REMADE = ['type', 'relation', 'collation'] as const;

function actionsOf(
  { dropped, altered, remade }: Changes,
  { created }: Made,
  {
    before,
    after,
    target,
    questions,
  }: { before: Dependencies; after: Dependencies; target: GuardTarget; questions: Question[] },
): Actions {
  const gone = new Map<string, Action>();
  const rest = new Map<string, Action>();
  const there = new Set(before.objects.map(({ id }) => id));
  const isTaken = (name: Name): boolean =>
    [before, after].some(({ providerOf }) =>
      REMADE.some((space) => providerOf(key(space, name)) !== undefined),
    );
  for (const [id, { object, pending }] of dropped) {
    if (remade.has(id) && isRemakable(object)) {
      const aside = asideName(object.name, isTaken);
      gone.set(id, { verb: 'aside', object, steps: [renameAside(object, aside, pending)] });
      rest.set(id, { verb: 'rest', object, steps: [dropAside(object, aside)] });
      continue;
    }
    const isContained = containedIn(object, before, { dropped, altered, remade });
    const steps = isContained ? [] : dropSteps(object, questions).map((step) => whilePending(step, pending));
    gone.set(id, { verb: 'drop', object, steps, isNew: !there.has(id) });
  }
  const make = (object: SchemaObject): Action => ({
    verb: 'create',
    object,
    steps: [kindNamed(object.kind).guard(object, target, undefined)],
  });
  const made = new Map<string, Action>(created.map((object) => [object.id, make(object)]));
  for (const [id, { object, alteration }] of altered)
    if (alteration.steps.length > 0) made.set(id, { verb: 'alter', object, steps: alteration.steps });
  return { dropped: gone, rest, made };
}

function dropSteps(object: SchemaObject, questions: Question[]): readonly Step[] {
  const kind = kindNamed(object.kind);
  if (kind.drop) return kind.drop(object);
  questions.push({
    code: 'diff/impossible',
    object: object.id,
    message: `pg-baseline cannot drop the ${object.id}.`,
    help: 'Drop it by hand in a migration of its own, then run diff again.',
  });
  return [];
}

function withGrants(
  { dropped, rest, made }: Actions,
  {
    old,
    now,
    before,
    final,
    target,
    remade,
  }: {
    old: Catalog;
    now: Catalog;
    before: Dependencies;
    final: Dependencies;
    target: GuardTarget;
    remade: ReadonlyMap<string, readonly string[]>;
  },
): Actions {
  const created = new Set(
    [...made.values()].filter(({ verb }) => verb === 'create').map(({ object }) => object),
  );
  const sides = { before, after: final, created, target, remade };
  const grants = grantActions(old.objects, now.objects, sides);
  const taken = defaultsTakenBack(old.objects, now.objects, sides);
  const bare = [...made].map(([id, action]): [string, Action] => [
    id,
    { ...action, steps: [...action.steps, ...(action.verb === 'create' ? (taken.get(id) ?? []) : [])] },
  ]);
  return {
    dropped,
    rest,
    made: new Map([...bare, ...grants.map((action): [string, Action] => [action.object.id, action])]),
  };
}

function inOrder(
  actions: Actions,
  before: Dependencies,
  after: Dependencies,
): { sorted: Action[]; predecessors: Predecessors } {
  const grants = [...actions.made.values()]
    .filter(({ object }) => isGrant(object))
    .map(({ object }) => object);
  const all = dependenciesOf([...after.objects.filter((object) => !isGrant(object)), ...grants]);
  const places = (objects: readonly SchemaObject[]): Map<string, number> =>
    new Map(order(objects).placed.map(({ object }, at) => [object.id, at]));
  const [old, now] = [places(before.objects), places(all.objects)];
  const placeOf = ({ verb, object }: Action): number =>
    verb === 'alter' || verb === 'create'
      ? (now.get(object.id) ?? 0)
      : before.objects.length - (old.get(object.id) ?? 0);
  const predecessors = predecessorsOf(actions, before, all);
  return { sorted: ordered(predecessors, placeOf).filter(({ steps }) => steps.length > 0), predecessors };
}

/** The next value of a sequence is no row. */
const lossesOf = (actions: readonly Action[]): string[] => [
  ...new Set(
    actions.flatMap(({ steps }) =>
      steps.flatMap(({ loses = '' }) => (/^(?:value of|$)/.test(loses) ? [] : [loses])),
    ),
  ),
];

const lossQuestion = (lost: string): Question => ({
  code: 'diff/loss',
  object: lost,
  message: `The migration loses ${lost}.`,
  help: 'Add --allow-data-loss to accept it.',
});
