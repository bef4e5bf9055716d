/** "Did you mean …?": the word that a mistyped one most likely stands for. Imports nothing. */

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function distance(a: string, b: string): number {
  let [older, old] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(old[column]! + 1, current[column - 1]! + 1, old[column - 1]! + same);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, older[column - 2]! + 1);
      }
      current.push(best);
    }
    [older, old] = [old, current];
  }
  return old[b.length]!;
}

/** The nearest candidate, where one is near: a third of the letters may be wrong, or the end be missing. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  // No number is a misspelling of another.
  if (/^\d+$/.test(wanted)) return candidates.find((candidate) => candidate === wanted);
  let found: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const away = distance(wanted, candidate.toLowerCase());
    if (away < least) [found, least] = [candidate, away];
  }
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return found ?? (wanted.length > 1 && begun.length === 1 ? begun[0] : undefined);
}

/** `Did you mean output?`, or nothing: for a help. */
export function didYouMean(word: string, candidates: readonly string[], prefix = ''): string | undefined {
  const found = nearest(word, candidates);
  return found === undefined ? undefined : `Did you mean ${prefix}${found}?`;
}

/** Words of fewer letters are often names of their own: `ro` and `rw`, `api` and `app`. */
const LETTERS = 4;

/** Whether one word is so much like another that it is rather a slip than a name of its own. */
function isSlip(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length);
  return longest >= LETTERS && distance(a, b) <= (longest < 2 * LETTERS ? 1 : 2);
}

/**
 * The candidate that a name most likely misspells, where the name may as well be right: `hims_admn` for `hims_admin`, but neither
 * `app_ro` for `app_rw` nor `shard1` for `shard2`.
 */
export function misspelled(name: string, candidates: readonly string[]): string | undefined {
  const split = (text: string): string[] => text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [];
  const said = split(name);
  return candidates.find((candidate) => {
    if (candidate === name) return false;
    const words = split(candidate);
    if (words.join('') === said.join('')) return true;
    return (
      words.length === said.length &&
      words.every((word, at) => word === said[at] || (!/\d/.test(word) && isSlip(word, said[at]!)))
    );
  });
}
