/** A change that only PostgreSQL 16 to 18 know, in the schema s, and what several of them start from. */

export interface Case18 {
  readonly what: string;
  readonly old: string;
  /** Inserted into OLD, before it becomes NEW. */
  readonly rows: string;
  /** Makes NEW of OLD. */
  readonly change: string;
  /** Why only there. */
  readonly oneWay?: string;
  /** What is asked, there and back. */
  readonly asks?: readonly [forward: readonly string[], reverse: readonly string[]];
  /** Relations whose rows do not come back, since the change lost them. */
  readonly lost?: readonly string[];
}

export const T = 'CREATE TABLE s.t (id integer CONSTRAINT t_pkey PRIMARY KEY, n integer);';
export const ROWS = 'INSERT INTO s.t SELECT i, i * 10 FROM generate_series(1, 5) i;';
export const CHILD = `${T} CREATE TABLE s.c (id integer, t integer);`;
export const CHILDREN = `${ROWS} INSERT INTO s.c SELECT i, i FROM generate_series(1, 5) i;`;
export const FOREIGN_KEY = 'ALTER TABLE s.c ADD CONSTRAINT c_t FOREIGN KEY (t) REFERENCES s.t (id)';
export const PARTITIONED = `CREATE TABLE s.p (id integer NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
  CREATE TABLE s.p1 PARTITION OF s.p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');`;
export const PARTITIONS = `INSERT INTO s.p SELECT i, date '2025-03-01' + i FROM generate_series(1, 5) i;`;
export const GENERATED = (form: string): string =>
  `CREATE TABLE s.t (id integer CONSTRAINT t_pkey PRIMARY KEY, n integer, twice integer GENERATED ALWAYS AS (n * 2) ${form});
   COMMENT ON COLUMN s.t.twice IS 'twice'; CREATE VIEW s.v AS SELECT id, twice FROM s.t;`;
export const GENERATED_ROWS = 'INSERT INTO s.t (id, n) SELECT i, i * 10 FROM generate_series(1, 5) i;';
export const PERIODS = `CREATE TABLE s.room (id int4range NOT NULL, during daterange NOT NULL);
  CREATE TABLE s.stay (room int4range, during daterange);`;
export const STAYS = `INSERT INTO s.room SELECT int4range(i, i + 1), '[2025-01-01,2026-01-01)' FROM generate_series(1, 3) i;
  INSERT INTO s.stay SELECT int4range(i, i + 1), '[2025-02-01,2025-03-01)' FROM generate_series(1, 3) i;`;
