/**
 * What a migration does with each object. It starts from the difference of two catalogs and follows the dependencies: what depends on
 * an object that is dropped is dropped before and created again after.
 */
import { quoteLiteral } from '../catalog/names.js';
import type { SchemaObject } from '../catalog/object.js';
import type { GuardTarget } from '../kinds/base/kind.js';
import type { Alteration } from '../kinds/base/verbs.js';
import { isAbout } from '../kinds/is.js';
import { KIND, kindNamed } from '../kinds/registry.js';
import { isTable, type Table } from '../kinds/tables/table.js';
import { relationKey } from '../kinds/base/alterTable.js';
import { conditionText } from '../print/guard.js';
import type { Difference } from './base/compare.js';
import { pendingOf } from './base/pending.js';
import type { Dependencies } from './base/dependencies.js';
import { names } from './base/words.js';
import type { TableAlteration } from './table/alteration.js';

/** From the old catalog: dropped, and for which causes; `pending` is true in SQL while a cause is not done. */
export interface Dropped {
  readonly object: SchemaObject;
  /** Empty: it is dropped wherever it exists. */
  readonly pending: readonly string[];
}

/** What only tables have is absent in others. */
export type Altered = Alteration & Partial<TableAlteration>;

export interface Changes {
  /** By id. */
  readonly dropped: ReadonlyMap<string, Dropped>;
  readonly altered: ReadonlyMap<string, { readonly object: SchemaObject; readonly alteration: Altered }>;
  readonly created: readonly SchemaObject[];
  /** Types and collations that tables use: renamed, created, and dropped once no column has them. */
  readonly remade: ReadonlyMap<string, SchemaObject>;
}

export interface ChangeContext {
  readonly before: Dependencies;
  readonly after: Dependencies;
  readonly difference: Difference;
  readonly target: GuardTarget;
  /** New values of enum types get a file of their own, before all others. */
  readonly separateValues?: boolean;
  /** The alteration of a table that both catalogs have. */
  readonly alterTable: (
    before: Table,
    after: Table,
    remade: ReadonlyMap<string, SchemaObject>,
  ) => TableAlteration;
}

export function changesOf(context: ChangeContext): Changes {
  const first = new Closure(context);
  first.start();
  return first.result();
}

/** Finds what must go, until nothing new is found. */
class Closure {
  private readonly dropped = new Map<string, { object: SchemaObject; pending: Set<string> | undefined }>();
  private readonly altered = new Map<string, { object: SchemaObject; alteration: Altered }>();
  private readonly remade = new Map<string, SchemaObject>();
  private readonly tables = new Map<string, readonly [Table, Table]>();
  private readonly now: ReadonlyMap<string, SchemaObject>;

  constructor(private readonly context: ChangeContext) {
    this.now = new Map(context.after.objects.map((object) => [object.id, object]));
  }

  start(): void {
    const { difference, before, target } = this.context;
    for (const object of before.objects) {
      const there = this.now.get(object.id);
      if (isTable(object) && there && isTable(there)) this.tables.set(object.id, [object, there]);
    }
    const others = difference.changed.filter(({ before: old }) => !this.tables.has(old.id));
    const alterations = others.map((pair) => ({
      ...pair,
      alteration: alterationOf(pair.before, pair.after, target),
    }));
    for (const { after, alteration } of alterations)
      if (alteration) this.altered.set(after.id, { object: after, alteration });
    for (const { before: old, after, alteration } of alterations)
      if (!alteration) this.drop(old, pendingOf(after));
    for (const object of difference.removed) this.drop(object, undefined);
    for (const { before: old } of difference.changed) this.alterTable(old.id);
    this.alterDependents();
    for (const { before: old, after } of others)
      if (this.isUsedAtOnce(after)) this.drop(old, pendingOf(after));
  }

  /** True for an enum type with a new value that the same transaction already uses. */
  private isUsedAtOnce(type: SchemaObject): boolean {
    const { difference, after, separateValues } = this.context;
    if (separateValues) return false;
    const values = this.altered.get(type.id)?.alteration.values?.map(quoteLiteral) ?? [];
    if (values.length === 0) return false;
    const added = new Set(difference.added.map(({ id }) => id));
    const isMade = ({ id }: SchemaObject): boolean =>
      added.has(id) || this.altered.has(id) || this.dropped.has(id);
    const isNamed = (object: SchemaObject): boolean => {
      const steps = this.altered.get(object.id)?.alteration.steps ?? [];
      return [object.sql, ...steps.map(({ sql }) => sql)].some((sql) =>
        values.some((value) => sql.includes(value)),
      );
    };
    const bounds = after.objects.filter((object) => isBound(object) && isMade(object));
    return [...after.dependentsOf(type).filter(isMade), ...bounds].some(isNamed);
  }

  /** @param pending undefined: no condition, it is dropped wherever it exists */
  private drop(object: SchemaObject, pending: Iterable<string> | undefined): void {
    const there = this.dropped.get(object.id);
    if (there) {
      if (!add(there, pending)) return;
    } else {
      this.dropped.set(object.id, { object, pending: pending && new Set(pending) });
      this.altered.delete(object.id);
    }
    const causes = this.dropped.get(object.id)!.pending;
    for (const dependent of this.context.before.dependentsOf(object)) this.follow(dependent, object, causes);
  }

  /** An object of the old catalog that needs one that is dropped. */
  private follow(
    dependent: SchemaObject,
    needed: SchemaObject,
    pending: ReadonlySet<string> | undefined,
  ): void {
    const table = this.tables.get(dependent.id);
    if (!table) return this.drop(dependent, pending);
    // Its columns are converted: the type is made anew, where the new catalog has it too.
    if (this.now.has(needed.id) && !isTable(needed) && !this.remade.has(needed.id)) {
      this.remade.set(needed.id, needed);
      this.alterTable(dependent.id);
    } else if (this.remade.has(needed.id)) this.alterTable(dependent.id);
  }

  /** Alters a table that both catalogs have, and drops what depends on columns that change their type. */
  private alterTable(id: string): void {
    const pair = this.tables.get(id);
    if (!pair) return;
    const [old, after] = pair;
    const alteration = this.context.alterTable(old, after, this.remade);
    this.altered.set(id, { object: after, alteration });
    const { columns = [], dropped, remade, steps } = alteration;
    // A check of rows is no cause.
    const pending = steps.flatMap(({ sql, when }) =>
      when === undefined || !/^(?:ALTER|DROP)\b/.test(sql) ? [] : [conditionText(when)],
    );
    const isNamed = ({ sql }: SchemaObject, columns_: readonly string[]): boolean =>
      columns_.some((column) => names(sql, column));
    for (const dependent of this.context.before.dependentsOf(old)) {
      const isLeft = this.altered.has(dependent.id) && !this.tables.has(dependent.id);
      if (
        (isNamed(dependent, columns) && isDisturbed(dependent, old)) ||
        (isNamed(dependent, remade) && isOfColumn(dependent)) ||
        (isLeft && isNamed(dependent, dropped))
      )
        this.drop(dependent, pending);
    }
  }

  private alterDependents(): void {
    for (const id of this.tables.keys()) if (this.altered.has(id)) this.alterTable(id);
  }

  /**
   * New objects that need one that is made anew: on a second run they are there, and would keep it from being dropped, where the
   * server words the definition in another way and so makes it anew again.
   */
  private newDependents(added: ReadonlySet<string>): ReadonlyMap<string, Dropped> {
    const { after } = this.context;
    const found = new Map<string, Dropped>();
    for (const [id, { pending }] of this.dropped) {
      const reached = new Set([this.now.get(id)].filter((object) => object !== undefined));
      for (const object of reached)
        for (const dependent of after.dependentsOf(object))
          if (added.has(dependent.id) && !isTable(dependent) && !isAbout(dependent)) reached.add(dependent);
      for (const object of reached) {
        if (object.id === id) continue;
        const causes = [...(found.get(object.id)?.pending ?? []), ...(pending ?? [])];
        found.set(object.id, { object, pending: pending === undefined ? [] : [...new Set(causes)] });
      }
    }
    return found;
  }

  result(): Changes {
    const { difference, after } = this.context;
    const added = new Set(difference.added.map(({ id }) => id));
    const dropped = new Map(
      [...this.dropped].map(([id, { object, pending }]) => [id, { object, pending: [...(pending ?? [])] }]),
    );
    return {
      dropped: new Map([...dropped, ...this.newDependents(added)]),
      altered: this.altered,
      created: after.objects.filter(({ id }) => added.has(id) || this.dropped.has(id)),
      remade: this.remade,
    };
  }
}

/** The values of a partition's bound have no type of their own. */
const isBound = (object: SchemaObject): boolean =>
  object.kind === KIND.partition || (isTable(object) && object.partitionOf !== undefined);

/** @returns false if nothing was added */
function add(there: { pending: Set<string> | undefined }, pending: Iterable<string> | undefined): boolean {
  if (there.pending === undefined) return false;
  if (pending === undefined) {
    there.pending = undefined;
    return true;
  }
  const { size } = there.pending;
  for (const one of pending) there.pending.add(one);
  return there.pending.size > size;
}

/** ALTER COLUMN TYPE rebuilds indexes and checks, and refuses everything else that names the column. */
const isDisturbed = (dependent: SchemaObject, table: SchemaObject): boolean =>
  !KEPT.has(dependent.kind) &&
  !isTable(dependent) &&
  !(isAbout(dependent) && dependent.parent === relationKey(table.name));

/** True for what a column may have: it goes with a column that is made anew. */
const isOfColumn = (dependent: SchemaObject): boolean => !isTable(dependent) && !WHOLE.has(dependent.kind);

/** About a table as a whole. */
const WHOLE: ReadonlySet<string> = new Set([
  KIND.partition,
  KIND.inheritance,
  KIND.rowSecurity,
  KIND.grant,
  KIND.owner,
  KIND.tableMark,
]);

const KEPT: ReadonlySet<string> = new Set([
  KIND.index,
  KIND.indexAttach,
  KIND.check,
  KIND.primaryKey,
  KIND.unique,
  KIND.exclusion,
  KIND.notNull,
  KIND.statistics,
  KIND.statisticsTarget,
  KIND.tableSetting,
  KIND.tableMark,
  KIND.sequenceOwner,
  KIND.partition,
  KIND.inheritance,
  KIND.rowSecurity,
  KIND.grant,
  KIND.comment,
  KIND.owner,
  KIND.identity,
]);

/** What turns one into the other; undefined: it is dropped and created again. */
function alterationOf(
  before: SchemaObject,
  after: SchemaObject,
  target: GuardTarget,
): Alteration | undefined {
  const kind = kindNamed(after.kind);
  if (kind.alter === undefined) return undefined;
  if (kind.alter === 'again') return { steps: [kind.guard(after, target)] };
  return kind.alter(before, after, target);
}
