/** Constraints, indexes and statistics, old and new; PostgreSQL's own words, as pg_dump writes them. */
import type { Case } from './migration.js';

const TABLE = `CREATE TABLE s.a (id integer NOT NULL, b integer, c text);
  ALTER TABLE ONLY s.a ADD CONSTRAINT a_key UNIQUE (b);`;
const PARTITIONED = `CREATE TABLE s.p (id integer NOT NULL) PARTITION BY RANGE (id);
  CREATE TABLE s.p1 (id integer NOT NULL);
  ALTER TABLE ONLY s.p ATTACH PARTITION s.p1 FOR VALUES FROM (0) TO (100);`;

export const constraints: readonly Case[] = [
  {
    what: 'a check that becomes valid',
    base: TABLE,
    old: `ALTER TABLE s.a ADD CONSTRAINT ok CHECK ((b > 0)) NOT VALID`,
    new: `ALTER TABLE s.a ADD CONSTRAINT ok CHECK ((b > 0))`,
    rows: `INSERT INTO s.a VALUES (1, 1)`,
    does: [`ALTER TABLE s.a VALIDATE CONSTRAINT ok`],
    undoes: [
      `ALTER TABLE IF EXISTS s.a DROP CONSTRAINT IF EXISTS ok`,
      `ALTER TABLE s.a ADD CONSTRAINT ok CHECK ((b > 0)) NOT VALID`,
    ],
  },
  {
    what: 'a foreign key that becomes valid and deferrable',
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b) NOT VALID`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b) DEFERRABLE INITIALLY DEFERRED`,
    does: [
      `ALTER TABLE s.a VALIDATE CONSTRAINT a_fk`,
      `ALTER TABLE s.a ALTER CONSTRAINT a_fk DEFERRABLE INITIALLY DEFERRED`,
    ],
  },
  {
    what: 'a foreign key that defers',
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b) DEFERRABLE`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b)`,
    does: [`ALTER TABLE s.a ALTER CONSTRAINT a_fk NOT DEFERRABLE`],
    undoes: [`ALTER TABLE s.a ALTER CONSTRAINT a_fk DEFERRABLE INITIALLY IMMEDIATE`],
  },
  {
    what: 'a foreign key that is not enforced',
    since: 18,
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b) NOT ENFORCED`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_fk FOREIGN KEY (id) REFERENCES s.a(b)`,
    does: [`ALTER TABLE s.a ALTER CONSTRAINT a_fk ENFORCED`],
    undoes: [`ALTER TABLE s.a ALTER CONSTRAINT a_fk NOT ENFORCED`],
  },
  {
    what: 'a check that is not enforced',
    since: 18,
    base: TABLE,
    old: `ALTER TABLE s.a ADD CONSTRAINT ok CHECK ((b > 0)) NOT ENFORCED`,
    new: `ALTER TABLE s.a ADD CONSTRAINT ok CHECK ((b > 0))`,
  },
  {
    what: 'a NOT NULL that becomes valid',
    since: 18,
    base: TABLE,
    old: `ALTER TABLE s.a ADD CONSTRAINT b_given NOT NULL b NOT VALID`,
    new: `ALTER TABLE s.a ADD CONSTRAINT b_given NOT NULL b`,
    does: [`ALTER TABLE s.a VALIDATE CONSTRAINT b_given`],
  },
  {
    what: 'a NOT NULL that children inherit',
    since: 18,
    base: TABLE,
    old: `ALTER TABLE s.a ADD CONSTRAINT b_given NOT NULL b NO INHERIT`,
    new: `ALTER TABLE s.a ADD CONSTRAINT b_given NOT NULL b`,
    does: [`ALTER TABLE s.a ALTER CONSTRAINT b_given INHERIT`],
    undoes: [`ALTER TABLE s.a ALTER CONSTRAINT b_given NO INHERIT`],
  },
  {
    what: 'a key with an option of its index',
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_pkey PRIMARY KEY (id)`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT a_pkey PRIMARY KEY (id) WITH (fillfactor='70')`,
    does: [`ALTER INDEX s.a_pkey SET (fillfactor='70')`],
    undoes: [`ALTER INDEX s.a_pkey RESET (fillfactor)`],
  },
  {
    what: 'a key over other columns, with an option',
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT k UNIQUE (id) INCLUDE (c)`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT k UNIQUE (b, id) WITH (fillfactor='70') DEFERRABLE INITIALLY DEFERRED`,
  },
  {
    what: 'an exclusion',
    base: TABLE,
    old: `ALTER TABLE ONLY s.a ADD CONSTRAINT x EXCLUDE USING btree (id WITH =)`,
    new: `ALTER TABLE ONLY s.a ADD CONSTRAINT x EXCLUDE USING btree (b WITH =) WITH (fillfactor='80') WHERE ((b > 0))`,
  },
  {
    what: 'the key of a partitioned table and of its partition',
    base: PARTITIONED,
    old: ``,
    new: `ALTER TABLE ONLY s.p ADD CONSTRAINT p_pkey PRIMARY KEY (id);
      ALTER TABLE ONLY s.p1 ADD CONSTRAINT p1_pkey PRIMARY KEY (id);
      ALTER INDEX s.p_pkey ATTACH PARTITION s.p1_pkey`,
  },
];

export const indexes: readonly Case[] = [
  {
    what: 'options of an index',
    base: TABLE,
    old: `CREATE INDEX i ON s.a USING btree (c) WITH (fillfactor='70')`,
    new: `CREATE INDEX i ON s.a USING btree (c) WITH (fillfactor='80', deduplicate_items='false')`,
    does: [`ALTER INDEX s.i SET (fillfactor='80', deduplicate_items='false')`],
    undoes: [`ALTER INDEX s.i SET (fillfactor='70')`, `ALTER INDEX s.i RESET (deduplicate_items)`],
  },
  {
    what: 'an index over another column',
    base: TABLE,
    old: `CREATE INDEX i ON s.a USING btree (c)`,
    new: `CREATE UNIQUE INDEX i ON s.a USING btree (c DESC) WHERE (b > 0)`,
  },
  {
    what: 'the index of a partitioned table',
    base: PARTITIONED,
    old: ``,
    new: `CREATE INDEX pi ON ONLY s.p USING btree (id);
      CREATE INDEX pi1 ON s.p1 USING btree (id);
      ALTER INDEX s.pi ATTACH PARTITION s.pi1`,
  },
  {
    what: 'extended statistics and their target',
    base: TABLE,
    old: `CREATE STATISTICS s.st (ndistinct) ON b, c FROM s.a`,
    new: `CREATE STATISTICS s.st ON b, c FROM s.a; ALTER STATISTICS s.st SET STATISTICS 200`,
  },
  {
    what: 'a target of statistics',
    base: `${TABLE}CREATE STATISTICS s.st (ndistinct) ON b, c FROM s.a;CREATE INDEX i ON s.a USING btree (upper(c));`,
    old: `ALTER STATISTICS s.st SET STATISTICS 100`,
    new: `ALTER INDEX s.i ALTER COLUMN 1 SET STATISTICS 300`,
    does: [
      `ALTER STATISTICS IF EXISTS s.st SET STATISTICS -1`,
      `ALTER INDEX s.i ALTER COLUMN 1 SET STATISTICS 300`,
    ],
  },
];
