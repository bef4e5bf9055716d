/**
 * Views that say `SELECT *`, which pg_dump never does: they take up what their tables gain, and so do views over them. Their text
 * stays, so that is declared, with a warning. https://www.postgresql.org/docs/current/sql-createview.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { quoteName } from '../../catalog/names.js';
import { type Key, keysFor, type SchemaObject } from '../../catalog/object.js';
import type { Changed } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics.js';
import type { ColumnRef, RangeVar, ResTarget } from '../../grammar.js';
import { relationKey } from '../../kinds/alterTable.js';
import { isTable } from '../../kinds/table.js';
import { walk } from '../tables/walk.js';
import { gained } from '../tables/shiftedColumns.js';

const VIEWS = new Set(['view', 'materializedView']);

/** True where a query, however deep, selects `*` or `t.*`; what it reads. */
function readsByStar({ statement }: SchemaObject): { star: boolean; from: Key[] } {
  const from: Key[] = [];
  let star = false;
  walk(statement.tree!.node, (field, node) => {
    if (field === 'RangeVar') {
      const { schemaname: schema, relname: name = '' } = node as RangeVar;
      from.push(...keysFor('relation', { schema, name }, statement));
    } else if (field === 'ResTarget') {
      const value = (node as ResTarget).val;
      const fields = value && 'ColumnRef' in value ? ((value.ColumnRef as ColumnRef).fields ?? []) : [];
      star ||= fields.some((one) => 'A_Star' in one);
    }
  });
  return { star, from };
}

export function starredViews({ objects }: Catalog): { changed: Changed[]; warnings: Diagnostic[] } {
  const grown = new Set(
    objects.filter(isTable).flatMap((table) => (gained(table).length > 0 ? [relationKey(table.name)] : [])),
  );
  const views = objects.filter(({ kind, statement }) => VIEWS.has(kind) && statement.tree !== undefined);
  const reads = views.map((view) => ({ view, ...readsByStar(view) })).filter(({ star }) => star);
  const found = new Set<SchemaObject>();
  // A view over one that grew grows too, wherever in the dump it stands.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { view, from } of reads)
      if (!found.has(view) && from.some((one) => grown.has(one))) {
        found.add(view);
        grown.add(relationKey(view.name));
      }
  }
  const all = [...found];
  return {
    changed: all.map(({ kind, name }) => ({
      kind: kind === 'view' ? 'view' : 'materialized view',
      name: quoteName(name),
      what: 'it has the columns that its tables gained',
      why: 'it selects * instead of naming its columns',
    })),
    warnings: all.map(({ id, statement }) => ({
      severity: 'warning',
      code: 'placement/starred-view',
      message: `${id} selects *, so it also shows the columns that its tables gained.`,
      help: 'Name its columns in the design, as pg_dump does.',
      ...(statement.raw.index < 0 ? {} : { place: { line: statement.raw.line, column: 1 } }),
      object: id,
    })),
  };
}
