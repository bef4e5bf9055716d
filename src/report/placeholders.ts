/** `${…}` in the output, which Flyway replaces anywhere, even in the body of a function. */
import type { Catalog } from '../catalog/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';
import { kindNamed } from '../kinds/registry.js';
import type { Settings } from '../settings/settings.js';

const PLACEHOLDER = '${';
/** Maximum number of objects named. */
const NAMED = 3;

/** @param sql the baseline, without the files for an administrator, which psql runs */
export function placeholderNotes(
  sql: string,
  { objects, target }: Catalog,
  { roles }: Pick<Settings, 'roles'>,
): Diagnostic[] {
  if (!sql.includes(PLACEHOLDER)) return [];
  const holders = objects
    .filter(
      (object) =>
        object.file === undefined &&
        (object.sql.includes(PLACEHOLDER) || object.identity.includes(PLACEHOLDER)) &&
        JSON.stringify(kindNamed(object.kind).guard(object, { ...target, roles })).includes(PLACEHOLDER),
    )
    .map(({ id }) => id)
    .toSorted();
  const [first] = holders;
  const others = holders.length - NAMED;
  const named = [...holders.slice(0, NAMED), ...(others > 0 ? [`and ${others} more`] : [])].join(', ');
  return [
    {
      severity: 'info',
      code: 'flyway/placeholders',
      message: `Flyway would treat a part of the text of ${named} as a placeholder, and look for its value.`,
      help: `Keep NAME.sql.conf next to the baseline NAME.sql, with the line placeholderReplacement=false; --output writes both files.`,
      ...(first === undefined ? {} : { object: first }),
    },
  ];
}
