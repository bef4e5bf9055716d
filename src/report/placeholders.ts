/** Reports text of the baseline that its runner replaces as a placeholder, even in the body of a function. */
import type { Catalog } from '../catalog/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { kindNamed } from '../kinds/registry.js';
import { baselineRunner } from '../runners/registry.js';
import type { Settings } from '../settings/settings.js';

/** Number of objects that the finding names. */
const NAMED = 3;

/** @param sql the baseline, without the files for an administrator, which another runner runs */
export function placeholderNotes(
  sql: string,
  { objects, target }: Catalog,
  { roles }: Pick<Settings, 'roles'>,
): Diagnostic[] {
  const { begin, finding } = baselineRunner.placeholders;
  if (!sql.includes(begin)) return [];
  const holders = objects
    .filter(
      (object) =>
        object.file === undefined &&
        (object.sql.includes(begin) || object.identity.includes(begin)) &&
        JSON.stringify(kindNamed(object.kind).guard(object, { ...target, roles })).includes(begin),
    )
    .map(({ id }) => id)
    .toSorted();
  const [first] = holders;
  const others = holders.length - NAMED;
  const named = [...holders.slice(0, NAMED), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
  return [{ ...finding(named), ...(first === undefined ? {} : { object: first }) }];
}
