/**
 * What is out of every policy's reach, so that whoever has the privilege has all of it: tables that the conversion declares to
 * hold rows of all tenants, since no column of theirs tells whose a row is, and foreign tables, in particular those that are
 * partitions of tenants' tables. https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { attempt, type Attempt, type Session, shown } from './attempt.js';
import type { Ground } from './ground.js';
import type { Privileges } from './parties.js';
import type { Relation } from './relations.js';
import { UNUSED_ROW } from './values.js';

interface Try extends Attempt {
  readonly relation: Relation;
  readonly attack: 'read' | 'write';
}

export async function tryOpen(ground: Ground): Promise<void> {
  const open = [...ground.schema.relations.values()].filter(
    (one) => one.open === true || (one.kind === 'f' && one.tenant !== undefined),
  );
  // Their own policies are about something else than tenants.
  const without = open
    .filter(({ kind }) => kind !== 'f')
    .map(({ name }) => `ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY;`);
  await ground.aside(without.join(' ') || 'SELECT', () => tryAll(ground, open));
}

async function tryAll(ground: Ground, open: readonly Relation[]): Promise<void> {
  for (const party of ground.parties) {
    const session: Session = { party, settings: ground.settings(), own: ground.names.a, bare: true };
    const tries = open.flatMap((relation) => {
      const may = ground.privileges(party).get(relation.id);
      return may === undefined ? [] : triesOf(ground, relation, may);
    });
    const outcomes = await attempt(
      ground.database,
      session,
      tries.map((one) => (one.relation.kind === 'f' ? { sql: 'SELECT' } : one)),
    );
    tries.forEach(({ relation, attack, sql }, at) => {
      const { state, count } = outcomes[at]!;
      ground.findings.tried(relation.name, attack);
      if (relation.kind !== 'f' && (state !== null || count === 0)) return;
      ground.findings.leak({
        relation: relation.name,
        attack,
        name: relation.name,
        statement: shown(session, sql),
        shows:
          relation.kind === 'f'
            ? 'no policy restricts a foreign table, and the privilege is there'
            : `${count} rows, whosever they are`,
      });
    });
  }
}

/** Of a foreign table, what the privileges allow: its rows are on another server, or not there at all. */
function triesOf({ rows }: Ground, relation: Relation, may: Privileges): Try[] {
  const { name, columns } = relation;
  const out: Try[] = [];
  const add = (attack: Try['attack'], sql: string): void => {
    out.push({ relation, attack, sql, reads: attack === 'read' });
  };
  if (may.select.length > 0) add('read', `SELECT ${may.select.join(', ')} FROM ${name}`);
  const target = columns.find(
    ({ name: column, generated, identity }) => !generated && !identity && may.update.includes(column),
  );
  if (target !== undefined) add('write', `UPDATE ${name} SET ${target.name} = ${target.name}`);
  if (may.delete) add('write', `DELETE FROM ${name}`);
  if (may.insert.length > 0)
    add('write', rows.insert(relation, { tenant: 'B', row: UNUSED_ROW }, 'distinct', may.insert));
  return out;
}
