/**
 * Where the tenant of each row comes from: the shortest way of foreign keys to a row whose tenant is known. A key that is NOT NULL to
 * a table whose tenant is NOT NULL is sure; all others are tried together, and may leave rows without a tenant.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { Key } from '../../catalog/object.js';
import type { TableTenancy, Tenancy } from '../../catalog/tenancy.js';
import { columnsOf, primaryKeyOf, referencedColumns } from '../../facts/relations/lineage.js';
import { nameFrom } from '../../facts/names/patterns.js';
import { type ForeignKey, isEnforced, type Relation, relationsOf } from '../../facts/relations/relations.js';
import { nodeOf, parseStatements } from '../../grammar.js';
import { relationKey } from '../../kinds/base/alterTable.js';

/** A row that this one refers to. */
export interface Source {
  readonly columns: readonly string[];
  readonly to: Name;
  /** SQL of its tenant, for a row `t` of the table. */
  readonly value: string;
  readonly isSure: boolean;
}

export interface Path {
  readonly table: Name;
  readonly column: string;
  /** Steps to a row that has a tenant already; undefined where rows may stay without one. */
  readonly level: number | undefined;
  readonly sources: readonly Source[];
  /** The configuration gives the value. */
  readonly isConfigured: boolean;
  /** Tables that refer to each other: they are filled again after the others. */
  readonly isCyclic: boolean;
  readonly mayBeNull: boolean;
}

/** What a person has to look at. */
export interface PathFinding {
  readonly kind: 'none' | 'shared';
  readonly table: Name;
  readonly column: string;
  /** Tables whose shared rows it refers to. */
  readonly parents: readonly Name[];
}

export interface Paths {
  /** In the order in which the tables are filled. */
  readonly paths: readonly Path[];
  readonly findings: readonly PathFinding[];
  /** Entries of the configuration that no table needs. */
  readonly unused: readonly string[];
  /** Entries that are neither a path nor one expression. */
  readonly unusable: readonly string[];
}

interface Target {
  readonly key: Key;
  readonly table: TableTenancy;
  readonly column: string;
  readonly relation: Relation;
  readonly keys: readonly ForeignKey[];
}

/** @param given `schema.table` → `column -> schema.table`, or an SQL expression */
export function pathsOf(old: Catalog, tenancy: Tenancy, given: Readonly<Record<string, string>>): Paths {
  const finder = new Finder(tenancy, relationsOf(old), given);
  return finder.find();
}

/** One expression, which a column can be set to. */
function isExpression(text: string): boolean {
  const [tree, more] = parseStatements([`SELECT (${text}\n)`]);
  if (!tree || more || !('type' in tree) || tree.type !== 'SelectStmt') return false;
  const { targetList = [], ...rest } = nodeOf({ tree }, 'SelectStmt');
  return targetList.length === 1 && Object.keys(rest).every((field) => PLAIN.has(field));
}

const PLAIN: ReadonlySet<string> = new Set(['limitOption', 'op']);

const CONFIGURED =
  /^\s*("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)\s*->\s*((?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)\.(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))\s*$/u;

class Finder {
  private readonly targets: readonly Target[];
  private readonly given: ReadonlyMap<Key, string>;
  /** Tables whose rows all have a tenant, with the steps to it. */
  private readonly levels = new Map<Key, number>();
  private readonly done = new Set<Key>();
  private readonly paths: Path[] = [];

  constructor(
    private readonly tenancy: Tenancy,
    private readonly relations: ReadonlyMap<Key, Relation>,
    private readonly entries: Readonly<Record<string, string>>,
  ) {
    this.given = new Map(
      Object.entries(entries).map(([table, value]) => [relationKey(nameFrom(table)), value]),
    );
    this.targets = [...tenancy.tables].flatMap(([key, table]) => this.targetOf(key, table) ?? []);
    const waiting = new Set(this.targets.map(({ key }) => key));
    for (const [key, { class: verdict, column }] of tenancy.tables) {
      if (!column || waiting.has(key) || !this.relations.has(key)) continue;
      if (verdict === 'root' || column.notNull) this.levels.set(key, 0);
      if (column.from === 'own' || verdict === 'root') this.done.add(key);
    }
  }

  find(): Paths {
    let waiting = this.targets.filter((target) => !this.configured(target));
    for (let level = 1; ; level++) {
      const found = waiting.filter(({ keys }) => keys.some((key) => this.isSure(key)));
      if (found.length === 0) break;
      for (const target of found) this.add(target, this.sourcesOf(target), level);
      // Only now: a path of this level is not used within it.
      for (const { key, table } of found) {
        this.done.add(key);
        if (table.column!.notNull) this.levels.set(key, level);
      }
      waiting = waiting.filter((target) => !found.includes(target));
    }
    this.addUnsure(waiting);
    const names = new Set(this.targets.map(({ key }) => key));
    return {
      paths: this.paths,
      findings: waiting.flatMap((target) => this.findingOf(target) ?? []),
      unused: Object.keys(this.entries).filter((table) => !names.has(relationKey(nameFrom(table)))),
      unusable: this.unusable,
    };
  }

  private targetOf(key: Key, table: TableTenancy): Target | undefined {
    const relation = this.relations.get(key);
    const { column, class: verdict } = table;
    if (!relation || !column || verdict === 'root') return undefined;
    const keys = relation.foreignKeys.filter(
      (one) => isEnforced(one) && this.tenantOf(one.to) !== undefined && this.pairsOf(one) !== undefined,
    );
    const isOwn = column.from === 'added' || (column.from === 'inherited' && keys.length > 0);
    if (!isOwn || columnsOf(relation, this.relations).has(column.name)) return undefined;
    return { key, table, column: column.name, relation, keys };
  }

  private tenantOf(name: Name): TableTenancy | undefined {
    const found = this.tenancy.tables.get(relationKey(name));
    return found?.column && this.relations.has(relationKey(name)) ? found : undefined;
  }

  private pairsOf(one: ForeignKey): readonly (readonly [own: string, its: string])[] | undefined {
    const its = referencedColumns(one, this.relations);
    return its.length === one.columns.length && its.length > 0
      ? its.map((name, at) => [one.columns[at]!, name])
      : undefined;
  }

  private isNotNull({ table, columns }: ForeignKey): boolean {
    const all = columnsOf(this.relations.get(relationKey(table))!, this.relations);
    return columns.every((name) => all.get(name)?.notNull);
  }

  private isSure(one: ForeignKey): boolean {
    return this.isNotNull(one) && this.levels.has(relationKey(one.to));
  }

  private sourceOf(one: ForeignKey): Source {
    const pairs = this.pairsOf(one)!;
    return { columns: one.columns, to: one.to, value: this.valueOf(one.to, pairs), isSure: this.isSure(one) };
  }

  private valueOf(to: Name, pairs: readonly (readonly [own: string, its: string])[]): string {
    const { class: verdict, column } = this.tenantOf(to)!;
    const { name, form } = column!;
    const [own, its] = pairs[0]!;
    if (verdict === 'root' && pairs.length === 1 && its === name) return `t.${quoteIdentifier(own)}`;
    const cast = form === 'key' || form === 'domain' ? '' : `::${this.tenancy.tenants.type}`;
    const where = pairs.map(([left, right]) => `p.${quoteIdentifier(right)} = t.${quoteIdentifier(left)}`);
    // A key refers to rows of the table itself, not to those of its children.
    const only = this.relations.get(relationKey(to))!.table.partitioned ? '' : 'ONLY ';
    return `(SELECT p.${quoteIdentifier(name)}${cast} FROM ${only}${quoteName(to)} AS p WHERE ${where.join(' AND ')})`;
  }

  /** Those to tables that are filled already, the sure ones first; a table's own rows last. */
  private sourcesOf({ key, keys }: Target, later: ReadonlySet<Key> = new Set()): Source[] {
    const known = keys.filter(
      ({ to }) => this.done.has(relationKey(to)) || later.has(relationKey(to)) || this.isFilled(to),
    );
    const rank = (one: ForeignKey): number =>
      relationKey(one.to) === key ? 3 : this.isSure(one) ? 0 : this.levels.has(relationKey(one.to)) ? 1 : 2;
    return known.toSorted((a, b) => rank(a) - rank(b)).map((one) => this.sourceOf(one));
  }

  /** A partition or child whose parent is filled, or that has its own column. */
  private isFilled(name: Name): boolean {
    const key = relationKey(name);
    if (this.targets.some((one) => one.key === key)) return false;
    return this.tenantOf(name) !== undefined;
  }

  private add(target: Target, sources: readonly Source[], level: number | undefined, isCyclic = false): void {
    const { table, column } = target;
    // It refers to shared rows only.
    if (sources.length === 0) return;
    this.paths.push({
      table: table.name,
      column,
      level,
      sources,
      isConfigured: false,
      isCyclic,
      mayBeNull: !table.column!.notNull,
    });
  }

  /** @returns true where the configuration says it; such a table may be a source like any other */
  private configured({ key, table, column, relation }: Target): boolean {
    const text = this.given.get(key);
    if (text === undefined) return false;
    const [, own, to] = CONFIGURED.exec(text) ?? [];
    const isPath = own !== undefined && to !== undefined;
    const named = isPath ? this.named(relation, nameFrom(own).name, nameFrom(to)) : undefined;
    if (isPath ? !named : !isExpression(text)) this.unusable.push(quoteName(table.name));
    this.configuredLater.push({
      table: table.name,
      column,
      level: undefined,
      sources: [named ?? { columns: [], to: table.name, value: `(${text}\n)`, isSure: false }],
      isConfigured: true,
      isCyclic: false,
      mayBeNull: !table.column!.notNull,
    });
    return true;
  }

  private readonly configuredLater: Path[] = [];

  private readonly unusable: string[] = [];

  private named(relation: Relation, own: string, to: Name): Source | undefined {
    if (!columnsOf(relation, this.relations).has(own)) return undefined;
    const parent = this.relations.get(relationKey(to));
    const [its, more] = (parent && primaryKeyOf(parent)) ?? [];
    if (its === undefined || more !== undefined || !this.tenantOf(to)) return undefined;
    return { columns: [own], to, value: this.valueOf(to, [[own, its]]), isSure: false };
  }

  /** Those that the configuration names come after the sure ones, which they may read. */
  private addUnsure(waiting: readonly Target[]): void {
    this.paths.push(...this.configuredLater);
    for (const { table } of this.configuredLater) this.done.add(relationKey(table));
    const left = new Set(waiting.filter(({ keys }) => keys.length > 0));
    const keys = (): Set<Key> => new Set([...left].map(({ key }) => key));
    while (left.size > 0) {
      const pending = keys();
      const ready = [...left].filter(({ key, keys: its }) =>
        its.every(({ to }) => relationKey(to) === key || !pending.has(relationKey(to))),
      );
      const next = ready.length > 0 ? ready : [...left];
      for (const target of next) {
        this.add(target, this.sourcesOf(target, pending), undefined, ready.length === 0);
        left.delete(target);
      }
      for (const { key } of next) this.done.add(key);
    }
  }

  private findingOf({ table, column, keys }: Target): PathFinding | undefined {
    if (!table.column!.notNull) return undefined;
    if (keys.length === 0) return { kind: 'none', table: table.name, column, parents: [] };
    const shared = keys.filter((one) => this.isNotNull(one) && this.tenantOf(one.to)?.sharedRows);
    return shared.length === 0
      ? undefined
      : { kind: 'shared', table: table.name, column, parents: shared.map(({ to }) => to) };
  }
}
