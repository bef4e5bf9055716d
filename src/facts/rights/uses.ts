/**
 * What an object's execution runs: a routine runs the routines, types and operators in its body; a write runs the
 * table's triggers, expressions, rules and foreign key actions; a policy or a view runs what it calls.
 * https://www.postgresql.org/docs/current/rules-privileges.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { answersIn, graphOf } from '../../catalog/graph.js';
import { quoteIdentifier, quoteName, relationName } from '../../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../../catalog/object.js';
import { nodeOf, type RuleStmt } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { authorsTriggers } from '../triggers/authorsTriggers.js';
import { type Routine, type Write, writesIn } from '../routines/bodies.js';
import { belowOf, lineage } from '../relations/lineage.js';
import { type Relation, relationsOf } from '../relations/relations.js';
import { viewsOf } from '../views/views.js';
import { actionsOf } from './actions.js';
import { routinesOf } from '../routines/altered.js';
import { isRelation, isRunning } from '../../kinds/is.js';
import { nameIndex, namedIn } from '../routines/bodyNames.js';
import { expressionsOf, runsOn } from '../relations/expressions.js';
import { isFired, movesRows } from './firing.js';
import { type Event, EVENTS, type Step } from './step.js';

export interface Uses {
  readonly objects: readonly SchemaObject[];
  routineAt(at: number): Routine | undefined;
  /** What a write fires: triggers, rules, foreign key actions, a write of the table under a view. */
  whenWritten(step: Step, event: Event): Step[];
  /** @param policies true where the tables' policies apply */
  next(step: Step, policies: boolean): readonly Step[];
}

export function usesOf(catalog: Catalog): Uses {
  const { objects } = catalog;
  const graph = graphOf(objects);
  const answers = answersIn(objects);
  const index = nameIndex(objects);
  const relations = relationsOf(catalog);
  const views = viewsOf(catalog);
  const below = belowOf(relations);
  const actions = actionsOf(relations);
  const triggersOf = authorsTriggers(catalog);
  const expressions = expressionsOf(catalog);
  const positions = new Map(objects.map((object, at) => [object, at]));
  const routines = routinesOf(objects);
  const [policiesOf, rulesOf] = [partsBy(objects, KIND.policy), partsBy(objects, KIND.rule)];

  /** The objects that an object's tree names; relations are read, except the one that the object belongs to. */
  const named = (at: number, how: string, own?: number): Step[] =>
    graph.edgesOf(at).flatMap((to): Step[] => {
      const object = objects[to]!;
      if (isRunning(object)) return [{ at: to, as: 'run', how }];
      return isRelation(object) && to !== own ? [{ at: to, as: 'read', how }] : [];
    });
  /** ON CONFLICT DO UPDATE adds an UPDATE to an INSERT. */
  const written = (at: number, verb: Write['verb'], text: string): Step[] =>
    (verb === 'INSERT' && /\bDO\s+UPDATE\b/i.test(text) ? (['INSERT', 'UPDATE'] as const) : EVENTS[verb]).map(
      (as) => ({ at, as, how: `${as} on ${quoteName(objects[at]!.name)}` }),
    );
  const writtenInTree = (tree: unknown, { statement, sql }: SchemaObject): Step[] =>
    writesIn({ text: undefined, tree: tree as never }).writes.flatMap(({ verb, name }) =>
      answers({ keys: [relationKey(placed(name, statement))] }).flatMap((to) => written(to, verb, sql)),
    );

  const bodies = new Map<number, readonly Step[]>();
  /** Caches the steps of each body. */
  function inBody(at: number, routine: Routine): readonly Step[] {
    const steps = bodies.get(at) ?? readBody(at, routine);
    bodies.set(at, steps);
    return steps;
  }
  function readBody(at: number, routine: Routine): Step[] {
    const { text, tree, object } = routine;
    if (text === undefined) return [...named(at, ''), ...writtenInTree(tree, object)];
    const found = namedIn(routine, index);
    return [
      ...found.runs.map((to): Step => ({ at: to, as: 'run', how: '' })),
      ...found.reads.map((to): Step => ({ at: to, as: 'read', how: '' })),
      ...found.writes.flatMap((one) => written(one.at, one.verb, text)),
    ];
  }

  const shownPart = (part: number, of: number): string => {
    const { kind, name } = objects[part]!;
    return `${kind} ${quoteIdentifier(name.name)} on ${quoteName(objects[of]!.name)}`;
  };
  const policySteps = (at: number): Step[] =>
    (policiesOf.get(relationKey(objects[at]!.name)) ?? []).flatMap((one) =>
      named(one, shownPart(one, at), at),
    );
  const ruleSteps = (at: number): Step[] =>
    (rulesOf.get(relationKey(objects[at]!.name)) ?? []).flatMap((one) => [
      ...named(one, shownPart(one, at), at),
      ...writtenInTree(objects[one]!.statement.tree!.node, objects[one]!),
    ]);
  /** @param inherited partitioned tables above it: their row triggers fire for partitions too */
  const triggerSteps = (at: number, events: readonly Event[], inherited: readonly Relation[] = []): Step[] =>
    [objects[at]!, ...inherited.map(({ table }) => table)].flatMap((table) =>
      triggersOf(table.name)
        .filter(({ node }) => table === objects[at] || node.row)
        .filter((trigger) => events.some((one) => isFired(trigger, one)))
        .flatMap(({ object }) =>
          named(positions.get(object)!, shownPart(positions.get(object)!, positions.get(table)!)),
        )
        .filter(({ as }) => as === 'run'),
    );

  /** Triggers and foreign key actions, and the same on the tables below. */
  function fired(step: Step, relation: Relation, event: Event): Step[] {
    const { at, columns, isAction = false } = step;
    const line = lineage(relation, relations);
    const moves = event === 'UPDATE' && movesRows(line, columns);
    const events: readonly Event[] = moves ? ['UPDATE', 'DELETE', 'INSERT'] : [event];
    const steps = triggerSteps(at, events, relation.partitionOf ? line.slice(1) : []);
    if (event === 'UPDATE' || event === 'DELETE')
      for (const { table, event: as, columns: theirs, text, defaults } of actions(relation, event, columns)) {
        const how = `${text} on ${quoteName(table.name)}`;
        steps.push({ at: positions.get(table.table)!, as, columns: theirs, how, isAction: true, defaults });
      }
    // A foreign key action applies ONLY to its table, unless that is partitioned.
    if (!isAction || relation.table.partitioned)
      steps.push(...below(relation).map(({ table }) => ({ ...step, at: positions.get(table)!, how: '' })));
    return steps;
  }

  function expressionSteps({ columns, defaults = false }: Step, relation: Relation, event: Event): Step[] {
    if (event !== 'INSERT' && event !== 'UPDATE') return [];
    return lineage(relation, relations).flatMap((one) =>
      expressions
        .ofRow(one)
        .filter((expression) => runsOn(expression, event, columns, defaults))
        .map(({ at, what }): Step => ({ at, as: 'run', how: `${what} of ${quoteName(one.name)}` })),
    );
  }

  function throughView(step: Step, event: Event): Step[] {
    const { name } = objects[step.at]!;
    const into = views.get(relationKey(name))?.writesInto;
    const through = into ? answers({ keys: [into.key] }) : [];
    return [
      ...triggerSteps(step.at, [event]),
      ...through.map((at): Step => ({ at, as: event, how: `view ${quoteName(name)}` })),
    ];
  }

  const relationAt = (at: number): Relation | undefined =>
    objects[at]!.kind === KIND.table ? relations.get(relationKey(objects[at]!.name)) : undefined;
  function whenWritten(step: Step, event: Event): Step[] {
    const relation = relationAt(step.at);
    return [...(relation ? fired(step, relation, event) : throughView(step, event)), ...ruleSteps(step.at)];
  }

  return {
    objects,
    routineAt: (at) => routines[at],
    whenWritten,
    next(step, policies) {
      const { at, as } = step;
      const { kind, name } = objects[at]!;
      const routine = routines[at];
      if (routine) return inBody(at, routine);
      if (as === 'run')
        return [
          ...named(at, ''),
          ...expressions.ofType(at).map((to): Step => ({ at: to, as, how: '' })),
        ].filter((one) => one.as === 'run');
      const asked = policies ? policySteps(at) : [];
      if (as === 'read') return kind === KIND.view ? named(at, `view ${quoteName(name)}`) : asked;
      const relation = relationAt(at);
      return [...whenWritten(step, as), ...(relation ? expressionSteps(step, relation, as) : []), ...asked];
    },
  };
}

/** Policies or rules, by table. */
function partsBy(objects: readonly SchemaObject[], kind: 'policy' | 'rule'): Map<Key, number[]> {
  const out = new Map<Key, number[]>();
  objects.forEach((object, at) => {
    if (object.kind !== kind) return;
    const node = nodeOf(object.statement, 'CreatePolicyStmt', 'RuleStmt');
    const key = relationKey(
      placed(relationName('table' in node ? node.table : (node as RuleStmt).relation), object.statement),
    );
    const there = out.get(key);
    if (there) there.push(at);
    else out.set(key, [at]);
  });
  return out;
}
