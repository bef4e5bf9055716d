/** Foreign keys that take another tenant's key, since no policy is asked: a superuser gives one to a row of A. */
import { quoted } from '../names.js';
import { attempt } from './attempt.js';
import type { Ground } from './ground.js';
import { belongs, firstOf, type TryKey } from './keyTries.js';
import type { ForeignKey, Relation, Schema } from './relations.js';

const holdsRowsOfTenants = ({ tenant, open }: Relation): boolean => tenant !== undefined || open === true;

/** @returns those that do */
export async function tryForeignKeys(ground: Ground): Promise<ReadonlySet<number>> {
  const { schema, names } = ground;
  // One over the tenant column, beside one that is not, is tried with that.
  const singles = new Set<string>();
  const tries = schema.foreignKeys
    .toSorted((a, b) => a.columns.length - b.columns.length)
    .flatMap((key): (TryKey & { key: ForeignKey })[] => {
      const [child, parent] = [schema.relations.get(key.table)!, schema.relations.get(key.parent)];
      if (parent === undefined || ![child, parent].every(holdsRowsOfTenants)) return [];
      const pairs = key.columns
        .map((column, at) => [column, key.parentColumns[at]!] as const)
        .filter(([column]) => column !== child.tenant);
      if (pairs.length === 0 || parent.id === schema.tenants?.id) return [];
      const same = `${child.id} ${parent.id} ${pairs.join(' ')}`;
      if (singles.has(same)) return [];
      singles.add(same);
      // Where no column tells whose a row is, the first one is A's: it was made first.
      const others =
        parent.tenant === undefined
          ? `(y.tableoid, y.ctid) <> ${firstOf(parent, names.a)}`
          : belongs(parent, 'y', names.b);
      const other = `SELECT ${pairs.map(([, column]) => `y.${column}`).join(', ')} FROM ${parent.name} y WHERE ${others} ORDER BY y.tableoid, y.ctid LIMIT 1`;
      const sql = `UPDATE ${child.name} SET (${pairs.map(([column]) => column).join(', ')}) = (${other}) WHERE (tableoid, ctid) = ${firstOf(child, names.a)} AND EXISTS (${other})`;
      return [
        { key, relation: child, name: key.name, sql, prepared: clearedFor(ground, key, child, parent) },
      ];
    });
  const open = new Set<number>();
  const outcomes = await attempt(ground.database, { settings: ground.settings() }, tries);
  tries.forEach(({ relation, name, sql, key }, at) => {
    const { state, count, message, table } = outcomes[at]!;
    ground.findings.tried(relation.name, 'foreign key');
    if (state === null && count === 1) {
      open.add(key.id);
      ground.findings.leak({
        relation: relation.name,
        attack: 'foreign key',
        name,
        statement: sql,
        shows: 'takes another tenant’s key',
      });
    } else if (state !== '23503' || !isOf(schema, relation, table)) {
      ground.findings.unclear.push({
        relation: relation.name,
        attack: 'foreign key',
        why: `${name}: ${state === null ? 'no row' : `${state} ${message ?? ''}`}`,
      });
    }
  });
  return open;
}

/** A partition may be named in the place of its table. */
const isOf = ({ relations }: Schema, relation: Relation, table: string | null): boolean =>
  [...relations.values()].some(({ root, plain }) => root === relation.root && plain === table);

/** B's own rows go, lest a unique key speaks first; and rows that refer to the row of A by what is changed, and keys that refer elsewhere by it. */
function clearedFor({ schema, names }: Ground, key: ForeignKey, child: Relation, parent: Relation): string {
  const out: string[] = [];
  const isUnique = child.columns.some(
    (column) => column.unique && column.name !== child.tenant && key.columns.includes(column.name),
  );
  if (child.id !== parent.id && isUnique)
    out.push(
      `DELETE FROM ${child.name} c WHERE ${child.tenant === undefined ? `(c.tableoid, c.ctid) <> ${firstOf(child, names.a)}` : belongs(child, 'c', names.b)};`,
    );
  const changes = (columns: readonly string[]): boolean =>
    columns.some((column) => column !== child.tenant && key.columns.includes(column));
  for (const other of schema.foreignKeys) {
    if (other.table !== child.id) {
      if (other.parent === child.id && other.table !== parent.id && changes(other.parentColumns))
        out.push(`DELETE FROM ${schema.relations.get(other.table)!.name};`);
    } else if (
      (other.parent !== parent.id && changes(other.columns)) ||
      (other.parent === child.id && parent.id !== child.id && changes(other.parentColumns))
    ) {
      out.push(`ALTER TABLE ${child.name} DROP CONSTRAINT ${quoted(other.name)};`);
    }
  }
  return out.join(' ') || 'SELECT';
}
