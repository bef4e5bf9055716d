/** Whether sequences go on where they were. */
import { type Losses, partsOf, quotedIf, tableNow } from '../base/losses.js';
import type { Sequence, Snapshot } from './snapshot.js';

/** Sequences that give another number than before, as sentences. */
export function lostNumbers(before: Snapshot, after: Snapshot, losses: Losses): string[] {
  return before.sequences.flatMap((one) => {
    const now = successorOf(one, after, losses);
    if (!now || now.next === one.next || losses.mayLose.has(one.name)) return [];
    return [`Sequence ${now.name} continues with ${now.next} instead of ${one.next}.`];
  });
}

/** The sequence of the same name, or of the same column. */
function successorOf({ name, owner }: Sequence, after: Snapshot, { renames }: Losses): Sequence | undefined {
  const named = after.sequences.find((one) => one.name === tableNow(name, renames));
  if (named || owner === null) return named;
  const { table, column } = partsOf(owner);
  const ownerNow = renames.get(owner) ?? `${tableNow(table, renames)}.${quotedIf(column)}`;
  return after.sequences.find((one) => one.owner === owner || one.owner === ownerNow);
}
