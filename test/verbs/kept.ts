/** What keeps more than its rows when another object takes its place: names, and the next value of a sequence. */
import { expect, it } from 'vitest';
import type { SchemaObject } from '../../src/catalog/object.js';
import { KIND, kindNamed } from '../../src/kinds/registry.js';
import { renamedConstraint } from '../../src/kinds/constraints/alterConstraint.js';
import { renamedIndex } from '../../src/kinds/indexes/index.js';
import { identityFromSequence, sequenceFromIdentity } from '../../src/kinds/tables/alterIdentity.js';
import type { GuardTarget } from '../../src/kinds/base/kind.js';
import type { Engine } from '../database/pglite.js';
import { objectsOf, textsOf } from './migration.js';

const TABLE = 'CREATE SCHEMA s;CREATE TABLE s.a (id integer NOT NULL, b integer);';

export function kept(engine: () => Engine, version: number): void {
  const target: GuardTarget = { version, roles: 'create' };
  const one = (sql: string, kind: string): SchemaObject =>
    objectsOf(TABLE + sql, version).find((object) => object.kind === kind)!;
  const start = (sql: string): Promise<void> =>
    engine().run(
      `SET client_min_messages = warning; DROP SCHEMA IF EXISTS s CASCADE; SET search_path = '';${TABLE}${sql}`,
    );
  const twice = async (text: string): Promise<void> => {
    for (let run = 0; run < 2; run++) await engine().run(`BEGIN;\n${text}\nCOMMIT`);
  };

  it.each([
    [KIND.unique, `ALTER TABLE ONLY s.a ADD CONSTRAINT x UNIQUE (b)`],
    [KIND.check, `ALTER TABLE s.a ADD CONSTRAINT x CHECK ((b > 0)) NOT VALID`],
    [KIND.index, `CREATE INDEX x ON s.a USING btree (b)`],
  ])('another name of a %s', async (kind, sql) => {
    const renamed = kind === KIND.index ? renamedIndex : renamedConstraint;
    const to = sql.replace(' x ', ' "X y" ');
    const step = renamed(one(sql, kind), one(to, kind))!;
    expect(renamed(one(sql, kind), one(to.replace('b', 'id'), kind))).toBeUndefined();
    await start(sql);
    await twice(textsOf([step]));
    const names = `SELECT conname AS name FROM pg_constraint WHERE connamespace = 's'::regnamespace AND contype <> 'n'
      UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind = 'i'`;
    const found = (await engine().query(names)).map(({ name }) => name);
    expect(new Set(found)).toEqual(new Set(['X y']));
  });

  const SERIAL = `CREATE SEQUENCE s.a_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
    ALTER SEQUENCE s.a_id_seq OWNED BY s.a.id;
    ALTER TABLE ONLY s.a ALTER COLUMN id SET DEFAULT nextval('s.a_id_seq'::regclass);`;
  const IDENTITY = `ALTER TABLE s.a ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME s.a_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1);`;
  const rows = `INSERT INTO s.a (b) VALUES (1), (2), (3);`;

  it('a serial becomes an identity', async () => {
    const identity = one(IDENTITY, KIND.identity);
    const add = kindNamed(KIND.identity).guard(identity, target);
    await start(SERIAL + rows);
    await twice(textsOf(identityFromSequence(one(SERIAL, KIND.sequence), identity, add)));
    await engine().run(rows);
    expect(await engine().query('SELECT max(id) AS last FROM s.a')).toEqual([{ last: 6 }]);
    expect(await sequences()).toEqual([{ name: 'a_id_seq' }]);
  });

  it('an identity becomes a serial', async () => {
    await start(IDENTITY + rows);
    const steps = sequenceFromIdentity(one(IDENTITY, KIND.identity), one(SERIAL, KIND.sequence));
    const others = [KIND.sequenceOwner, KIND.columnDefault].map((kind) =>
      kindNamed(kind).guard(one(SERIAL, kind), target),
    );
    await twice(textsOf([...steps, ...others]));
    await engine().run(rows);
    expect(await engine().query('SELECT max(id) AS last FROM s.a')).toEqual([{ last: 6 }]);
    expect(await sequences()).toEqual([{ name: 'a_id_seq' }]);
  });

  const sequences = () =>
    engine().query(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 's'::regnamespace`,
    );
}
