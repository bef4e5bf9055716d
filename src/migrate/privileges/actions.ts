/** Privileges on one object change together: what a role may do afterwards depends on all statements about it. */
import { groupedBy } from '../../catalog/grouped.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { GuardTarget } from '../../kinds/base/kind.js';
import { KIND, kindNamed } from '../../kinds/registry.js';
import type { Action } from '../base/action.js';
import { isSameText } from '../base/compare.js';
import type { Dependencies } from '../base/dependencies.js';
import { names } from '../base/words.js';
import { ownersOf } from '../base/owners.js';
import type { Step } from '../../kinds/base/verbs.js';
import { withoutDefaults } from './defaults.js';
import { defaultPrivilegeSteps, privilegeSteps } from './privileges.js';

/** A statement about privileges, which is compared together with all others about its target. */
export const isGrant = ({ kind }: SchemaObject): boolean =>
  kind === KIND.grant || kind === KIND.defaultPrivileges;

/** `grant on table core.visits`, also for its columns and for repeated statements. */
const targetOf = ({ kind, id, name }: SchemaObject): string =>
  kind === KIND.defaultPrivileges
    ? `default privileges ${name.name}`
    : id.replace(/ #\d+$/, '').replace(/ \([^()]*\)$/, '');

interface Sides {
  readonly before: Dependencies;
  readonly after: Dependencies;
  readonly created: ReadonlySet<SchemaObject>;
  readonly target: GuardTarget;
  /** Columns that are dropped and added again, by the id of their table. */
  readonly remade: ReadonlyMap<string, readonly string[]>;
}

export function grantActions(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  sides: Sides,
): Action[] {
  const [old, now] = [before, after].map((objects) =>
    groupedBy(objects.filter(isGrant), (one) => [targetOf(one)]),
  );
  const owners = { before: ownersOf(before), after: ownersOf(after) };
  return [...new Set([...old!.keys(), ...now!.keys()])].flatMap((id): Action[] => {
    const [its, wanted] = [old!.get(id) ?? [], now!.get(id) ?? []];
    const object = (wanted[0] ?? its[0])!;
    const isNew = (one: SchemaObject | undefined): boolean => one !== undefined && sides.created.has(one);
    const [was, is] = [sides.before, sides.after].map((side) => providerOf(object, side));
    if (was && !is) return [];
    if (!isNew(is) && !sides.remade.get(is?.id ?? '')?.length && isSaid(its, wanted)) return [];
    const owner = {
      ...(was && owners.before.has(was.identity) ? { before: owners.before.get(was.identity)! } : {}),
      ...(is && owners.after.has(is.identity) ? { after: owners.after.get(is.identity)! } : {}),
    };
    const { target } = sides;
    const steps =
      object.kind === KIND.defaultPrivileges
        ? defaultPrivilegeSteps(its, wanted, target)
        : privilegeSteps(its, wanted, { target, created: is !== undefined && sides.created.has(is), owner });
    const columns = (is && sides.remade.get(is.id)) ?? [];
    const again = wanted.filter(
      ({ id: own, sql }) => own.endsWith(')') && columns.some((column) => names(sql, column)),
    );
    const all = [...steps, ...again.map((one) => kindNamed(one.kind).guard(one, target))];
    // What is revoked for one role must not take back what is granted for all.
    const verb = object.kind === KIND.defaultPrivileges && wanted.length === 0 ? 'drop' : 'create';
    return all.length === 0 ? [] : [{ verb, object, steps: all }];
  });
}

/** Created objects without what the database's default privileges give them, by the id of the object. */
export function defaultsTakenBack(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  { after: final, created, target }: Pick<Sides, 'after' | 'created' | 'target'>,
): ReadonlyMap<string, readonly Step[]> {
  const defaults = before.filter(({ kind }) => kind === KIND.defaultPrivileges);
  if (defaults.length === 0) return new Map();
  const grants = groupedBy(
    after.filter(({ kind }) => kind === KIND.grant),
    (one) => [providerOf(one, final)?.id ?? ''],
  );
  return new Map(
    [...created].map((object) => [
      object.id,
      withoutDefaults(object, defaults, grants.get(object.id) ?? [], target),
    ]),
  );
}

/** The same statements, in the same order. */
const isSaid = (one: readonly SchemaObject[], other: readonly SchemaObject[]): boolean =>
  one.length === other.length && one.every(({ sql }, at) => isSameText(sql, other[at]!.sql));

/** The object that it is about: its schema only where it is about that. */
const providerOf = (
  { id, needs }: SchemaObject,
  { providerOf: find }: Dependencies,
): SchemaObject | undefined =>
  needs
    .flatMap(({ keys }) => keys.flatMap((key) => find(key) ?? []))
    .find(({ kind }) => kind !== KIND.role && (kind !== KIND.schema || id.startsWith('grant on schema ')));
