/** Foreign tables have no row-level security and no keys, so they are shared by all tenants, or closed. */
import type { Catalog } from '../../catalog/catalog.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import type { TenancySettings } from '../../settings/settings.js';
import { byName, fromSettings } from './verdict.js';
import { parentsOf, partitionsIn } from '../../facts/relations/foreignTables.js';
import { nodeOf } from '../../grammar.js';

export function foreignTables(catalog: Catalog, settings: TenancySettings): TableTenancy[] {
  const attachedTo = partitionsIn(catalog);
  return catalog.objects
    .filter(({ kind }) => kind === KIND.foreignTable)
    .map(({ name, statement }) => {
      const { base } = nodeOf(statement, 'CreateForeignTableStmt');
      const [parent] = parentsOf(base, statement);
      const verdict = fromSettings(name, settings) ?? byName(name);
      return {
        name,
        class: verdict.class,
        evidence: verdict.why,
        configured: verdict.configured ?? false,
        undecided: verdict.undecided ?? false,
        shown: false,
        column: undefined,
        sharedRows: false,
        withoutTenant: false,
        appendOnly: false,
        form: 'foreign',
        fixedBy: undefined,
        foreignBelow: false,
        partitionOf: base?.partbound ? parent : attachedTo.get(relationKey(name)),
        inherits: base?.partbound || !parent ? [] : [parent],
      };
    });
}
