/** A binary heap: takes the smallest out first. */
export class Heap {
  private readonly items: number[] = [];
  constructor(private readonly compare: (a: number, b: number) => number) {}

  push(item: number): void {
    const { items, compare } = this;
    let child = items.push(item) - 1;
    for (
      let parent = (child - 1) >> 1;
      child > 0 && compare(items[child]!, items[parent]!) < 0;
      parent = (child - 1) >> 1
    ) {
      [items[child], items[parent]] = [items[parent]!, items[child]!];
      child = parent;
    }
  }

  pop(): number | undefined {
    const { items, compare } = this;
    const [first] = items;
    const last = items.pop();
    if (items.length === 0 || last === undefined) return first;
    items[0] = last;
    for (let parent = 0; ;) {
      let least = parent;
      const left = 2 * parent + 1;
      for (let child = left; child <= left + 1 && child < items.length; child++) {
        if (compare(items[child]!, items[least]!) < 0) least = child;
      }
      if (least === parent) return first;
      [items[parent], items[least]] = [items[least]!, items[parent]!];
      parent = least;
    }
  }
}
