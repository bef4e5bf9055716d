/** Sample rows for tables whose rules are hard to satisfy. Runs on PGlite. */
import { expect, it } from 'vitest';
import { openEngine } from '../src/verify/engines.js';
import { proveMigration } from '../src/verify/migration/proof.js';

const TABLES = `
  CREATE TYPE pair AS (a int, b text);
  CREATE TYPE floats AS RANGE (subtype = float8);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0) NOT NULL;
  CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) > 1);
  -- Each needs the other.
  CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL);
  CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a DEFERRABLE INITIALLY DEFERRED);
  ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE;
  CREATE TABLE self (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), up uuid NOT NULL REFERENCES self);
  CREATE TABLE types (p pair, f floats, m int4multirange, x positive, t tags, bits bit(5), v varchar(3) CHECK (length(v) = 3),
    c char(4), n numeric(3,2) CHECK (n BETWEEN 0.5 AND 1.5), j jsonb CHECK (jsonb_typeof(j) = 'array'),
    d date CHECK (extract(dow FROM d) = 0), e text CHECK (e LIKE 'X-%'), g int GENERATED ALWAYS AS (x * 2) STORED,
    i inet, xm xml, ts tsvector, mac macaddr, pt point, iv interval CHECK (iv < '1 hour'));
  CREATE TABLE pairs (l int REFERENCES a, r int REFERENCES a, PRIMARY KEY (l, r), CHECK (l < r));
  CREATE TABLE room (during tstzrange, EXCLUDE USING gist (during WITH &&));
  CREATE TABLE one (id bool PRIMARY KEY DEFAULT true CHECK (id));
  CREATE TABLE listed (k text, s text NOT NULL) PARTITION BY LIST (s);
  CREATE TABLE listed_xy PARTITION OF listed FOR VALUES IN ('x', 'y') PARTITION BY RANGE (k);
  CREATE TABLE listed_xy_m PARTITION OF listed_xy FOR VALUES FROM ('m') TO ('n');
  CREATE TABLE listed_others PARTITION OF listed DEFAULT;
  CREATE TABLE ticket (status text CHECK (status IN ('open', 'closed')), closed_at timestamptz, reason text,
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)), CHECK (closed_at IS NULL OR reason IS NOT NULL));
  CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
  CREATE TABLE refusing (a int);
  CREATE TRIGGER t BEFORE INSERT ON refusing FOR EACH ROW EXECUTE FUNCTION refuse();
  CREATE RULE r AS ON INSERT TO a DO INSTEAD NOTHING;
  CREATE TABLE "Odd ""Name" ("Sel ect" int CHECK ("Sel ect" > 5), "weird'" text);
  CREATE TABLE no_columns ();
  CREATE TABLE parent (id int PRIMARY KEY, x text);
  CREATE TABLE child (y int) INHERITS (parent);
  CREATE TABLE hidden (a int);
  ALTER TABLE hidden ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE TABLE uniques (a int UNIQUE NULLS NOT DISTINCT, b text, UNIQUE (b, a));
  CREATE UNIQUE INDEX ON uniques (lower(b)) WHERE a > 1;`;

it('fills tables whatever their rules are, and keeps them', async () => {
  const engine = await openEngine({}, TABLES);
  const source = { dump: TABLES };
  const proof = await proveMigration({ engine, old: source, new: source, migration: [] });
  await engine.close();
  expect(proof).toMatchObject({ verdict: 'proven', empty: [], failures: [], differences: [] });
  // Three each, but one where a rule allows only one.
  expect(proof.counts).toEqual({ tables: 17, rows: 49 });
});
