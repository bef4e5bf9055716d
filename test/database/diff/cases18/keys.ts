/** Keys without overlaps, and what refers to them. */
import { type Case18, PERIODS, STAYS } from './case.js';

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
];
