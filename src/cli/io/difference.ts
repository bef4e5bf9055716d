/** The output of --check: the lines in which two texts differ, as in `diff -u`. */
import { masked } from '../../secrets.js';

const CONTEXT = 3;
/** More changed lines than this are not aligned: nobody reads them, and the time grows with their square. */
const MOST_CHANGES = 1500;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** The shortest edit script from one list of lines to the other (Myers 1986), or undefined if it is too long. */
function edits(before: readonly string[], after: readonly string[]): Edit[] | undefined {
  const trail: Map<number, number>[] = [];
  // The furthest line of `before` that is reached on each diagonal.
  let reached = new Map([[1, 0]]);
  for (let changes = 0; changes <= Math.min(MOST_CHANGES, before.length + after.length); changes++) {
    trail.push(reached);
    const next = new Map<number, number>();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = isDown(reached, diagonal, changes)
        ? reached.get(diagonal + 1)!
        : reached.get(diagonal - 1)! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trail, before, after);
    }
    reached = next;
  }
  return undefined;
}

/** Whether the best way onto a diagonal adds a line of `after`. */
const isDown = (reached: ReadonlyMap<number, number>, diagonal: number, changes: number): boolean =>
  diagonal === -changes ||
  (diagonal !== changes && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1));

function walkBack(
  trail: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): Edit[] {
  const out: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let changes = trail.length - 1; changes >= 0; changes--) {
    const reached = trail[changes]!;
    const diagonal = x - y;
    const from = isDown(reached, diagonal, changes) ? diagonal + 1 : diagonal - 1;
    const [startX, startY] = [reached.get(from)!, reached.get(from)! - from];
    while (x > startX && y > startY && x > 0 && y > 0) {
      out.push({ sign: ' ', line: before[--x]! });
      y--;
    }
    if (changes === 0) break;
    if (from > diagonal) out.push({ sign: '+', line: after[--y]! });
    else out.push({ sign: '-', line: before[--x]! });
  }
  return out.reverse();
}

/** Changed lines with their context, under `@@` lines that number them. */
function hunks(all: readonly Edit[], first: number): string[] {
  const near = (index: number): boolean =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  const out: string[] = [];
  let [old, now] = [first, first];
  for (let index = 0; index < all.length; index++) {
    const { sign, line } = all[index]!;
    if (near(index)) {
      if (index === 0 || !near(index - 1)) out.push(`@@ -${old} +${now} @@`);
      out.push(`${sign}${line}`);
    }
    if (sign !== '+') old++;
    if (sign !== '-') now++;
  }
  return out;
}

/** At most `limit` lines of the difference. */
export function difference(before: string, after: string, limit = 40): string {
  const [old, now] = [masked(before).split('\n'), masked(after).split('\n')];
  let same = 0;
  while (same < old.length && same < now.length && old[same] === now[same]) same++;
  if (same === old.length && same === now.length) return 'They differ only in secrets, which are not shown.';
  let tail = 0;
  while (tail < old.length - same && tail < now.length - same && old.at(-1 - tail) === now.at(-1 - tail))
    tail++;
  const start = Math.max(0, same - CONTEXT);
  const cut = (lines: readonly string[]): string[] =>
    lines.slice(start, lines.length - Math.max(0, tail - CONTEXT));
  const found = edits(cut(old), cut(now));
  if (!found) return `They differ in more than ${MOST_CHANGES} lines from line ${same + 1} on.`;
  const lines = hunks(found, start + 1);
  if (lines.length <= limit) return lines.join('\n');
  return [...lines.slice(0, limit), `… and ${lines.length - limit} more lines`].join('\n');
}
