/** What is known of the cases, in each direction: what a person has to decide, and what cannot be as in NEW. */
import type { Direction } from './cases.js';

type ByCase<T> = Readonly<Record<Direction, Readonly<Record<string, T>>>>;

/** What is asked where nothing is decided: exactly these cases lose rows, may be renames, need a value or a person. */
export const QUESTIONS: ByCase<readonly string[]> = {
  forward: {
    '004-column-drop': ['diff/loss: The migration loses column clinic.patient.notes.'],
    '056-table-drop-under-views': ['diff/loss: The migration loses table clinic.visit.'],
    '058-table-set-schema': [
      'diff/rename: Table bill.event_2027 is gone, and table clinic.event_2027 is new with nearly the same columns.',
      'diff/loss: The migration loses table bill.event_2027.',
    ],
    '064-table-to-partitioned': [
      'diff/impossible: Table bill.event_2027 becomes partitioned; PostgreSQL cannot convert a table that has rows.',
    ],
    '104-composite-attribute-drop': ['diff/loss: The migration loses attribute clinic.address.city.'],
    '212-pgmold-168-column-drop-dependents': ['diff/loss: The migration loses column i.t.b.'],
    '216-pgtoolbelt-193-drop-tables-published': [
      'diff/loss: The migration loses table i.pr.',
      'diff/loss: The migration loses table i.lv.',
    ],
    '302-column-add-not-null': [
      'diff/value: Column clinic.hospital.city is NOT NULL and has no default, so rows that exist need a value.',
    ],
    '304-column-rename': [
      'diff/rename: Column clinic.patient.notes is gone, and column clinic.patient.remarks of the same type (text) is new.',
      'diff/loss: The migration loses column clinic.patient.notes.',
    ],
    '306-table-rename-with-dependents': [
      'diff/rename: Table clinic.visit is gone, and table clinic.encounter is new with nearly the same columns.',
      'diff/loss: The migration loses table clinic.visit.',
    ],
  },
  reverse: {
    '002-column-add-not-null-default': ['diff/loss: The migration loses column clinic.patient.active.'],
    '022-generated-drop-expression': ['diff/loss: The migration loses column clinic.visit.total.'],
    '054-table-add-cycle': [
      'diff/loss: The migration loses table clinic.b.',
      'diff/loss: The migration loses table clinic.a.',
    ],
    '058-table-set-schema': [
      'diff/rename: Table clinic.event_2027 is gone, and table bill.event_2027 is new with nearly the same columns.',
      'diff/loss: The migration loses table clinic.event_2027.',
    ],
    '064-table-to-partitioned': [
      'diff/impossible: Table bill.event_2027 is no longer partitioned; PostgreSQL cannot convert a table that has rows.',
      'diff/loss: The migration loses table bill.event_2027_all.',
    ],
    '080-view-star-grows': ['diff/loss: The migration loses column clinic.hospital.city.'],
    '106-range-type-add': [
      'diff/loss: The migration loses table bill.r.',
      'diff/loss: The migration loses column clinic.hospital.fees.',
    ],
    '130-names-quoted': ['diff/loss: The migration loses column "Odd Schema"."Order"."from".'],
    '202-pgschema-480-function-of-view-row': ['diff/loss: The migration loses column i.u.role.'],
    '308-check-of-parent': ['diff/loss: The migration loses column clinic.hospital.phone.'],
    '302-column-add-not-null': ['diff/loss: The migration loses column clinic.hospital.city.'],
    '304-column-rename': [
      'diff/rename: Column clinic.patient.remarks is gone, and column clinic.patient.notes of the same type (text) is new.',
      'diff/loss: The migration loses column clinic.patient.remarks.',
    ],
    '306-table-rename-with-dependents': [
      'diff/rename: Table clinic.encounter is gone, and table clinic.visit is new with nearly the same columns.',
      'diff/loss: The migration loses table clinic.encounter.',
    ],
  },
};

/** As `--value`. */
export const VALUES: ByCase<Readonly<Record<string, string>>> = {
  forward: { '302-column-add-not-null': { 'clinic.hospital.city': `'Pune'` } },
  reverse: {},
};

/** As `--rename`. */
export const RENAMES: ByCase<string> = {
  forward: {
    '058-table-set-schema': 'bill.event_2027=clinic.event_2027',
    '304-column-rename': 'clinic.patient.notes=clinic.patient.remarks',
    '306-table-rename-with-dependents': 'clinic.visit=clinic.encounter',
  },
  reverse: {
    '058-table-set-schema': 'clinic.event_2027=bill.event_2027',
    '304-column-rename': 'clinic.patient.remarks=clinic.patient.notes',
    '306-table-rename-with-dependents': 'clinic.encounter=clinic.visit',
  },
};

/** Refused whatever is decided. */
export const IMPOSSIBLE: readonly string[] = ['064-table-to-partitioned'];

/** Where rows cannot be those of NEW, since OLD does not have what they say. */
export const LOST: ByCase<readonly string[]> = {
  forward: {},
  reverse: {
    '004-column-drop': ['Name: patient; Type: TABLE DATA; Schema: clinic'],
    '056-table-drop-under-views': [
      'Name: visit; Type: TABLE DATA; Schema: clinic',
      'Name: visit_id_seq; Type: SEQUENCE SET; Schema: clinic',
      // A schema does not tell that a materialized view is filled, so a new one is empty.
      'Name: mv_count; Type: MATERIALIZED VIEW DATA; Schema: clinic',
    ],
    '104-composite-attribute-drop': ['Name: patient; Type: TABLE DATA; Schema: clinic'],
    '212-pgmold-168-column-drop-dependents': ['Name: t; Type: TABLE DATA; Schema: i'],
  },
};

/** A column that comes back is the last of its table. */
export const ANOTHER_ORDER: Readonly<Record<Direction, readonly string[]>> = {
  forward: [],
  reverse: [
    '004-column-drop',
    '022-generated-drop-expression',
    '212-pgmold-168-column-drop-dependents',
    '310-generated-column-with-comment',
  ],
};
