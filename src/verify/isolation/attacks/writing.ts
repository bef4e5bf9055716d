/** Updates, inserts, deletes and truncates as each principal: none may reach a row that is not its tenant's. */
import {
  attempt,
  type Attempt,
  type Outcome,
  type Principal,
  type Session,
  shown,
} from '../stage/attempt.js';
import type { AttackContext } from '../stage/attackContext.js';
import type { AttackKind } from '../stage/leaks.js';
import type { Privileges } from '../stage/principals.js';
import type { Relation } from '../stage/relations.js';
import { literal, UNUSED_ROW } from '../stage/values.js';

interface Write extends Attempt {
  readonly relation: Relation;
  readonly attack: AttackKind;
  /** Inserts a row of another tenant: an error about a key or a missing value then means that no policy refused it. */
  readonly gives?: boolean;
  /** The role that truncates. */
  readonly by?: string;
}

/** A row that does not exist yet. */
const NEW = { tenant: 'B', row: UNUSED_ROW } as const;

/**
 * First with only policies in the way; then with triggers and foreign keys, which may refuse A's own rows before B's
 * are reached, so that statements aim at B's; and with no tenant set.
 */
type Manner = 'bare' | 'whole' | 'unset';

export async function write(context: AttackContext): Promise<void> {
  for (const principal of context.principals)
    for (const manner of ['bare', 'whole', 'unset'] as const) {
      const session: Session =
        manner === 'unset'
          ? { principal, settings: context.settings('unset'), bare: true }
          : { principal, settings: context.settings(), own: context.names.a, bare: manner === 'bare' };
      const writes = [...context.schema.relations.values()].flatMap((relation) => {
        const may = context.privileges(principal).get(relation.id);
        return may === undefined ? [] : writesOf(context, principal, relation, may, manner);
      });
      const outcomes = await attempt(context.database, session, writes);
      writes.forEach((one, at) => judgeWrite(context, session, one, outcomes[at]!));
    }
}

function writesOf(
  context: AttackContext,
  { name: who }: Principal,
  relation: Relation,
  may: Privileges,
  manner: Manner,
): Write[] {
  const { name, kind, tenant, columns } = relation;
  const isView = kind === 'v';
  // Views may have INSTEAD OF triggers; the foreign keys of tables with shared rows are tried separately.
  if (kind === 'm' || kind === 'f' || (isView && manner === 'bare')) return [];
  if (tenant === undefined && !isView && manner !== 'whole') return [];
  const out: Write[] = [];
  const add = (sql: string, more: Partial<Write> = {}): void => {
    out.push({ relation, attack: 'write', sql, ...more });
  };
  const column = columns.find((one) =>
    tenant === undefined ? context.tenantNames.has(one.name) : one.name === tenant,
  );
  const { a, b } = context.names;
  const others = [`= ${literal(b)}`, ...(column?.notNull === false && !isView ? ['IS NULL'] : [])].map(
    (other) => ` WHERE ${column?.name}::text ${other}`,
  );
  const aims = manner === 'whole' && column !== undefined && may.select.includes(column.name) ? others : [''];
  const target = columns.find(
    (one) => !one.generated && !one.identity && may.update.includes(one.name),
  )?.name;
  if (target !== undefined) for (const aim of aims) add(`UPDATE ${name} SET ${target} = ${target}${aim}`);
  if (may.delete && (tenant !== undefined || isView))
    for (const aim of aims) add(`DELETE FROM ${name}${aim}`);
  if (column !== undefined && may.update.includes(column.name) && (manner === 'bare' || isView)) {
    const whose = may.select.includes(column.name) ? ` WHERE ${column.name}::text = ${literal(a)}` : '';
    for (const to of [literal(b), 'NULL']) add(`UPDATE ${name} SET ${column.name} = ${to}${whose}`);
  }
  if (may.insert.length > 0 && (tenant !== undefined || isView)) {
    const { rows } = context;
    const gives = column !== undefined && may.insert.includes(column.name);
    add(rows.insert(relation, NEW, 'distinct', may.insert), { gives });
    if (manner === 'bare') {
      const there = rows.insert(relation, { tenant: 'B', row: 0 }, 'distinct', may.insert);
      add(`${there} ON CONFLICT DO NOTHING`);
      if (column?.notNull === false)
        add(rows.insert(relation, { ...NEW, tenant: 'N' }, 'distinct', may.insert));
    }
  }
  if (may.truncate && !isView && !may.owns) add(`TRUNCATE ${name} CASCADE`, { attack: 'truncate', by: who });
  return out;
}

function judgeWrite(context: AttackContext, session: Session, one: Write, outcome: Outcome): void {
  const { relation, attack, sql, gives, by } = one;
  context.findings.tried(relation.name, attack);
  // A session without a tenant may write rows without a tenant.
  const nobodys = session.own !== undefined && outcome.nobodys !== 0;
  // PostgreSQL checks policies after it finds the partition, and before keys and missing values.
  const refused = outcome.state === null || /^(?:42501|55000|0A000)$/.test(outcome.state);
  const judged = session.bare === true && gives === true && !refused;
  const passed = judged && outcome.state?.startsWith('23') === true && outcome.state !== '23514';
  if (judged && !passed && session.own !== undefined)
    context.findings.unclear.push({
      relation: relation.name,
      attack,
      why: `${outcome.state} ${outcome.message}`,
    });
  if (outcome.theirs === 0 && !nobodys && !passed) return;
  const reached = context.schema.relations.get(outcome.theirs || outcome.nobodys)?.name ?? relation.name;
  const whose = outcome.theirs !== 0 || passed ? 'another tenant’s' : 'everybody’s';
  context.findings.leak({
    relation: relation.name,
    attack,
    ...(by === undefined ? {} : { name: by }),
    statement: shown(session, sql),
    shows: passed
      ? `no policy refuses another tenant’s row: ${outcome.state} ${outcome.message}`
      : `writes ${whose} row of ${reached}`,
  });
}
