/** Views, triggers, rules and policies, old and new. */
import type { Case } from './migration.js';

const TABLE = `CREATE TABLE s.a (id integer, b text);
  CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE FUNCTION s.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';`;
const view = (query: string, options = ''): string => `CREATE VIEW s.v ${options}AS\n ${query}`;
const again = (sql: string): string => sql.replace('CREATE', 'CREATE OR REPLACE').replace(/\s+/g, ' ');

export const views: readonly Case[] = [
  {
    what: 'a column that is added last',
    words: 15,
    base: TABLE,
    old: view(`SELECT a.id\n   FROM s.a`),
    new: view(`SELECT a.id,\n    a.b\n   FROM s.a`),
    does: [again(view('SELECT a.id, a.b FROM s.a'))],
    undoes: [`DROP VIEW IF EXISTS s.v`, `CREATE OR REPLACE VIEW s.v AS SELECT a.id FROM s.a`],
  },
  {
    what: 'a column of another name',
    words: 15,
    base: TABLE,
    old: view(`SELECT a.id\n   FROM s.a`),
    new: view(`SELECT a.id AS no\n   FROM s.a`),
  },
  {
    what: 'a column of another type',
    words: 15,
    base: TABLE,
    old: view(`SELECT (a.id)::bigint AS n\n   FROM s.a`),
    new: view(`SELECT (a.id)::smallint AS n\n   FROM s.a`),
  },
  {
    what: 'an aggregate of another type',
    words: 15,
    base: TABLE,
    old: view(`SELECT count(*) AS n\n   FROM s.a`),
    new: view(`SELECT sum(a.id) AS n,\n    avg(a.id) AS m\n   FROM s.a`),
  },
  {
    what: 'another condition',
    words: 15,
    base: TABLE,
    old: view(`SELECT a.id,\n    upper(a.b) AS u\n   FROM s.a\n  WHERE (a.id > 1)`),
    new: view(`SELECT a.id,\n    upper(a.b) AS u\n   FROM s.a\n  WHERE (a.id > 2)`),
    does: [again(view('SELECT a.id, upper(a.b) AS u FROM s.a WHERE (a.id > 2)'))],
  },
  {
    what: 'options',
    words: 15,
    base: TABLE,
    old: view(`SELECT a.id\n   FROM s.a`, `WITH (security_barrier='true') `),
    new: `${view('SELECT a.id\n   FROM s.a')}\n  WITH LOCAL CHECK OPTION`,
    does: [again(`${view('SELECT a.id FROM s.a')} WITH LOCAL CHECK OPTION`)],
  },
  {
    what: 'security_invoker',
    since: 15,
    words: 15,
    base: TABLE,
    old: view(`SELECT a.id\n   FROM s.a`),
    new: view(`SELECT a.id\n   FROM s.a`, `WITH (security_invoker='true') `),
    does: [again(view('SELECT a.id FROM s.a', `WITH (security_invoker='true') `))],
    undoes: [again(view('SELECT a.id FROM s.a'))],
  },
  {
    what: 'a materialized view',
    words: 15,
    base: TABLE,
    old: `CREATE MATERIALIZED VIEW s.m AS\n SELECT a.id\n   FROM s.a\n  WITH NO DATA`,
    new: `CREATE MATERIALIZED VIEW s.m WITH (fillfactor='70') AS\n SELECT a.b\n   FROM s.a\n  WITH NO DATA`,
  },
  {
    what: 'options of a materialized view',
    words: 15,
    base: TABLE,
    old: `CREATE MATERIALIZED VIEW s.m WITH (autovacuum_enabled='false') AS\n SELECT a.id\n   FROM s.a\n  WITH NO DATA`,
    new: `CREATE MATERIALIZED VIEW s.m WITH (fillfactor='70') AS\n SELECT a.id\n   FROM s.a\n  WITH NO DATA`,
    does: [
      `ALTER MATERIALIZED VIEW s.m SET (fillfactor='70')`,
      `ALTER MATERIALIZED VIEW s.m RESET (autovacuum_enabled)`,
    ],
  },
];

export const triggers: readonly Case[] = [
  {
    what: 'a trigger with another function',
    base: TABLE,
    old: `CREATE TRIGGER x BEFORE INSERT ON s.a FOR EACH ROW EXECUTE FUNCTION s.f()`,
    new: `CREATE TRIGGER x BEFORE INSERT OR UPDATE ON s.a FOR EACH ROW EXECUTE FUNCTION s.g()`,
  },
  {
    what: 'a constraint trigger',
    base: TABLE,
    old: `CREATE CONSTRAINT TRIGGER x AFTER INSERT ON s.a NOT DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION s.f()`,
    new: `CREATE CONSTRAINT TRIGGER x AFTER INSERT ON s.a DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION s.f()`,
  },
  {
    what: 'the state of a trigger',
    base: `${TABLE}CREATE TRIGGER x BEFORE INSERT ON s.a FOR EACH ROW EXECUTE FUNCTION s.f();`,
    old: `ALTER TABLE s.a DISABLE TRIGGER x`,
    new: ``,
    does: [`ALTER TABLE s.a ENABLE TRIGGER x`],
  },
  {
    what: 'another state of a trigger',
    base: `${TABLE}CREATE TRIGGER x BEFORE INSERT ON s.a FOR EACH ROW EXECUTE FUNCTION s.f();`,
    old: `ALTER TABLE s.a ENABLE REPLICA TRIGGER x`,
    new: `ALTER TABLE s.a ENABLE ALWAYS TRIGGER x`,
  },
  {
    what: 'the state of a rule',
    base: `${TABLE}CREATE RULE r AS\n    ON INSERT TO s.a DO INSTEAD NOTHING;`,
    old: `ALTER TABLE s.a ENABLE ALWAYS RULE r`,
    new: ``,
  },
  {
    what: 'another rule',
    base: TABLE,
    old: `CREATE RULE r AS\n    ON INSERT TO s.a DO INSTEAD NOTHING;ALTER TABLE s.a DISABLE RULE r`,
    new: `CREATE RULE r AS\n    ON UPDATE TO s.a\n   WHERE (new.id = 1) DO NOTHING;ALTER TABLE s.a DISABLE RULE r`,
    does: ['CREATE OR REPLACE RULE r AS ON UPDATE TO s.a WHERE (new.id = 1) DO NOTHING'],
  },
];

export const policies: readonly Case[] = [
  {
    what: 'another condition and role',
    base: TABLE,
    old: `CREATE POLICY p ON s.a USING ((id = 1))`,
    new: `CREATE POLICY p ON s.a TO inc_reader, inc_owner USING ((id = 2)) WITH CHECK ((id = 3))`,
    does: [`ALTER POLICY p ON s.a TO inc_reader, inc_owner USING ((id = 2)) WITH CHECK ((id = 3))`],
    undoes: [`DROP POLICY IF EXISTS p ON s.a`, `CREATE POLICY p ON s.a USING ((id = 1))`],
  },
  {
    what: 'another command',
    base: TABLE,
    old: `CREATE POLICY p ON s.a FOR SELECT TO inc_reader USING (true)`,
    new: `CREATE POLICY p ON s.a AS RESTRICTIVE FOR UPDATE TO inc_reader USING (true)`,
  },
  {
    what: 'everybody again',
    base: TABLE,
    old: `CREATE POLICY p ON s.a FOR SELECT TO inc_reader USING (true)`,
    new: `CREATE POLICY p ON s.a FOR SELECT USING (true)`,
    does: [`ALTER POLICY p ON s.a TO PUBLIC`],
    undoes: [`ALTER POLICY p ON s.a TO inc_reader`],
  },
  {
    what: 'row security',
    base: TABLE,
    old: `ALTER TABLE s.a ENABLE ROW LEVEL SECURITY`,
    new: `ALTER TABLE ONLY s.a FORCE ROW LEVEL SECURITY`,
  },
  {
    what: 'an owner',
    base: TABLE,
    old: `ALTER TABLE s.a OWNER TO inc_owner`,
    new: `ALTER TABLE s.a OWNER TO inc_reader`,
  },
  {
    what: 'a membership',
    base: TABLE,
    old: ``,
    new: `GRANT inc_owner TO inc_reader`,
    undoes: [`REVOKE inc_owner FROM inc_reader`],
  },
];
