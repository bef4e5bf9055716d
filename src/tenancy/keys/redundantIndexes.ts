/** Indexes of the dump that are a prefix of one of the tool's: each write updates both. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { indexed } from '../../kinds/indexes/index.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import { pasted } from '../../facts/names/patterns.js';
import { relationsOf } from '../../facts/relations/relations.js';
import { lookupsOf } from './keyIndexes.js';
import { nodeOf } from '../../grammar.js';

/** An index that a longer one can replace: on plain columns and all rows, in the default order. */
function columnsOf({ kind, statement }: SchemaObject): readonly string[] | undefined {
  if (kind !== KIND.index) return undefined;
  const node = nodeOf(statement, 'IndexStmt');
  const { accessMethod = 'btree', indexParams = [], indexIncludingParams = [], whereClause, unique } = node;
  if (unique || whereClause || accessMethod !== 'btree' || indexIncludingParams.length > 0) return undefined;
  const columns = indexParams.map((param) => {
    const { name, opclass, collation, ordering, nulls_ordering } =
      'IndexElem' in param ? param.IndexElem : {};
    const usual = [undefined, 'SORTBY_DEFAULT'].includes(ordering);
    const last = [undefined, 'SORTBY_NULLS_DEFAULT'].includes(nulls_ordering);
    return opclass || collation || !usual || !last ? undefined : name;
  });
  return columns.every((name) => name !== undefined) ? columns : undefined;
}

/**
 * One per index of the dump that became a prefix of another; earlier cases are the author's.
 * @param before the catalog without the tool's keys and indexes
 */
export function redundantFindings(before: Catalog, after: Catalog): Diagnostic[] {
  const [old, now] = [before, after].map((catalog) => lookupsOf(catalog, relationsOf(catalog)));
  return before.objects.flatMap((object): Diagnostic[] => {
    const columns = columnsOf(object);
    if (!columns || !isOfDump(object)) return [];
    const table = indexed(object.statement);
    const longer = (all: typeof old): string | undefined =>
      all!
        .get(relationKey(table))
        ?.find(
          (one) =>
            one.columns.length > columns.length && columns.every((name, at) => one.columns[at] === name),
        )?.name;
    const by = longer(now);
    if (by === undefined || longer(old) !== undefined) return [];
    return [
      {
        severity: 'info',
        code: 'keys/redundant-index',
        message: `${object.name.name} of ${pasted(table)} is redundant now: ${by}, which the baseline adds, begins with the same columns.`,
        help: 'Remove it from the design, unless it is much smaller and read often.',
        place: { line: object.statement.raw.line, column: 1 },
        object: object.id,
      },
    ];
  });
}
