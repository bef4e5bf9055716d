/** Versions of migrations, compared part by part, as numbers. */
import type { Migration } from './runner.js';

/** Without trailing zeros: 1.0 is 1. */
export function versionParts(version: string): string[] {
  const numbers = version.split(/[._]/).map((part) => part.replace(/^0+(?=\d)/, ''));
  while (numbers.length > 1 && numbers.at(-1) === '0') numbers.pop();
  return numbers;
}

/** Below, equal to or above 0, as Array.sort wants it. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [versionParts(one), versionParts(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [BigInt(a[at] ?? 0), BigInt(b[at] ?? 0)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** The highest version of these migrations. */
export const lastVersion = (all: readonly Migration[]): string | undefined =>
  all
    .flatMap(({ version }) => version ?? [])
    .toSorted(compareVersions)
    .at(-1);

/** The next whole version, as wide as the last one: `009` → `010`. */
export function nextVersion(all: readonly Migration[]): string {
  const [first = '000'] = (lastVersion(all) ?? '000').split('.');
  return String(BigInt(first) + 1n).padStart(first.length, '0');
}
