/** Caches answers to repeated questions. */

/** Caches for as long as the caller holds the key. */
export function remembered<K extends object, T>(answer: (about: K) => T): (about: K) => T {
  const known = new WeakMap<K, { readonly answer: T }>();
  return (about) => {
    let there = known.get(about);
    if (!there) known.set(about, (there = { answer: answer(about) }));
    return there.answer;
  };
}

/** One conversion asks about fewer texts; a process that converts many dumps must not keep the texts of all. */
const MOST_TEXTS = 1 << 16;

/** Caches by text: the same few texts are asked for each table. */
export function rememberedText<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    let there = known.get(text);
    if (!there) {
      if (known.size >= MOST_TEXTS) known.clear();
      known.set(text, (there = { answer: answer(text) }));
    }
    return there.answer;
  };
}
