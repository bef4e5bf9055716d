/** The result's hold triggers and their functions. */
import type { Catalog } from '../../catalog/catalog.js';
import { nameOf, relationName, strings } from '../../catalog/names.js';
import { key, keysFor, placed, type SchemaObject } from '../../catalog/object.js';
import { type CreateTrigStmt, nodeOf } from '../../grammar.js';
import { ownNames } from '../../facts/own/ownNames.js';
import { pasted } from '../../facts/names/patterns.js';
import { routineIdentity } from '../../facts/routines/routineIdentity.js';
import type { HoldTrigger } from '../selfCheck/questions/holds.js';
import { KIND } from '../../kinds/registry.js';

/** Hold triggers are for each row, or for TRUNCATE. */
const fires = ({ row }: CreateTrigStmt): string => (row ? 'rows' : 'truncate');

export interface HoldParts {
  readonly triggers: readonly HoldTrigger[];
  readonly functions: readonly SchemaObject[];
}

export function holdParts({ objects }: Catalog, prefix: string): HoldParts {
  const { holdFunction, holdTrigger, truncateTrigger } = ownNames(prefix);
  const routines = new Map(
    objects
      .filter(({ kind, name }) => kind === KIND.function && name.name.startsWith(holdFunction))
      .map((object) => [key('routine', object.name), object]),
  );
  const functions = new Set<SchemaObject>();
  const triggers = objects.flatMap(({ kind, statement }): HoldTrigger[] => {
    if (kind !== KIND.trigger) return [];
    const node = nodeOf(statement, 'CreateTrigStmt');
    const { trigname = '', funcname } = node;
    const isOwn = trigname.endsWith(holdTrigger) || trigname === truncateTrigger;
    const routine = keysFor('routine', nameOf(strings(funcname)), statement).flatMap(
      (one) => routines.get(one) ?? [],
    )[0];
    if (!isOwn || !routine) return [];
    functions.add(routine);
    const table = placed(relationName(node.relation), statement);
    return [[pasted(table), trigname, routineIdentity(routine), fires(node)]];
  });
  return {
    triggers: triggers.toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1)),
    functions: [...functions],
  };
}
