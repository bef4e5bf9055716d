/** The values that a column may have in OLD and in NEW, the plain ones first. */
import type { Database } from '../../engine/engine.js';
import { accepted } from './accepted.js';
import { rulesAbout } from './choices.js';
import { columnOf, type Planned } from './plan.js';
import type { Column, Tables } from '../base/tables.js';
import { Values } from './values.js';

/** By table and column. */
export type Candidates = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Values per column: more would only make more combinations. */
const MOST = 40;

export interface Half {
  readonly database: Database;
  readonly tables: Tables;
}

export async function candidatesOf(before: Half, after: Half, plan: readonly Planned[]): Promise<Candidates> {
  const values = new Values(before.tables.types);
  const later = new Values(after.tables.types);
  const wanted = plan.map((one) => {
    const its = one.table.columns.map((column) => {
      const now = nowOf(one, column);
      const own = values.of(column, rulesAbout(one.table.checks, column.name));
      const changed = now && one.later ? later.of(now, rulesAbout(one.later.checks, now.name)) : [];
      return { column, now, texts: [...new Set([...own, ...changed])] };
    });
    return { one, its };
  });
  const columns = wanted.flatMap(({ its }) => its);
  const old = await taken(
    before.database,
    columns.map(({ column, texts }) => ({ type: column.type, texts })),
  );
  const fresh = await taken(
    after.database,
    columns.flatMap(({ now, texts }) => (now ? [{ type: now.type, texts }] : [])),
  );
  return new Map(
    wanted.map(({ one, its }) => [
      one.table.name,
      new Map(
        its.map(({ column, now, texts }) => {
          const may = texts.filter((text) => old.get(column.type)?.has(text));
          const both = now ? may.filter((text) => fits(text, now) && fresh.get(now.type)?.has(text)) : may;
          return [column.name, both.slice(0, MOST)];
        }),
      ),
    ]),
  );
}

/** A cast would cut it off. */
const fits = (text: string, { length }: Column): boolean => length === null || text.length <= length;

export const nowOf = ({ names, later }: Planned, { name }: Column): Column | undefined =>
  later === undefined || !names.has(name) ? undefined : columnOf(later, names.get(name)!);

async function taken(
  database: Database,
  asked: readonly { readonly type: string; readonly texts: readonly string[] }[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const byType = new Map<string, Set<string>>();
  for (const { type, texts } of asked) byType.set(type, new Set([...(byType.get(type) ?? []), ...texts]));
  const found = await accepted(
    database,
    new Map([...byType].map(([type, texts]) => [type, { type, values: [...texts] }])),
  );
  return new Map([...found].map(([type, texts]) => [type, new Set(texts)]));
}
