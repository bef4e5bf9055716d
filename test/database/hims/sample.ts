/** Rows of the sample data by name, those of tenant A; `ofB` turns what is said about them into what is said about B's. */
const row = (kind: string, number: number): string => `'a0000000-0000-4000-8000-${kind}0000000${number}'`;

export const TENANT = row('0001', 1);
export const ORGANIZATION = row('0002', 1);
export const FACILITY = row('0003', 1);
export const DEPARTMENT = row('0004', 1);
export const [USER, FRONT_DESK] = [row('0005', 1), row('0005', 2)];
export const [DOCTOR, NURSE] = [row('0006', 1), row('0006', 3)];
export const [PATIENT, OTHER_PATIENT] = [row('0007', 1), row('0007', 2)];
export const [OPD, IPD, CASUALTY] = [row('0008', 1), row('0008', 2), row('0008', 3)];
export const NOTE = row('0010', 1);
export const PRESCRIPTION = row('0011', 1);
export const [CONSULTATION, BLOOD_COUNT] = [row('0013', 1), row('0013', 2)];
export const [INVOICE, OTHER_INVOICE] = [row('0014', 1), row('0014', 2)];
export const PAYMENT = row('0015', 1);
export const ARTEFACT = row('0018', 1);
export const LAB_ORDER = row('0019', 1);
export const DISPENSE = row('0022', 1);
export const [BED, OTHER_BED] = [row('0024', 1), row('0024', 2)];
export const ADMISSION = row('0025', 1);
export const ROSTER = row('0026', 1);
export const APPOINTMENT = row('0027', 1);
export const POLICY = row('0028', 1);
export const [ANALYZER, ITEM] = [row('0111', 1), row('0106', 1)];

/** The same statement about tenant B's rows: ids, texts and the numbers of stores, tests and batches. */
export const ofB = (sql: string): string =>
  sql
    .replaceAll("'a0000000-", "'b0000000-")
    .replaceAll('ARO', 'BSH')
    .replaceAll('/* store */ 1', '/* store */ 2')
    .replaceAll('/* batch */ 1', '/* batch */ 2')
    .replaceAll('/* test */ 2', '/* test */ 3');
