/** Answers that are worked out once, for questions that are asked again and again. */

/** For as long as somebody else holds what was asked about. */
export function remembered<K extends object, T>(answer: (about: K) => T): (about: K) => T {
  const known = new WeakMap<K, { readonly answer: T }>();
  return (about) => {
    let there = known.get(about);
    if (!there) known.set(about, (there = { answer: answer(about) }));
    return there.answer;
  };
}

/** A conversion asks about fewer texts; a process that converts many dumps must not keep those of all. */
const MOST_TEXTS = 1 << 16;

/** The same few texts are asked about for every table. */
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
