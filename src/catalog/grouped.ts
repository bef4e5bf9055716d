/** Groups items by key in their given order; an item may have several keys or none. */
export function groupedBy<K, T>(items: Iterable<T>, keysOf: (item: T) => Iterable<K>): Map<K, T[]> {
  const out = new Map<K, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const there = out.get(key);
      if (there) there.push(item);
      else out.set(key, [item]);
    }
  return out;
}
