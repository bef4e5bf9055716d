/**
 * CREATE TABLE child (…) + ALTER TABLE parent ATTACH PARTITION child FOR VALUES …
 *   →  CREATE TABLE child PARTITION OF parent FOR VALUES …
 * only if the result is the same. Omits columns equal to the parent's; writes those whose DEFAULT or NOT NULL differs.
 * https://www.postgresql.org/docs/current/ddl-partitioning.html
 */
import { type Catalog, type Merge, mergeObjects } from '../../catalog/catalog.js';
import { withoutCycles } from '../../catalog/graph.js';
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { ranks, relationKey } from '../../kinds/base/alterTable.js';
import { attached } from '../../kinds/tables/partition.js';
import { isTable, type Table, type TableElement } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

/** Before this version, PARTITION OF rejects a partition's own generated column. */
const GENERATED_SINCE = 17;

interface Fold {
  readonly child: SchemaObject;
  readonly host: Table;
  readonly partition: Table;
}

const types = (element: TableElement): (string | undefined)[] =>
  (element.column?.constraints ?? []).map((c) => ('Constraint' in c ? c.Constraint.contype : undefined));
const has = (element: TableElement, type: string): boolean => types(element).includes(type as never);

/** The column's name, type, collation, compression and storage: a partition must share them with its parent. */
function shape({ column }: TableElement): string {
  const bare = JSON.stringify([
    column?.colname,
    column?.typeName,
    column?.collClause?.collname,
    column?.compression,
    column?.storage_name,
  ]);
  return bare.replace(/,?"location":\d+/g, '');
}

/** The source text of the column's constraints, which follow name, type and collation. */
function constraintsText(element: TableElement, table: Table): string {
  const first = (element.column?.constraints ?? []).find((c) => 'Constraint' in c);
  if (!first || !('Constraint' in first)) return '';
  const { tree, text } = table.statement;
  const from = tree!.offset(first.Constraint.location);
  // The element is a slice of the statement, so offsets in it are relative to the element's start.
  const start = text.indexOf(element.text);
  return element.text.slice(from - start);
}

type Server = Pick<Catalog, 'target' | 'namedNotNull'>;

/** How a partition writes a column: undefined omits it; null means that PARTITION OF cannot express it. */
function spelled(
  own: TableElement,
  host: Fold['host'],
  partition: Table,
  parent: TableElement,
  { target, namedNotNull }: Server,
): string | undefined | null {
  const name = quoteIdentifier(own.column?.colname ?? '');
  const mine = constraintsText(own, partition);
  const same = own.text === parent.text || mine === constraintsText(parent, host);
  const named = namedNotNull && has(own, 'CONSTR_NOTNULL');
  if (same && !named) return undefined;
  if (has(own, 'CONSTR_GENERATED') || has(parent, 'CONSTR_GENERATED')) {
    if (target.version < GENERATED_SINCE || !same) return null;
  }
  if (has(own, 'CONSTR_IDENTITY') || has(parent, 'CONSTR_IDENTITY')) return null;
  const lost = has(parent, 'CONSTR_DEFAULT') && !has(own, 'CONSTR_DEFAULT') ? 'DEFAULT NULL ' : '';
  return `${name} WITH OPTIONS ${lost}${mine}`.trimEnd();
}

/** The partition's list for PARTITION OF, or undefined if it must stay CREATE and ATTACH. */
function listOf({ host, partition }: Fold, server: Server): TableElement[] | undefined {
  const columns = (partition.elements ?? []).filter(({ column }) => column);
  const parents = (host.elements ?? []).filter(({ column }) => column);
  if (columns.length !== parents.length) return undefined;
  const out: TableElement[] = [];
  for (const [at, own] of columns.entries()) {
    const parent = parents[at]!;
    if (shape(own) !== shape(parent)) return undefined;
    const text = spelled(own, host, partition, parent, server);
    if (text === null) return undefined;
    if (text !== undefined) out.push({ ...own, text });
  }
  const inherited = new Set(
    (host.elements ?? []).filter(({ constraint }) => constraint).map(({ constraint }) => constraint!.conname),
  );
  const rest = (partition.elements ?? []).filter(({ column }) => !column);
  if (rest.some(({ constraint }) => !constraint)) return undefined;
  return [...out, ...rest.filter(({ constraint }) => !inherited.has(constraint!.conname))];
}

/** `FOR VALUES …` or `DEFAULT`, which follows the partition's name. */
function boundOf(text: string): string {
  const all = tokens(text);
  const partition = all.findIndex(
    (token, at) => keyword(text, token) === 'PARTITION' && keyword(text, all[at - 1]) === 'ATTACH',
  );
  let name = partition + 1;
  while (keyword(text, all[name + 1]) === '.') name += 2;
  return text.slice(all[name + 1]!.start);
}

function asPartitionOf(fold: Fold, server: Server): Table | undefined {
  const { child, host, partition } = fold;
  const list = listOf(fold, server);
  if (!list) return undefined;
  return {
    ...partition,
    head: `${partition.head} PARTITION OF ${quoteName(host.name)}`,
    elements: list.length === 0 ? undefined : list,
    tail: [boundOf(child.statement.text), partition.tail].filter((part) => part !== '').join('\n'),
    parent: relationKey(host.name),
    rank: ranks.partition,
    order: partition.name.name,
    partitionOf: host.name,
    provides: [...partition.provides, ...child.provides],
    needs: [...partition.needs, ...child.needs],
  };
}

export const partitionOf: Transform = {
  name: 'partitionOf',
  stage: 'clean',
  summary: 'Writes a partition as PARTITION OF its parent, if the result is the same.',
  apply(catalog) {
    const tables = new Map(catalog.objects.filter(isTable).map((t) => [key('relation', t.name), t]));
    const folds = catalog.objects.flatMap((child): Fold[] => {
      const found = child.kind === KIND.partition ? attached(child.statement) : undefined;
      const host = found && tables.get(key('relation', found.parent));
      const partition = found && tables.get(key('relation', found.child));
      if (
        !host ||
        !partition ||
        partition.inherits.length > 0 ||
        host.statement.session.searchPath?.sql !== partition.statement.session.searchPath?.sql
      )
        return [];
      return [{ child, host, partition }];
    });
    const written = new Map(
      folds.flatMap((fold) => {
        const table = asPartitionOf(fold, catalog);
        return table ? [[fold.child, table] as const] : [];
      }),
    );
    const possible = withoutCycles(
      catalog.objects,
      folds
        .filter(({ child }) => written.has(child))
        .map(({ child, partition }) => ({ child, host: partition })),
    );
    const merges: Merge[] = possible.map(({ child, host }) => ({ child, into: host.id }));
    return mergeObjects(
      catalog,
      merges,
      new Map(possible.map(({ child, host }) => [host.id, written.get(child)!])),
    );
  },
};
