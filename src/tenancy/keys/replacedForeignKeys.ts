/** Replaces the dump's foreign keys by those over the tenant column, if configured. */
import { type Catalog, declare, dropWhere } from '../../catalog/catalog.js';
import type { SchemaObject } from '../../catalog/object.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { inspecting } from '../../facts/routines/inspections.js';
import { commentsFollow } from './keyComments.js';
import type { Composite } from './keyPlan.js';
import { shownName } from '../../catalog/names.js';

const WHY = 'a foreign key over the tenant column replaces it (keys.replaceForeignKeys)';

/** False where the new one is weaker: it ignores rows without a tenant, or allows NULL in some of the columns. */
function stands({ beside: { table, columns, node } }: Composite, tenancy: Tenancy): boolean {
  const isFull = node.fk_matchtype === 'f' && columns.length > 1;
  return !isFull && tenancy.tables.get(relationKey(table))!.column!.notNull;
}

/** @throws InputError `keys/constraints-inspected` where a routine of the dump looks up constraints */
export function replaceForeignKeys(
  catalog: Catalog,
  composites: readonly Composite[],
  tenancy: Tenancy,
): Catalog {
  const gone = new Map<SchemaObject, Composite>();
  for (const composite of composites)
    if (composite.beside.object && stands(composite, tenancy)) gone.set(composite.beside.object, composite);
  if (gone.size === 0) return catalog;
  const routine = inspecting(catalog);
  if (routine !== undefined)
    throw new InputError(
      'keys/constraints-inspected',
      `The ${routine} reads the constraints of the database: without the ${gone.size} foreign keys that keys.replaceForeignKeys removes, it could silently behave differently.`,
      { help: 'Remove `keys.replaceForeignKeys` from the configuration; both foreign keys are then kept.' },
    );
  const renamed = [...gone.values()].map(({ beside: { table, name = '' }, name: by }) => ({
    table,
    name,
    by,
    why: WHY,
  }));
  const left = dropWhere(catalog, (object) =>
    gone.has(object) ? `${gone.get(object)!.name} replaces it` : undefined,
  );
  return declare(commentsFollow(left, renamed), {
    replaced: renamed.map(({ table, name, by, why }) => ({
      kind: 'constraint',
      table: shownName(table),
      name,
      by,
      why,
    })),
  });
}
