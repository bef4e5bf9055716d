/**
 * ALTER COLUMN … TYPE: the casts that PostgreSQL has, and what a conversion loses.
 * https://www.postgresql.org/docs/current/sql-createcast.html
 */
import type { SchemaObject } from '../../catalog/object.js';
import { nodeIf, type TypeName } from '../../grammar.js';
import { strings, typeText } from '../../catalog/names.js';
import type { Column } from './columnParts.js';

/** Types that are assigned to each other without a cast in the statement. */
const ASSIGNED: readonly ReadonlySet<string>[] = [
  new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['json', 'jsonb']),
  new Set(['time', 'timetz']),
  new Set(['bit', 'varbit']),
  new Set(['inet', 'cidr']),
];

const STRINGS: ReadonlySet<string> = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);

/** Digits that a type keeps, where one replaces another: from the widest. */
const WIDTHS: Readonly<Record<string, number>> = {
  numeric: 9,
  float8: 8,
  float4: 7,
  int8: 3,
  int4: 2,
  int2: 1,
};

interface Type {
  /** `int4`, `core.mood`, of the element for an array; for a domain, what it is made of. */
  readonly name: string;
  readonly array: boolean;
  readonly modifiers: readonly number[];
}

/** Domains by name, with the types that they are made of. */
export type Domains = ReadonlyMap<string, TypeName>;

export function domainsOf(objects: readonly SchemaObject[]): Domains {
  return new Map(
    objects.flatMap((object): [string, TypeName][] => {
      const domain = nodeIf(object.statement, 'CreateDomainStmt');
      if (!domain?.typeName) return [];
      return [[`${object.name.schema ?? ''}.${object.name.name}`, domain.typeName]];
    }),
  );
}

function typeOf(type: TypeName | undefined, domains: Domains): Type {
  const parts = strings(type?.names);
  const base = domains.get(parts.slice(-2).join('.'));
  const array = (type?.arrayBounds?.length ?? 0) > 0;
  if (base && !array) return typeOf(base, domains);
  const modifiers = (type?.typmods ?? []).flatMap((one) =>
    'A_Const' in one && one.A_Const.ival ? [one.A_Const.ival.ival ?? 0] : [],
  );
  const plain = typeText(type)
    .replace(/(\[\])+$/, '')
    .replace(/^pg_catalog\./, '');
  return { name: plain, array, modifiers };
}

/** `USING code::integer`; empty where PostgreSQL converts by assignment, which refuses what doesn't fit. */
export function usingClause(
  name: string,
  before: Column,
  after: Column,
  domains: { readonly before: Domains; readonly after: Domains },
): string {
  const [from, to] = [
    typeOf(before.node.typeName, domains.before),
    typeOf(after.node.typeName, domains.after),
  ];
  if (isAssigned(from, to)) return '';
  return STRINGS.has(from.name) || from.array
    ? ` USING ${name}::${after.type}`
    : ` USING ${name}::text::${after.type}`;
}

function isAssigned(from: Type, to: Type): boolean {
  if (from.array !== to.array) return STRINGS.has(to.name) && !to.array;
  if (from.name === to.name || STRINGS.has(to.name)) return true;
  return ASSIGNED.some((group) => group.has(from.name) && group.has(to.name));
}

/** What the conversion rounds off, if anything: `the time of day of column core.visits.at`. */
export function lossOf(
  before: Column,
  after: Column,
  domains: { readonly before: Domains; readonly after: Domains },
): string | undefined {
  const [from, to] = [
    typeOf(before.node.typeName, domains.before),
    typeOf(after.node.typeName, domains.after),
  ];
  if (to.name === 'date' && from.name.startsWith('timestamp')) return 'the time of day';
  if (/^(timestamp|timestamptz|time|timetz|interval)$/.test(to.name)) {
    const [kept = 6] = to.modifiers;
    return from.name === to.name && kept < (from.modifiers[0] ?? 6) ? 'fractions of a second' : undefined;
  }
  const [wide, narrow] = [WIDTHS[from.name], WIDTHS[to.name]];
  if (wide === undefined || narrow === undefined) return undefined;
  if (narrow < wide && wide > 3) return 'digits';
  if (to.name !== 'numeric' || to.modifiers.length === 0) return undefined;
  if (wide <= 3) return undefined;
  const scale = (modifiers: readonly number[]): number => modifiers[1] ?? 0;
  return from.modifiers.length > 0 && scale(from.modifiers) <= scale(to.modifiers) ? undefined : 'digits';
}
