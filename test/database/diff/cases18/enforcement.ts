/** Constraints that PostgreSQL 18 does not enforce. */
import { type Case18, T, ROWS, CHILD, CHILDREN, FOREIGN_KEY, PARTITIONED, PARTITIONS } from './case.js';

export const ENFORCEMENT: readonly Case18[] = [
  {
    what: 'a check is no longer enforced',
    old: `${T} ALTER TABLE s.t ADD CONSTRAINT t_n CHECK (n > 0); COMMENT ON CONSTRAINT t_n ON s.t IS 'positive';`,
    rows: ROWS,
    change: `ALTER TABLE s.t DROP CONSTRAINT t_n, ADD CONSTRAINT t_n CHECK (n > 0) NOT ENFORCED;
      COMMENT ON CONSTRAINT t_n ON s.t IS 'positive';`,
  },
  {
    what: 'a check that is not enforced is new',
    old: T,
    rows: ROWS,
    change: 'ALTER TABLE s.t ADD CONSTRAINT t_n CHECK (n > 1000) NOT ENFORCED;',
  },
  {
    what: 'a check that is not validated is no longer enforced',
    old: `${T} ALTER TABLE s.t ADD CONSTRAINT t_n CHECK (n > 0) NOT VALID;`,
    rows: ROWS,
    change: 'ALTER TABLE s.t DROP CONSTRAINT t_n, ADD CONSTRAINT t_n CHECK (n > 0) NOT ENFORCED;',
  },
  {
    what: 'a foreign key is no longer enforced',
    old: `${CHILD} ${FOREIGN_KEY};`,
    rows: CHILDREN,
    change: 'ALTER TABLE s.c ALTER CONSTRAINT c_t NOT ENFORCED;',
  },
  {
    what: 'a foreign key that can be deferred is no longer enforced',
    old: `${CHILD} ${FOREIGN_KEY} DEFERRABLE INITIALLY DEFERRED;`,
    rows: CHILDREN,
    change: 'ALTER TABLE s.c DROP CONSTRAINT c_t; ' + `${FOREIGN_KEY} ON DELETE CASCADE NOT ENFORCED;`,
  },
  {
    what: 'a foreign key that is not enforced is new',
    old: CHILD,
    rows: CHILDREN,
    change: `${FOREIGN_KEY} NOT ENFORCED;`,
  },
  {
    what: 'a foreign key of a partitioned table is new, and not validated',
    old: `${T} ${PARTITIONED}`,
    rows: `${ROWS} ${PARTITIONS}`,
    change: 'ALTER TABLE s.p ADD CONSTRAINT p_t FOREIGN KEY (id) REFERENCES s.t (id) NOT VALID;',
  },
  {
    what: 'a foreign key of a partitioned table is validated',
    old: `${T} ${PARTITIONED} ALTER TABLE s.p ADD CONSTRAINT p_t FOREIGN KEY (id) REFERENCES s.t (id) NOT VALID;`,
    rows: `${ROWS} ${PARTITIONS}`,
    change: 'ALTER TABLE s.p VALIDATE CONSTRAINT p_t;',
  },
];
