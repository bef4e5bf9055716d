/** Rows may move between the partitions of a table, of before or of after: such tables are compared together. */
import { type Losses, tableNow } from '../base/losses.js';
import type { Snapshot, TableRows } from './snapshot.js';

/** A table of before, and what it is now. */
export interface Pair {
  readonly old: TableRows;
  readonly now: TableRows | undefined;
}

export interface Family {
  readonly pairs: readonly Pair[];
  /** New tables that may have taken rows in. */
  readonly added: readonly TableRows[];
}

interface Group {
  readonly names: ReadonlySet<string>;
  readonly pairs: readonly Pair[];
}

/** The table and the partitioned tables above it. */
function linesOf(name: string, all: Snapshot): string[] {
  const parents = all.tables.get(name)?.table.parents ?? [];
  const partitioned = parents.filter((parent) => all.tables.get(parent)?.table.partitioned);
  return [name, ...partitioned.flatMap((parent) => linesOf(parent, all))];
}

/** @param differing tables whose rows are not those of before */
export function familiesOf(
  differing: readonly Pair[],
  before: Snapshot,
  after: Snapshot,
  { renames }: Losses,
): Family[] {
  let groups: Group[] = [];
  for (const pair of differing) {
    const { name } = pair.old.table;
    const now = tableNow(name, renames);
    const above = linesOf(name, before).map((one) => tableNow(one, renames));
    const names = new Set([...above, ...linesOf(now, after)]);
    const others = groups.filter((group) => [...group.names].some((one) => names.has(one)));
    const joined: Group = {
      names: new Set([...names, ...others.flatMap((group) => [...group.names])]),
      pairs: [...others.flatMap(({ pairs }) => pairs), pair],
    };
    groups = [...groups.filter((group) => !others.includes(group)), joined];
  }
  const known = new Set([...before.tables.keys()].map((name) => tableNow(name, renames)));
  return groups.map(({ names, pairs }) => ({ pairs, added: addedUnder(names, known, after) }));
}

function addedUnder(names: ReadonlySet<string>, known: ReadonlySet<string>, after: Snapshot): TableRows[] {
  const isUnder = ({ table }: TableRows): boolean =>
    table.parents.some((parent) => {
      const above = after.tables.get(parent);
      return names.has(parent) || (above !== undefined && isUnder(above));
    });
  return [...after.tables.values()].filter((one) => !known.has(one.table.name) && isUnder(one));
}
