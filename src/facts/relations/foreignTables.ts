import type { Catalog } from '../../catalog/catalog.js';
import { type CreateForeignTableStmt, nodeOf } from '../../grammar.js';
import { type Key, placed } from '../../catalog/object.js';
import { type Name, relationName } from '../../catalog/names.js';
import type { Relation } from './relation.js';
import type { Statement } from '../../catalog/statement.js';
import { KIND } from '../../kinds/registry.js';
import { attached } from '../../kinds/tables/partition.js';
import { relationKey } from '../../kinds/base/alterTable.js';

export const parentsOf = (base: CreateForeignTableStmt['base'], statement: Statement): Name[] =>
  (base?.inhRelations ?? []).flatMap((n) =>
    'RangeVar' in n ? [placed(relationName(n.RangeVar), statement)] : [],
  );

export const partitionsIn = ({ objects }: Catalog): ReadonlyMap<Key, Name> =>
  new Map(
    objects
      .filter(({ kind }) => kind === KIND.partition)
      .map(({ statement }) => attached(statement)!)
      .map(({ parent, child }) => [relationKey(child), parent]),
  );

/** Foreign tables have no keys. */
export function foreignTablesOf(
  catalog: Catalog,
): Pick<Relation, 'name' | 'columns' | 'foreignKeys' | 'partitionOf'>[] {
  const attachedTo = partitionsIn(catalog);
  return catalog.objects
    .filter(({ kind }) => kind === KIND.foreignTable)
    .map(({ name, statement }) => {
      const { base } = nodeOf(statement, 'CreateForeignTableStmt');
      const columns = (base?.tableElts ?? []).flatMap((one) => ('ColumnDef' in one ? [one.ColumnDef] : []));
      const [parent] = parentsOf(base, statement);
      return {
        name,
        columns: new Map(
          columns.map(({ colname = '', typeName: type }) => [
            colname,
            { name: colname, type, notNull: false, hasDefault: false, generated: false, counted: false },
          ]),
        ),
        foreignKeys: [],
        partitionOf: base?.partbound ? parent : attachedTo.get(relationKey(name)),
      };
    });
}
