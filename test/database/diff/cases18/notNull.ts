/** NOT NULL as a constraint. */
import { type Case18, T, ROWS, PARTITIONED, PARTITIONS } from './case.js';

export const NOT_NULL: readonly Case18[] = [
  {
    what: 'NOT NULL with a name is new',
    old: T,
    rows: ROWS,
    change: 'ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n;',
  },
  {
    what: 'NOT NULL gets another name',
    old: `${T} ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n;`,
    rows: ROWS,
    change: 'ALTER TABLE s.t RENAME CONSTRAINT n_is_known TO "n is there";',
  },
  {
    what: 'NOT NULL gets a name and a comment',
    old: `${T} ALTER TABLE s.t ALTER n SET NOT NULL;`,
    rows: ROWS,
    change: `ALTER TABLE s.t RENAME CONSTRAINT t_n_not_null TO n_is_known; COMMENT ON CONSTRAINT n_is_known ON s.t IS 'c';`,
  },
  {
    what: 'NOT NULL that is not validated is new',
    old: T,
    rows: `${ROWS} INSERT INTO s.t VALUES (6, NULL);`,
    change: 'ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n NOT VALID;',
  },
  {
    what: 'NOT NULL is validated',
    old: `${T} ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n NOT VALID;`,
    rows: ROWS,
    change: 'ALTER TABLE s.t VALIDATE CONSTRAINT n_is_known;',
  },
  {
    what: 'NOT NULL that children do not inherit is new',
    old: `${T} CREATE TABLE s.c () INHERITS (s.t);`,
    rows: `${ROWS} INSERT INTO s.c VALUES (7, NULL);`,
    change: 'ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n NO INHERIT;',
  },
  {
    what: 'NOT NULL is inherited from now on',
    old: `${T} CREATE TABLE s.c () INHERITS (s.t); ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n NO INHERIT;`,
    rows: `${ROWS} INSERT INTO s.c VALUES (7, 8);`,
    change: 'ALTER TABLE s.t ALTER CONSTRAINT n_is_known INHERIT;',
    oneWay: 'Back, the constraint of the child becomes its own.',
  },
  {
    what: 'NOT NULL of a parent is new',
    old: `${T} CREATE TABLE s.c (more text) INHERITS (s.t);`,
    rows: `${ROWS} INSERT INTO s.c VALUES (7, 8);`,
    change: 'ALTER TABLE s.t ADD CONSTRAINT n_is_known NOT NULL n;',
  },
  {
    what: 'NOT NULL of a partitioned table is new',
    old: `${PARTITIONED} ALTER TABLE s.p ADD note text;`,
    rows: `${PARTITIONS} UPDATE s.p SET note = 'x';`,
    change: 'ALTER TABLE s.p ADD CONSTRAINT note_is_known NOT NULL note;',
  },
  {
    what: 'NOT NULL of a domain is new, with a name',
    old: `CREATE DOMAIN s.d AS integer; CREATE TABLE s.t (d s.d);`,
    rows: 'INSERT INTO s.t VALUES (1), (2);',
    change: 'ALTER DOMAIN s.d ADD CONSTRAINT d_is_known NOT NULL;',
  },
];
