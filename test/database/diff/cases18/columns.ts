/** Generated columns, and how columns are stored. */
import { type Case18, T, ROWS, GENERATED, GENERATED_ROWS } from './case.js';

export const COLUMNS: readonly Case18[] = [
  {
    what: 'another expression of a stored column, with a view and an index on it',
    old: `${GENERATED('STORED')} CREATE INDEX t_twice ON s.t (twice);`,
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t ALTER twice SET EXPRESSION AS (n * 2 + 1);',
  },
  {
    what: 'another expression of a virtual column, with a view on it',
    old: GENERATED('VIRTUAL'),
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t ALTER twice SET EXPRESSION AS (n * 2 + 1);',
  },
  {
    what: 'another expression of a column with a check',
    old: `${GENERATED('STORED')} ALTER TABLE s.t ADD CONSTRAINT t_twice CHECK (twice > 0);`,
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t ALTER twice SET EXPRESSION AS (n * 2 + 1);',
  },
  {
    what: 'another expression, of a column that is new',
    old: GENERATED('VIRTUAL'),
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t ADD m integer DEFAULT 1; ALTER TABLE s.t ALTER twice SET EXPRESSION AS (n + m);',
    asks: [[], ['diff/loss: The migration loses column s.t.m.']],
  },
  {
    what: 'a virtual column is new',
    old: T,
    rows: ROWS,
    change: 'ALTER TABLE s.t ADD half numeric GENERATED ALWAYS AS (n / 2.0) VIRTUAL;',
  },
  {
    what: 'a virtual column that is never NULL is new',
    old: T,
    rows: ROWS,
    change: 'ALTER TABLE s.t ADD known boolean GENERATED ALWAYS AS (n IS NOT NULL) NOT NULL;',
  },
  {
    what: 'a virtual column becomes a stored one',
    old: GENERATED('VIRTUAL'),
    rows: GENERATED_ROWS,
    change: `DROP VIEW s.v; ALTER TABLE s.t DROP twice, ADD twice integer GENERATED ALWAYS AS (n * 2) STORED;
      COMMENT ON COLUMN s.t.twice IS 'twice'; CREATE VIEW s.v AS SELECT id, twice FROM s.t;`,
  },
  {
    what: 'the type of a column that a virtual column reads',
    old: `${T} ALTER TABLE s.t ADD half numeric GENERATED ALWAYS AS (n / 2.0);`,
    rows: GENERATED_ROWS,
    change: `ALTER TABLE s.t DROP half; ALTER TABLE s.t ALTER n TYPE bigint;
      ALTER TABLE s.t ADD half numeric GENERATED ALWAYS AS (n / 2.0);`,
  },
  {
    what: 'a column that a virtual column reads is gone',
    old: `${T} ALTER TABLE s.t ADD m integer DEFAULT 1, ADD sum integer GENERATED ALWAYS AS (n + m);`,
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t DROP m CASCADE;',
    asks: [['diff/loss: The migration loses column s.t.m.'], []],
  },
  {
    what: 'a stored column keeps its values as an ordinary one',
    old: GENERATED('STORED'),
    rows: GENERATED_ROWS,
    change: 'ALTER TABLE s.t ALTER twice DROP EXPRESSION;',
    asks: [[], ['diff/loss: The migration loses column s.t.twice.']],
  },
  {
    what: 'how values are stored and compressed',
    old: `CREATE TABLE s.t (id integer, a text STORAGE EXTERNAL, b text COMPRESSION pglz, c text STORAGE MAIN);
      ALTER TABLE s.t ALTER id SET STATISTICS 100;`,
    rows: `INSERT INTO s.t VALUES (1, 'a', 'b', 'c');`,
    change: `ALTER TABLE s.t ALTER a SET STORAGE DEFAULT, ALTER b SET COMPRESSION DEFAULT, ALTER c SET STORAGE EXTENDED;
      ALTER TABLE s.t ALTER id SET STATISTICS DEFAULT;`,
  },
  {
    what: 'a default of 18',
    old: 'CREATE TABLE s.t (id uuid DEFAULT gen_random_uuid() NOT NULL);',
    rows: 'INSERT INTO s.t DEFAULT VALUES;',
    change: 'ALTER TABLE s.t ALTER id SET DEFAULT uuidv7();',
  },
];
