/** What may be called otherwise after a migration, and what may go. */

/** Names of OLD that NEW knows by another name: `clinic.patient`, `clinic.patient.name`. */
export type Renames = ReadonlyMap<string, string>;

export interface Losses {
  readonly renames: Renames;
  /** Tables and columns that may go. */
  readonly mayLose: ReadonlySet<string>;
}

export const NO_LOSSES: Losses = { renames: new Map(), mayLose: new Set() };

/** As quote_ident does for all but PostgreSQL's words. */
export const quotedIf = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const LAST = /^(?:(.*)\.)?(?:"((?:[^"]|"")+)"|([^."]+))$/;

/** `clinic.patient` and `name`. */
export function partsOf(full: string): { readonly table: string; readonly column: string } {
  const [, table = '', quoted, plain] = LAST.exec(full) ?? [];
  return { table, column: quoted?.replaceAll('""', '"') ?? plain ?? full };
}

export const tableNow = (table: string, renames: Renames): string => renames.get(table) ?? table;

export function columnNow(table: string, column: string, renames: Renames): string {
  const renamed = renames.get(`${table}.${quotedIf(column)}`) ?? renames.get(`${table}."${column}"`);
  return renamed === undefined ? column : partsOf(renamed).column;
}
