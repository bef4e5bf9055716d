/**
 * Moves ALTER TABLE … SET DEFAULT and ADD GENERATED … AS IDENTITY into their column, except for inherited columns (it
 * would become the table's own), views, partitioned tables and partitions (later partitions would inherit it), and
 * where the default depends on the table.
 */
import { type Merge, mergeObjects } from '../../catalog/catalog.js';
import { withoutCycles } from '../../catalog/graph.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { tableAction } from '../../kinds/base/alterTable.js';
import { partitionTrees } from '../../kinds/tables/partition.js';
import { isTable, type Table } from '../../kinds/tables/table.js';
import { keyword, tokens } from '../../source/tokens.js';
import type { Transform } from '../base/transform.js';
import { KIND } from '../../kinds/registry.js';

interface Fold {
  readonly child: SchemaObject;
  readonly host: Table;
  readonly column: string;
  /** The text after the column. */
  readonly clause: string;
}

/** `DEFAULT nextval(…)` of `… SET DEFAULT nextval(…)`, `GENERATED …` of `… ADD GENERATED …`, on one line. */
function clauseOf(text: string): string | undefined {
  const all = tokens(text);
  const start = all.findIndex(
    (token, at) =>
      (keyword(text, token) === 'DEFAULT' && keyword(text, all[at - 1]) === 'SET') ||
      (keyword(text, token) === 'GENERATED' && keyword(text, all[at - 1]) === 'ADD'),
  );
  if (start === -1) return undefined;
  let out = '';
  let end = all[start]!.start;
  for (const token of all.slice(start)) {
    const gap = text.slice(end, token.start);
    out += (gap.includes('\n') ? ' ' : gap) + text.slice(token.start, token.end);
    end = token.end;
  }
  return out.replace(/\( (?=SEQUENCE NAME)/, '(').replace(/ \)$/, ')');
}

function foldOf(child: SchemaObject, tables: ReadonlyMap<string, Table>): Fold | undefined {
  if (child.kind !== KIND.columnDefault && child.kind !== KIND.identity) return undefined;
  const { table, command } = tableAction(child.statement)!;
  const host = tables.get(key('relation', table));
  const own = host?.elements?.find(({ column }) => column?.colname === command.name);
  const clause = clauseOf(child.sql);
  if (
    !host ||
    !own ||
    clause === undefined ||
    host.partitioned ||
    host.partitionOf ||
    child.statement.session.searchPath?.sql !== host.statement.session.searchPath?.sql
  )
    return undefined;
  const decided = (own.column?.constraints ?? []).some(
    (c) => 'Constraint' in c && /DEFAULT|GENERATED|IDENTITY/.test(c.Constraint.contype ?? ''),
  );
  return decided ? undefined : { child, host, column: command.name ?? '', clause };
}

/** A column with two SET DEFAULT statements keeps both outside: the later one applies. */
function once(folds: readonly Fold[]): Fold[] {
  const of = ({ host, column }: Fold): string => `${host.id}\0${column}`;
  const counts = new Map<string, number>();
  for (const fold of folds) counts.set(of(fold), (counts.get(of(fold)) ?? 0) + 1);
  return folds.filter((fold) => counts.get(of(fold)) === 1);
}

export const foldDefaults: Transform = {
  name: 'foldDefaults',
  stage: 'layout',
  summary: 'Moves defaults and identities into their column, if the result is the same.',
  apply(catalog) {
    const tree = partitionTrees(catalog.objects);
    const tables = new Map(
      catalog.objects
        .filter(isTable)
        .flatMap((t): [string, Table][] =>
          tree.has(key('relation', t.name)) ? [] : [[key('relation', t.name), t]],
        ),
    );
    const wanted = once(catalog.objects.flatMap((child) => foldOf(child, tables) ?? []));
    const possible = withoutCycles(catalog.objects, wanted);
    // If one default of a table must stay outside, all do: pg_dump breaks such a cycle by creation order.
    const tangled = new Set(wanted.filter((fold) => !possible.includes(fold)).map(({ host }) => host.id));
    const folds = possible.filter(({ host }) => !tangled.has(host.id));
    const hosts = new Map<string, Table>();
    for (const { child, host, column, clause } of folds) {
      const now = hosts.get(host.id) ?? host;
      const elements = now.elements!.map((e) =>
        e.column?.colname === column ? { ...e, text: `${e.text} ${clause}` } : e,
      );
      hosts.set(host.id, {
        ...now,
        elements,
        provides: [...now.provides, ...child.provides],
        needs: [...now.needs, ...child.needs],
      });
    }
    const merges: Merge[] = folds.map(({ child, host }) => ({ child, into: host.id }));
    return mergeObjects(catalog, merges, hosts);
  },
};
