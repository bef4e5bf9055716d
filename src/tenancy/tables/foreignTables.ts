/** Foreign tables: no row-level security and no keys, so they are for all, or closed. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName } from '../../catalog/names.js';
import { type Key, placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { CreateForeignTableStmt } from '../../grammar.js';
import { relationKey } from '../../kinds/alterTable.js';
import { attached } from '../../kinds/partition.js';
import type { TenancySettings } from '../../settings.js';
import { byName, fromSettings } from '../verdict.js';
import type { Relation } from './relations.js';

const parentsOf = (base: CreateForeignTableStmt['base'], statement: Statement): Name[] =>
  (base?.inhRelations ?? []).flatMap((n) =>
    'RangeVar' in n ? [placed(relationName(n.RangeVar), statement)] : [],
  );

const partitionsIn = ({ objects }: Catalog): ReadonlyMap<Key, Name> =>
  new Map(
    objects
      .filter(({ kind }) => kind === 'partition')
      .map(({ statement }) => attached(statement)!)
      .map(({ parent, child }) => [relationKey(child), parent]),
  );

/** As facts; they have no keys. */
export function foreignTablesOf(
  catalog: Catalog,
): Pick<Relation, 'name' | 'columns' | 'foreignKeys' | 'partitionOf'>[] {
  const attachedTo = partitionsIn(catalog);
  return catalog.objects
    .filter(({ kind }) => kind === 'foreignTable')
    .map(({ name, statement }) => {
      const { base } = statement.tree!.node as CreateForeignTableStmt;
      const columns = (base?.tableElts ?? []).flatMap((one) => ('ColumnDef' in one ? [one.ColumnDef] : []));
      const [parent] = parentsOf(base, statement);
      return {
        name,
        columns: new Map(
          columns.map(({ colname = '', typeName: type }) => [
            colname,
            { name: colname, type, notNull: false, hasDefault: false, generated: false },
          ]),
        ),
        foreignKeys: [],
        partitionOf: base?.partbound ? parent : attachedTo.get(relationKey(name)),
      };
    });
}

export function foreignTables(catalog: Catalog, settings: TenancySettings): TableTenancy[] {
  const attachedTo = partitionsIn(catalog);
  return catalog.objects
    .filter(({ kind }) => kind === 'foreignTable')
    .map(({ name, statement }) => {
      const { base } = statement.tree!.node as CreateForeignTableStmt;
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
