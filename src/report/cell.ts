/** A cell of the coverage matrix: what a table had of one aspect of the preset, and what it gained. */
import { quoteIdentifier } from '../catalog/names.js';
import type { TableClass, TableTenancy, Tenancy } from '../catalog/tenancy.js';
import type { Settings } from '../settings/settings.js';
import type { Column } from '../facts/relations/relations.js';

/**
 * - `had`: the dump has it
 * - `reused`: the dump has it under another name
 * - `added`: the tool added it, or a part of it
 * - `exempt`: not required
 * - `undecided`: required, and needs a decision
 */
export const verdicts = ['had', 'reused', 'added', 'exempt', 'undecided'] as const;
export type Verdict = (typeof verdicts)[number];

/** A verdict and a few words: `added tenant_id`. */
export type Cell = `${Verdict} ${string}`;

/** The columns of the matrix, with their titles. */
export const titles = {
  tenant: 'Tenant',
  audit: 'Audit',
  compliance: 'Compliance',
  rls: 'RLS',
  keys: 'Keys',
} as const;
export type Aspect = keyof typeof titles;
export const aspects = Object.keys(titles) as readonly Aspect[];

/** Why every tenant reaches all rows of a table. */
export type WhyOpen =
  | 'by name'
  | 'by structure or policy'
  | 'by the configuration'
  | 'without a tenant column'
  | 'as foreign tables';

export interface TableCoverage extends Readonly<Record<Aspect, Cell>> {
  readonly table: string;
  readonly class: TableClass;
  /** No evidence decides its class. */
  readonly undecided?: true;
  /** Why every tenant reaches all of its rows. */
  readonly open?: WhyOpen;
  /** The evidence for its class. */
  readonly evidence: string;
}

export const verdictOf = (cell: Cell): Verdict => cell.slice(0, cell.indexOf(' ')) as Verdict;
export const wordsOf = (cell: Cell): string => cell.slice(cell.indexOf(' ') + 1);

/** One table, in the dump and in the result. */
export interface Compared {
  readonly table: TableTenancy;
  readonly tenancy: Tenancy;
  readonly settings: Settings;
  /** Its columns in the dump, inherited ones included; names of those in the result. */
  readonly had: ReadonlyMap<string, Column>;
  readonly has: ReadonlySet<string>;
}

const listed = (names: readonly string[]): string => names.map(quoteIdentifier).join(', ');

/** `added a, b; had c`, the most important verdict first. */
export function cellOf(
  parts: Readonly<Partial<Record<Exclude<Verdict, 'exempt'>, readonly string[]>>>,
): Cell {
  const order = ['undecided', 'added', 'reused', 'had'] as const;
  const said = order.filter((verdict) => (parts[verdict] ?? []).length > 0);
  const [first = 'had', ...rest] = said;
  const words = [
    `${first === 'undecided' ? 'without ' : ''}${listed(parts[first] ?? [])}`,
    ...rest.map((verdict) => `${verdict} ${listed(parts[verdict]!)}`),
  ];
  return `${first} ${words.join('; ')}`;
}
