/**
 * INHERITS children with columns of their own: columns that the parents gain come before these, so an INSERT into the
 * child without a column list fills wrong columns. https://www.postgresql.org/docs/current/ddl-inherit.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { pasted } from '../names/patterns.js';
import { lineage } from './lineage.js';
import { relationsOf } from './relations.js';
import { nodeIf } from '../../grammar.js';

const columnsIn = ({ elements = [] }: Table): string[] =>
  elements.flatMap(({ column }) => column?.colname ?? []);

/** The table's columns in the dump. */
const given = ({ statement }: Table): ReadonlySet<string | undefined> =>
  new Set(
    (nodeIf(statement, 'CreateStmt')?.tableElts ?? []).flatMap((node) =>
      'ColumnDef' in node ? [node.ColumnDef.colname] : [],
    ),
  );

/** Columns that the dump's table did not have. */
export const gained = (table: Table): string[] => columnsIn(table).filter((name) => !given(table).has(name));

export function shiftedColumns(catalog: Catalog): Diagnostic[] {
  const relations = relationsOf(catalog);
  return catalog.objects.filter(isTable).flatMap((child): Diagnostic[] => {
    if (child.inherits.length === 0 || given(child).size === 0) return [];
    const [, ...above] = lineage(relations.get(relationKey(child.name))!, relations);
    const names = above.flatMap(({ table }) => gained(table));
    if (names.length === 0) return [];
    return [
      {
        severity: 'warning',
        code: 'placement/columns-shifted',
        message: `${pasted(child.name)} inherits, so the columns that its parent gained come before its own columns (${[...given(child)].join(', ')}): ${names.join(', ')}.`,
        help: 'Name the columns in every INSERT into it; without a column list, values go into the wrong columns.',
        object: `table ${quoteName(child.name)}`,
      },
    ];
  });
}
