/** A schema as text, object by object, and how two of them differ. */

/** What identifies an object → all that is known of it, one property or line of SQL on each line. */
export type Schema = ReadonlyMap<string, string>;

/** Enough to see what is wrong; the rest is mostly the same once more. */
const SHOWN = 20;

/** What is not the same on both sides, fit to be read in a failed test; '' where all is. */
export function differences(expected: Schema, actual: Schema): string {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])];
  const found = keys.flatMap((key) => {
    const [before, after] = [expected.get(key), actual.get(key)];
    if (before === after) return [];
    if (before === undefined) return [`extra: ${key}`];
    if (after === undefined) return [`missing: ${key}`];
    return [`changed: ${key}\n${changedLines(before, after).join('\n')}`];
  });
  const rest = found.length > SHOWN ? [`and ${found.length - SHOWN} more`] : [];
  return [...found.slice(0, SHOWN), ...rest].join('\n');
}

function changedLines(before: string, after: string): string[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const gone = left.filter((line) => !right.includes(line)).map((line) => `  - ${line}`);
  const come = right.filter((line) => !left.includes(line)).map((line) => `  + ${line}`);
  return gone.length + come.length > 0 ? [...gone, ...come] : ['  the same lines in another order'];
}
