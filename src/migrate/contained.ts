/** What PostgreSQL drops together with the object or column that it belongs to: it needs no statement of its own. */
import type { SchemaObject } from '../catalog/object.js';
import { KIND } from '../kinds/registry.js';
import type { Dependencies } from './base/dependencies.js';
import { hostOf } from './base/hosts.js';
import { names } from './base/words.js';
import type { Changes } from './changes.js';

/** True where PostgreSQL drops it together with what it belongs to. */
export function containedIn(
  object: SchemaObject,
  before: Dependencies,
  { dropped, altered }: Pick<Changes, 'dropped' | 'altered' | 'remade'>,
): boolean {
  const host = hostOf(object, before);
  // A server with user mappings cannot be dropped.
  if (object.kind === KIND.userMapping) return false;
  if (object.kind === KIND.sequenceOwner) {
    const sequence = before.needsOf(object).find(({ kind }) => kind === KIND.sequence);
    return (
      sequence !== undefined &&
      (dropped.has(sequence.id) || isOwnedByDropped(sequence, before, { dropped, altered }))
    );
  }
  if (object.kind === KIND.sequence) return isOwnedByDropped(object, before, { dropped, altered });
  if (!host) return false;
  if (object.kind === KIND.foreignKey)
    return (
      dropped.has(host.id) && before.needsOf(object).every((one) => one === host || !dropped.has(one.id))
    );
  if (dropped.has(host.id)) return true;
  const { dropped: gone = [], remade = [] } = altered.get(host.id)?.alteration ?? {};
  const columns = [...gone, ...remade];
  return OF_COLUMN.has(object.kind) && columns.some((column) => names(headOf(object), column));
}

const OF_COLUMN: ReadonlySet<string> = new Set([
  KIND.comment,
  KIND.securityLabel,
  KIND.tableSetting,
  KIND.columnDefault,
  KIND.identity,
]);
const headOf = ({ sql }: SchemaObject): string => sql.split(/\sIS\s/i)[0]!;

function isOwnedByDropped(
  sequence: SchemaObject,
  before: Dependencies,
  { dropped, altered }: Pick<Changes, 'dropped' | 'altered'>,
): boolean {
  const owner = before.dependentsOf(sequence).find(({ kind }) => kind === KIND.sequenceOwner);
  if (!owner) return false;
  return before.needsOf(owner).some((one) => {
    if (one === sequence) return false;
    const columns = altered.get(one.id)?.alteration.dropped ?? [];
    return dropped.has(one.id) || columns.some((column) => names(headOf(owner), column));
  });
}
