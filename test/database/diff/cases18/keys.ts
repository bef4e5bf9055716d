/** Keys without overlaps, and exclusion constraints of partitioned tables. */
import { type Case18, PARTITIONED, PARTITIONS, PERIODS, STAYS } from './case.js';

export const KEYS: readonly Case18[] = [
  {
    what: 'a primary key without overlaps is new',
    old: PERIODS,
    rows: STAYS,
    change: 'ALTER TABLE s.room ADD CONSTRAINT room_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS);',
  },
  {
    what: 'a unique key becomes one without overlaps',
    old: `${PERIODS} ALTER TABLE s.room ADD CONSTRAINT room_key UNIQUE (id, during);`,
    rows: STAYS,
    change: `ALTER TABLE s.room DROP CONSTRAINT room_key,
      ADD CONSTRAINT room_key UNIQUE (id, during WITHOUT OVERLAPS);`,
  },
  {
    what: 'a foreign key with a period is new, and its key',
    old: PERIODS,
    rows: STAYS,
    change: `ALTER TABLE s.room ADD CONSTRAINT room_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS);
      ALTER TABLE s.stay ADD CONSTRAINT stay_room FOREIGN KEY (room, PERIOD during) REFERENCES s.room (id, PERIOD during);`,
  },
  {
    what: 'the key that a foreign key with a period refers to gets another name',
    old: `${PERIODS} ALTER TABLE s.room ADD CONSTRAINT room_pkey PRIMARY KEY (id, during WITHOUT OVERLAPS);
      ALTER TABLE s.stay ADD CONSTRAINT stay_room FOREIGN KEY (room, PERIOD during) REFERENCES s.room (id, PERIOD during);`,
    rows: STAYS,
    change: 'ALTER TABLE s.room RENAME CONSTRAINT room_pkey TO "Room key";',
  },
  {
    what: 'an exclusion constraint of a partitioned table is new',
    old: PARTITIONED,
    rows: PARTITIONS,
    change: 'ALTER TABLE s.p ADD CONSTRAINT p_at EXCLUDE USING btree (at WITH =);',
  },
  {
    what: 'an exclusion constraint of a partitioned table covers another column',
    old: `${PARTITIONED} ALTER TABLE s.p ADD CONSTRAINT p_at EXCLUDE USING btree (at WITH =);`,
    rows: PARTITIONS,
    change: `ALTER TABLE s.p DROP CONSTRAINT p_at; ALTER TABLE s.p ADD CONSTRAINT p_at EXCLUDE USING btree (at WITH =, id WITH =);`,
  },
];
