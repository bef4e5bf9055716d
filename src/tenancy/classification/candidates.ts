/**
 * Candidates for the tenants table of a dump without a table of that name. The evidence is the number of tables that
 * refer to each by one column or have a column named after it, and its own name.
 */
import type { Name } from '../../catalog/names.js';
import { InputError } from '../../diagnostics/diagnostics.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { pasted, words } from '../../facts/names/patterns.js';
import { primaryKeyOf, referencedColumns } from '../../facts/relations/lineage.js';
import type { ForeignKey, Relation } from '../../facts/relations/relations.js';
import { fits } from './tenantColumn.js';
import { referringType, sqlType } from '../../catalog/sqlType.js';

/** Usual names of the tenants table. */
const NAMES = [
  'tenant',
  'organization',
  'organisation',
  'org',
  'account',
  'company',
  'workspace',
  'hospital',
  'clinic',
  'practice',
  'customer',
  'team',
  'client',
  'agency',
  'firm',
  'institution',
  'merchant',
  'school',
  'shop',
  'business',
];

/** Number of candidates that a message shows. */
const SHOWN = 3;

type Relations = ReadonlyMap<string, Relation>;

const singular = (word: string): string =>
  word
    .replace(/ies$/, 'y')
    .replace(/(s|x|ch|sh)es$/, '$1')
    .replace(/(?<!s)s$/, '');

const wordsOf = ({ name }: Name): string[] => words(name).map(singular);

/** A table with exactly such a name weighs more than one whose name ends in it. */
function weightOf(name: Name): number {
  const all = wordsOf(name);
  if (!NAMES.includes(all.at(-1) ?? '')) return 1;
  return all.length === 1 ? 3 : 2;
}

/** The columns by which a table refers to another, each a single-column reference to its primary key. */
export const referringColumns = (
  { foreignKeys }: Relation,
  target: Relation,
  relations: Relations,
): string[] =>
  foreignKeys.filter((key) => refersBy(key, target, relations)).map(({ columns }) => columns[0]!);

const refersBy = (key: ForeignKey, target: Relation, relations: Relations): boolean =>
  relationKey(key.to) === relationKey(target.name) &&
  key.columns.length === 1 &&
  referencedColumns(key, relations).join('\0') === primaryKeyOf(target)?.join('\0');

/** The name that most tables use for their reference to a table; of several, the alphabetically first. */
export function commonest(
  names: readonly string[],
): { readonly name: string; readonly count: number } | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first] = [...counts].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return first && { name: first[0], count: first[1] };
}

export interface Candidate {
  readonly name: Name;
  /** The column that most tables use for it; undefined where none has one. */
  readonly column: string | undefined;
  /** Number of other tables, of those with the column, and of those with a foreign key on it. */
  readonly others: number;
  readonly having: number;
  readonly referring: number;
  /** Number of tables that refer to it by any column, or have the column. */
  readonly evidence: number;
}

function candidateOf(target: Relation, all: readonly Relation[], relations: Relations): Candidate {
  const others = all.filter((one) => one !== target);
  const references = others.map((one) => [...new Set(referringColumns(one, target, relations))]);
  const asked = [...wordsOf(target.name), 'id'].join('');
  const spelled = others.flatMap(({ columns }) =>
    [...columns.keys()].filter((name) => words(name).join('') === asked),
  );
  const common = commonest(references.flat()) ?? commonest(spelled);
  const type = referringType(target.columns.get(primaryKeyOf(target)![0]!)?.type);
  const having =
    common === undefined
      ? []
      : others.filter(({ columns }) => {
          const column = columns.get(common.name);
          return column !== undefined && fits(sqlType(column.type), type);
        });
  const referring = references.filter((columns) => columns.length > 0).length;
  return {
    name: target.name,
    column: having.length > 0 ? common?.name : undefined,
    others: others.length,
    having: having.length,
    referring: references.filter((columns) => columns.includes(common?.name ?? '')).length,
    evidence: Math.max(having.length, referring),
  };
}

/** Best ones first. */
export function candidatesOf(all: readonly Relation[], relations: Relations): Candidate[] {
  const tables = all.filter(({ partitionOf }) => !partitionOf);
  return tables
    .filter((one) => primaryKeyOf(one)?.length === 1)
    .map((one) => ({ ...candidateOf(one, tables, relations), weight: weightOf(one.name) }))
    .filter(({ evidence, weight, others }) =>
      // A table that one or two others refer to is no evidence.
      weight === 1 ? evidence > 1 && evidence * 2 >= others : weight === 3 || evidence > 0,
    )
    .toSorted(
      (a, b) =>
        b.evidence * b.weight - a.evidence * a.weight ||
        b.weight - a.weight ||
        (pasted(a.name) < pasted(b.name) ? -1 : 1),
    )
    .slice(0, SHOWN);
}

/** One sentence with the evidence. */
export function shown({ name, column, others, having, referring }: Candidate): string {
  const table = pasted(name);
  if (column === undefined) return `No table refers to ${table}, but it has the name of a tenants table.`;
  const count = referring === 0 ? 'none' : String(referring);
  return `${having} of ${others} other tables ${having === 1 ? 'has' : 'have'} ${column}, ${count} with a foreign key to ${table}.`;
}

/** The dump has no tenants table, and the user must decide which table it is. */
export class NoTenants extends InputError {
  candidates: readonly Candidate[] = [];
}

/** With the candidates, and the settings that name them. */
export function noTenants(
  all: readonly Relation[],
  relations: Relations,
  keyless: readonly Name[],
): InputError {
  const found = candidatesOf(all, relations);
  const message = [
    'The dump has no table `tenants` with a primary key of one column, and the configuration names no other.',
    ...keyless.map((name) => `${pasted(name)} has no such key.`),
    ...found.map(shown),
    ...(found.length === 0 ? ['No other table looks like one.'] : []),
  ];
  const help = [
    ...found.map(
      ({ name }) => `If ${pasted(name)} is your tenants table: tenancy: { table: ${inYaml(name)} }`,
    ),
    ...(found.length === 0
      ? ['If a table of the dump is your tenants table: tenancy: { table: schema.name }']
      : []),
    'To keep the schema as it is: --preset plain',
    'To create a tenants table: tenancy: { create: true }',
  ];
  return Object.assign(new NoTenants('tenants/none', message.join(' '), { help: help.join('\n') }), {
    candidates: found,
  });
}

const inYaml = (name: Name): string => {
  const text = pasted(name);
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : text;
};
