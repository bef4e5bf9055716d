/**
 * The objects of a dump after migrations: those that differ between `old` (the dump, read back from the engine) and `now`
 * (the dump and the migrations, read back likewise) are new, changed or gone; all others stay as the dump has them.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import { relationKey, tableAction } from '../../kinds/base/alterTable.js';
import { KIND } from '../../kinds/registry.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { isSameText } from '../base/compare.js';
import { type Group, type Groups, groupsOf, hostOf, identities, isOfSchema, isSameGroup } from './groups.js';
import { lostColumns, mergedTable } from './table.js';

export interface ComposeInput {
  readonly dump: Catalog;
  readonly old: Catalog;
  readonly now: Catalog;
  /** True for a statement of the dump that the engine did not run. */
  isGap(object: SchemaObject): boolean;
}

export type Entry =
  | { readonly is: 'kept'; readonly object: SchemaObject }
  /** The table of the dump with another text. */
  | { readonly is: 'merged'; readonly object: SchemaObject; readonly text: string }
  /** In the words of the engine; `instead` of an object of the dump. */
  | { readonly is: 'taken'; readonly object: SchemaObject; readonly instead?: SchemaObject };

export interface Gone {
  readonly object: SchemaObject;
  /** The id of the object that has it in its own text now. */
  readonly into?: string;
  /** The engine knows nothing of it: whether it should go to another object is unknown. */
  readonly unknown?: true;
}

export interface Composition {
  /** By identity, those of the dump first. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly gone: readonly Gone[];
}

type Difference = 'same' | 'changed' | 'added';

class Composer {
  readonly entries = new Map<string, readonly Entry[]>();
  readonly gone: Gone[] = [];
  private readonly dump: Groups;
  private readonly old: Groups;
  private readonly now: Groups;
  private readonly texts = new Map<string, string>();
  /** Hosts whose whole text is taken, since the dump spells a part of them in another way. */
  private readonly whole = new Set<Key>();

  constructor(private readonly input: ComposeInput) {
    this.dump = groupsOf(input.dump);
    this.old = groupsOf(input.old);
    this.now = groupsOf(input.now);
  }

  compose(): Composition {
    this.findWhole();
    for (const [id, group] of this.dump) this.ofDump(id, group);
    for (const [id, group] of this.now) if (!this.dump.has(id)) this.ofNow(id, group);
    this.complete();
    this.clear();
    const others = this.input.dump.objects.filter((object) => !isOfSchema(object));
    for (const object of others) this.entries.set(object.id, [{ is: 'kept', object }]);
    return this;
  }

  private differenceOf(id: string, group: Group): Difference {
    const old = this.old.get(id);
    if (!old) return 'added';
    return isSameGroup(old, group) ? 'same' : 'changed';
  }

  private findWhole(): void {
    const hosts = new Set([...this.dump.values()].flat().flatMap((object) => hostOf(object) ?? []));
    const spelledApart = ([object]: Group): void => {
      const host = object && hostOf(object);
      if (host !== undefined && hosts.has(host)) this.whole.add(host);
    };
    const apart = new Set(
      [...this.dump].flatMap(([id, group]) =>
        this.old.has(id)
          ? []
          : group.filter((one) => !this.input.isGap(one)).flatMap((one) => hostOf(one) ?? []),
      ),
    );
    for (const [id, group] of this.old) if (!this.dump.has(id) && !this.now.has(id)) spelledApart(group);
    for (const [id, group] of this.now) {
      if (this.differenceOf(id, group) !== 'changed') continue;
      if (!this.dump.has(id)) spelledApart(group);
      else this.findMerged(id, group, apart);
    }
  }

  private findMerged(id: string, [now]: Group, apart: ReadonlySet<Key>): void {
    const [dump] = this.dump.get(id)!;
    const [old] = this.old.get(id)!;
    const [host] = now!.provides;
    if (host !== undefined && apart.has(host)) this.whole.add(host);
    if (!isTable(now!) || host === undefined || this.whole.has(host)) return;
    const text = mergedTable(dump as Table, old as Table, now);
    if (text === undefined) this.whole.add(host);
    else this.texts.set(id, text);
  }

  private isWhole = (object: SchemaObject): boolean => this.whole.has(hostOf(object) ?? '');

  private ofDump(id: string, group: Group): void {
    const now = this.now.get(id);
    const [first] = group;
    if (!now) {
      if (this.old.has(id)) this.gone.push(...group.map((object) => ({ object })));
      else if (this.isWhole(first!) && !this.input.isGap(first!)) this.absorb(group);
      else this.keep(id, group);
      return;
    }
    const isHost = first!.provides.some((key) => this.whole.has(key)) && isTable(first!);
    const text = this.texts.get(id);
    const difference = this.differenceOf(id, now);
    if (difference === 'same' && !isHost) this.keep(id, group);
    else if (text !== undefined && !isHost) this.entries.set(id, [{ is: 'merged', object: first!, text }]);
    else this.entries.set(id, this.replaced(group, this.old.get(id) ?? [], now));
  }

  private keep(id: string, group: Group): void {
    this.entries.set(
      id,
      group.map((object) => ({ is: 'kept', object })),
    );
  }

  private absorb(group: Group): void {
    for (const object of group) {
      const host = [...this.now.values()]
        .flat()
        .find(({ provides }) => provides.includes(hostOf(object) ?? ''));
      this.gone.push(host ? { object, into: host.id } : { object });
    }
  }

  /** The statements of `now` in its order, in the words of the dump where they are not new. */
  private replaced(dump: Group, old: Group, now: Group): Entry[] {
    const left = new Set(dump);
    const isPaired = dump.length === old.length;
    const entries = now.map((object): Entry => {
      const at = old.findIndex((one) => isSameText(one.sql, object.sql));
      const given =
        at === -1 ? undefined : isPaired ? dump[at] : dump.find(({ sql }) => isSameText(sql, object.sql));
      if (given === undefined || !left.delete(given)) return { is: 'taken', object };
      return { is: 'kept', object: given };
    });
    if (now.length === 1 && dump.length === 1) return [{ is: 'taken', object: now[0]!, instead: dump[0]! }];
    this.gone.push(...[...left].map((object) => ({ object })));
    return entries;
  }

  private ofNow(id: string, group: Group): void {
    if (this.differenceOf(id, group) === 'same' && !this.isWhole(group[0]!)) return;
    this.take(id, group);
  }

  private take(id: string, group: Group): void {
    this.entries.set(
      id,
      group.map((object) => ({ is: 'taken', object })),
    );
  }

  private provided(): Set<Key> {
    return new Set([...this.entries.values()].flat().flatMap(({ object }) => object.provides));
  }

  /** What taken objects need and the dump only implied: the sequence of a `serial`. */
  private complete(): void {
    const identity = identities(this.input.now);
    const providers = new Map(
      [...this.now.values()].flat().flatMap((object) => object.provides.map((key) => [key, object] as const)),
    );
    const provided = this.provided();
    const waiting = [...this.entries.values()]
      .flat()
      .flatMap((one) => (one.is === 'taken' ? [one.object] : []));
    for (let object = waiting.pop(); object; object = waiting.pop()) {
      for (const { keys } of object.needs) {
        if (keys.some((key) => provided.has(key))) continue;
        const provider = keys.map((key) => providers.get(key)).find(Boolean);
        if (!provider) continue;
        for (const [id, group] of this.now) {
          const isIts = id === identity(provider) || group.some((one) => one.parent === provider.provides[0]);
          if (!isIts || this.entries.has(id) || this.dump.has(id)) continue;
          this.take(id, group);
          for (const one of group) for (const key of one.provides) provided.add(key);
          waiting.push(...group);
        }
      }
    }
  }

  /** What only the dump has, about something that is gone. */
  private clear(): void {
    const provided = this.provided();
    const lost = new Set(
      this.gone.flatMap(({ object }) => object.provides).filter((key) => !provided.has(key)),
    );
    const columns = lostColumns(this.old, this.now);
    const isLost = (keys: readonly Key[]): boolean =>
      keys.some((key) => lost.has(key)) && !keys.some((key) => provided.has(key));
    for (const [id, entries] of this.entries) {
      if (this.old.has(id) || !this.dump.has(id)) continue;
      const { object } = entries[0]!;
      const column = object.kind === KIND.tableSetting ? tableAction(object.statement) : undefined;
      const isOfColumn = column && columns.get(relationKey(column.table))?.has(column.command.name ?? '');
      if (!isOfColumn && !object.needs.some(({ keys }) => isLost(keys))) continue;
      this.entries.delete(id);
      this.gone.push(...entries.map((one) => ({ object: one.object, unknown: true as const })));
    }
  }
}

export const composed = (input: ComposeInput): Composition => new Composer(input).compose();
