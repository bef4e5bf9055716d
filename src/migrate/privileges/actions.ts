/** Privileges on one object change together: what a role may do afterwards depends on all statements about it. */
import { groupedBy } from '../../catalog/grouped.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { GuardTarget } from '../../kinds/base/kind.js';
import { KIND, kindNamed } from '../../kinds/registry.js';
import type { Action } from '../actions.js';
import { isSameText } from '../compare.js';
import type { Dependencies } from '../dependencies.js';

export const isGrant = ({ kind }: SchemaObject): boolean => kind === KIND.grant;

/** `grant on table core.visits`, also for its columns and for repeated statements. */
const targetOf = ({ id }: SchemaObject): string => id.replace(/ #\d+$/, '').replace(/ \([^()]*\)$/, '');

export function grantActions(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
  { final, created, target }: { final: Dependencies; created: ReadonlySet<SchemaObject>; target: GuardTarget },
): Action[] {
  const [old, now] = [before, after].map((objects) => groupedBy(objects.filter(isGrant), (one) => [targetOf(one)]));
  const providerOf = ({ needs }: SchemaObject): SchemaObject | undefined =>
    needs.flatMap(({ keys }) => keys.flatMap((key) => final.providerOf(key) ?? [])).find(({ kind }) => kind !== KIND.schema && kind !== KIND.role);
  return [...new Set([...old!.keys(), ...now!.keys()])].flatMap((id): Action[] => {
    const [its, wanted] = [old!.get(id) ?? [], now!.get(id) ?? []];
    const object = (wanted[0] ?? its[0])!;
    const provider = providerOf(object);
    const isNew = provider !== undefined && created.has(provider);
    if (!isNew && isSame(its, wanted)) return [];
    return [{ verb: 'create', object, steps: wanted.map((one) => kindNamed(one.kind).guard(one, target)) }];
  });
}

const isSame = (one: readonly SchemaObject[], other: readonly SchemaObject[]): boolean =>
  one.length === other.length && one.every(({ sql }, at) => isSameText(sql, other[at]!.sql));
