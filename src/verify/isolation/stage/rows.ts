/**
 * Rows of two tenants in every table of tenants, and rows without a tenant where allowed: without rows nothing can
 * leak. Views show only rows in some state, so a tenant's rows differ: the first has the defaults; the others go
 * through the literals that conditions in the schema compare with.
 */
import type { Database } from '../../engine/engine.js';
import { fill, type Made } from './filling.js';
import type { Leak } from './leaks.js';
import type { Literals } from './literals.js';
import { isOfOneTenant, type Leaf, readLeaves } from './partitions.js';
import { References } from './references.js';
import type { Column, Relation, Schema } from './relations.js';
import type { Types } from './types.js';
import { literal, type Seed, type Tenant, textOf, valueOf } from './values.js';

const ROWS = 6;

export interface Filling {
  readonly rows: number;
  /** Tables and partitions without a row of one of the tenants, and why. */
  readonly unfilled: readonly { readonly relation: string; readonly why: string }[];
  /** Partitions of one tenant each, which is neither A nor B. */
  readonly ofOneTenant: readonly string[];
}

/** How a row is made: with as many values as possible, with distinct values, or with as few values as possible. */
type Manner = 'rich' | 'distinct' | 'least';

export interface Rows {
  /** An INSERT of the row. */
  insert(relation: Relation, seed: Seed, manner?: Manner, allowed?: readonly string[]): string;
  value(relation: Relation, column: Column, seed: Seed, manner?: Manner): string | undefined;
}

export async function makeRows(
  database: Database,
  schema: Schema,
  types: Types,
  literals: Literals,
): Promise<{ readonly rows: Rows; readonly filling: Filling; readonly taken: readonly Leak[] }> {
  await makeRoom(database, schema);
  const references = new References(schema, types);
  const leaves = await readLeaves(database, types, (root, column, tenant) =>
    references.tenantValue(schema.relations.get(root)!, column, tenant),
  );
  const rows = new RowMaker(references, types, leaves, literals);
  const made: Made[] = [];
  for (const relation of schema.relations.values()) {
    if ((relation.kind !== 'r' && relation.kind !== 'p') || relation.root !== relation.id) continue;
    for (const tenant of whose(relation))
      for (let row = 0; row < rows.countOf(relation); row++)
        made.push(rowOf(rows, relation, { tenant, row }));
  }
  const { failed, taken } = await fill(database, made);
  const reasons = new Map(failed.map(({ row, why }) => [row.relation.id, why]));
  const empty = await emptyOf(database, schema);
  const ofTenant = (relation: Relation): boolean => isOfOneTenant(relation, leaves, schema);
  return {
    rows,
    taken,
    filling: {
      rows: made.length - failed.length,
      ofOneTenant: empty.filter(ofTenant).map(({ name }) => name),
      unfilled: empty
        .filter((one) => !ofTenant(one))
        .map((relation) => ({
          relation: relation.name,
          why: reasons.get(relation.root) ?? 'no row falls into this partition',
        })),
    },
  };
}

const rowOf = (rows: Rows, relation: Relation, seed: Seed): Made => ({
  relation,
  seed,
  statements: (['rich', 'distinct', 'least'] as const).map((manner) => rows.insert(relation, seed, manner)),
});

const whose = ({ tenant, columns }: Relation): readonly Tenant[] =>
  tenant !== undefined && columns.find(({ name }) => name === tenant)!.notNull ? ['A', 'B'] : ['A', 'B', 'N'];

/** Adds a partition for A and B to tables that have one for each tenant. */
async function makeRoom(database: Database, { relations }: Schema): Promise<void> {
  const perTenant = [...relations.values()].filter(
    ({ kind, tenant, partitionedBy }) =>
      kind === 'p' && tenant !== undefined && partitionedBy.includes(tenant),
  );
  await database.query('SELECT baseline_verify.partition_for_all($1::oid[])', [
    `{${perTenant.map(({ id }) => id).join(',')}}`,
  ]);
}

/** Tenants' tables and partitions without a row of A or of B. */
async function emptyOf(database: Database, schema: Schema): Promise<readonly Relation[]> {
  const asked = [...schema.relations.values()].filter(
    ({ kind, tenant }) => (kind === 'r' || kind === 'p') && tenant !== undefined,
  );
  if (asked.length === 0) return [];
  const empty = asked.map(
    ({ name, tenant, kind }) =>
      `(SELECT count(DISTINCT ${tenant!}) < 2 FROM ${kind === 'r' ? 'ONLY ' : ''}${name})`,
  );
  const [row] = await database.query<{ empty: boolean[] }>(`SELECT ARRAY[${empty.join(', ')}] AS empty`);
  return asked.filter((_, at) => row!.empty[at] === true);
}

class RowMaker implements Rows {
  /** By relation: the leaf partitions in it; for a leaf, itself. */
  private readonly leavesOf = new Map<number, Leaf[]>();

  constructor(
    private readonly references: References,
    private readonly types: Types,
    leaves: readonly Leaf[],
    private readonly literals: Literals,
  ) {
    for (const leaf of leaves)
      for (const id of [leaf.partition, ...leaf.within])
        this.leavesOf.set(id, [...(this.leavesOf.get(id) ?? []), leaf]);
  }

  countOf(relation: Relation): number {
    if (this.references.isTenants(relation)) return 1;
    return Math.max(ROWS, this.leavesOf.get(relation.id)?.length ?? 0);
  }

  insert(relation: Relation, seed: Seed, manner: Manner = 'distinct', allowed?: readonly string[]): string {
    const parts = relation.columns.flatMap((column): [string, string][] => {
      if (column.generated || allowed?.includes(column.name) === false) return [];
      const value = this.value(relation, column, seed, manner);
      return value === undefined ? [] : [[column.name, value]];
    });
    if (parts.length === 0) return `INSERT INTO ${relation.name} DEFAULT VALUES`;
    const [names, values] = [parts.map(([name]) => name), parts.map(([, value]) => value)];
    return `INSERT INTO ${relation.name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.join(', ')})`;
  }

  value(relation: Relation, column: Column, seed: Seed, manner: Manner = 'distinct'): string | undefined {
    const { name, type, typmod } = column;
    const fixed =
      this.references.tenantValue(relation, name, seed.tenant) ?? this.keyOfPartition(relation, name, seed);
    if (fixed !== undefined) return fixed;
    const refers = this.references.of(relation, name);
    // Rows form a tree, so that no recursion is endless: the first row is its root.
    if (refers?.parent.id === relation.id || /parent/i.test(name)) {
      if (!column.notNull && !column.unique)
        return seed.row === 0 ? undefined : valueOf(this.types, type, typmod, { ...seed, row: seed.row - 1 });
    } else if (refers === undefined && !column.unique) {
      if (manner === 'least' && (!column.notNull || column.hasDefault)) return undefined;
      if (manner === 'rich') return this.richValue(column, seed);
    }
    return valueOf(this.types, type, typmod, seed);
  }

  private keyOfPartition(relation: Relation, name: string, seed: Seed): string | undefined {
    const refers = this.references.of(relation, name);
    return (
      keyIn(this.leavesOf.get(relation.id), name, seed) ??
      (refers && keyIn(this.leavesOf.get(refers.parent.id), refers.column, seed))
    );
  }

  private richValue({ plain, type, typmod, notNull, hasDefault }: Column, seed: Seed): string | undefined {
    const { category, kind, name, part, labels } = this.types.get(type)!;
    // The last row has the first literal of each condition, and otherwise the defaults. Ranges of two tenants do not
    // overlap, so that neither excludes the other.
    const [row, last] = [seed.row % ROWS, ROWS - 1];
    const keys = this.literals.keys.get(plain);
    if (keys !== undefined && /^jsonb?$/.test(this.types.get(type)!.plain))
      return `${literal(JSON.stringify(Object.fromEntries(keys.map((key) => [key, textOf(seed)]))))}::${name}`;
    if (row === 0 && hasDefault) return undefined;
    const day = (offset: number, of: string): string => `(now() + interval '${offset} days')::${of}`;
    const bound = kind === 'r' ? this.types.get(part ?? 0)! : undefined;
    if (bound !== undefined && /date|timestamp/.test(bound.plain)) {
      const from = row === last ? 0 : row - 2 + { A: 0, B: 10, N: 20 }[seed.tenant];
      return `${name}(${day(from, bound.name)}, ${day(from + 1, bound.name)})`;
    }
    if (category === 'D' && kind !== 'r') {
      const offset = [undefined, 0, -1, 1, -40, undefined][row];
      if (offset !== undefined && /date|timestamp/.test(this.types.get(type)!.plain))
        return day(offset, name);
      if (!notNull || hasDefault) return undefined;
    }
    if (row === last && category === 'B' && hasDefault) return undefined;
    // Columns with the same name may have different types.
    const choices = (this.literals.compared.get(plain) ?? []).filter((choice) =>
      labels === null ? typmod < 4 || choice.length <= typmod - 4 : labels.includes(choice),
    );
    if (choices.length > 0 && (category === 'S' || category === 'E'))
      return literal(choices[row === last ? 0 : row % choices.length]!);
    return valueOf(this.types, type, typmod, seed);
  }
}

/** Rows go to the leaves in turn, and to the keys of each leaf in turn. */
function keyIn(leaves: readonly Leaf[] = [], name: string, { tenant, row }: Seed): string | undefined {
  const keys = leaves[row % leaves.length]?.keys[tenant] ?? [];
  return keys[Math.floor(row / leaves.length) % keys.length]?.get(name);
}
