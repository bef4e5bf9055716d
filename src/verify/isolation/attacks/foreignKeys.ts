/**
 * Foreign keys ask no policy: one may accept another tenant's key, or its error may reveal that the key exists. A
 * superuser gives a row of A the key of a row of B, and then a key that does not exist.
 */
import { quoted } from '../../sql/names.js';
import { attempt, type Outcome } from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import { belongs, firstOf, type TryKey } from './keyTries.js';
import type { ForeignKey, Relation, Schema } from '../stage/relations.js';
import { MOST_ROWS, valueOf } from '../stage/values.js';

const holdsRowsOfTenants = ({ tenant, open }: Relation): boolean =>
  tenant !== undefined || open === 'tenants';

interface TryForeignKey extends TryKey {
  readonly key: ForeignKey;
  readonly child: Relation;
  readonly parent: Relation;
  readonly pairs: readonly (readonly [column: string, parentColumn: string])[];
}

export async function tryForeignKeys(context: AttackContext): Promise<void> {
  const tries = triesOf(context);
  const outcomes = await attempt(context.database, { settings: context.settings() }, tries);
  tries.forEach((one, at) => judgeTaken(context, one, outcomes[at]!));
  await compareAnswers(
    context,
    tries.filter((_, at) => outcomes[at]!.state === '23503'),
  );
}

const assignment = ({ child, pairs }: TryForeignKey, values: string): string =>
  `UPDATE ${child.name} SET (${pairs.map(([column]) => column).join(', ')}) = ${values}`;

function triesOf(context: AttackContext): TryForeignKey[] {
  const { schema, names } = context;
  // Two keys that differ only by the tenant column are tried once.
  const singles = new Set<string>();
  return schema.foreignKeys
    .toSorted((a, b) => a.columns.length - b.columns.length)
    .flatMap((key): TryForeignKey[] => {
      const [child, parent] = [schema.relations.get(key.table)!, schema.relations.get(key.parent)];
      if (parent === undefined || ![child, parent].every(holdsRowsOfTenants)) return [];
      const pairs = key.columns
        .map((column, at) => [column, key.parentColumns[at]!] as const)
        .filter(([column]) => column !== child.tenant);
      if (pairs.length === 0 || parent.id === schema.tenants?.id) return [];
      const same = `${child.id} ${parent.id} ${pairs.join(' ')}`;
      if (singles.has(same)) return [];
      singles.add(same);
      // If no column names the tenant, the first row is A's: it was made first.
      const others =
        parent.tenant === undefined
          ? `(y.tableoid, y.ctid) <> ${firstOf(parent, names.a)}`
          : belongs(parent, 'y', names.b);
      const other = `SELECT ${pairs.map(([, column]) => `y.${column}`).join(', ')} FROM ${parent.name} y WHERE ${others} ORDER BY y.tableoid, y.ctid LIMIT 1`;
      const prepared = clearedFor(context, key, child, parent);
      const one = { key, relation: child, child, parent, pairs, name: key.name, prepared, sql: '' };
      const row = `WHERE (tableoid, ctid) = ${firstOf(child, names.a)} AND EXISTS (${other})`;
      return [{ ...one, sql: `${assignment(one, `(${other})`)} ${row}` }];
    });
}

function judgeTaken({ schema, findings }: AttackContext, one: TryForeignKey, outcome: Outcome): void {
  const { relation, name, sql } = one;
  const { state, count, message, table } = outcome;
  findings.tried(relation.name, 'foreign key');
  if (state === null && count === 1) {
    findings.leak({
      relation: relation.name,
      attack: 'foreign key',
      name,
      statement: sql,
      shows: 'takes another tenant’s key',
    });
  } else if (state !== '23503' || !isOf(schema, relation, table)) {
    findings.unclear.push({
      relation: relation.name,
      attack: 'foreign key',
      why: `${name}: ${state === null ? 'no row' : `${state} ${message ?? ''}`}`,
    });
  }
}

/** A row that no tenant has. */
const NOWHERE = { tenant: 'N', row: MOST_ROWS - 1 } as const;

/**
 * The error must be the same whether the key is another tenant's or does not exist. SET CONSTRAINTS, which needs no
 * privilege, may defer one of two foreign keys: each deferrable one is also checked alone.
 */
async function compareAnswers(context: AttackContext, refused: readonly TryForeignKey[]): Promise<void> {
  const pairs = refused.flatMap((one) => {
    const values = one.pairs.map(([column]) => {
      const { type, typmod } = one.child.columns.find(({ name }) => name === column)!;
      return valueOf(context.types, type, typmod, NOWHERE);
    });
    if (values.includes(undefined)) return [];
    const nowhere = `${assignment(one, `ROW(${values.join(', ')})`)} WHERE (tableoid, ctid) = ${firstOf(one.child, context.names.a)}`;
    return ['', ...deferrals(context, one)].map((before) =>
      [one.sql, nowhere].map((sql) => ({ ...one, sql: `${before}${sql}` })),
    );
  });
  const outcomes = await attempt(context.database, { settings: context.settings() }, pairs.flat());
  pairs.forEach(([theirs], at) => judgeAnswers(context, theirs!, outcomes[2 * at]!, outcomes[2 * at + 1]!));
}

const deferrals = ({ schema }: AttackContext, { child, parent, pairs }: TryForeignKey): string[] =>
  schema.foreignKeys
    .filter(
      ({ table, parent: to, columns, deferrable }) =>
        deferrable && table === child.id && to === parent.id && columns.length === pairs.length,
    )
    .filter(({ columns }) => pairs.every(([column]) => columns.includes(column)))
    .map(
      ({ schema: of, name }) =>
        `SET CONSTRAINTS ALL DEFERRED; SET CONSTRAINTS ${of}.${quoted(name)} IMMEDIATE; `,
    );

function judgeAnswers(
  { findings }: AttackContext,
  { relation, name, sql }: TryForeignKey,
  theirs: Outcome,
  nowhere: Outcome,
): void {
  findings.tried(relation.name, 'foreign key');
  // Which partition a row goes to depends on its values alone.
  const said = ({ state, constraint, message, table }: Outcome): string =>
    `${state} ${constraint ?? ''}: ${message?.replaceAll(`"${table}"`, relation.name) ?? ''}`;
  if (nowhere.state !== '23503') {
    // For example, no partition accepts the value.
    const why = `${name}: for a key that does not exist, ${nowhere.state === null ? 'no error' : said(nowhere)}`;
    findings.unclear.push({ relation: relation.name, attack: 'foreign key', why });
  } else if (said(theirs) !== said(nowhere)) {
    findings.leak({
      relation: relation.name,
      attack: 'foreign key',
      name: nowhere.constraint ?? name,
      statement: sql,
      shows: `for another tenant’s key: ${said(theirs)}; for a key that does not exist: ${said(nowhere)}`,
    });
  }
}

/** The error may name a partition instead of its table. */
const isOf = ({ relations }: Schema, relation: Relation, table: string | null): boolean =>
  [...relations.values()].some(({ root, plain }) => root === relation.root && plain === table);

/** Removes what would fail first: B's own rows, rows that refer by the changed columns, and other keys on these. */
function clearedFor(
  { schema, names }: AttackContext,
  key: ForeignKey,
  child: Relation,
  parent: Relation,
): string {
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
