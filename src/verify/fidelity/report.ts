/** What the conversion declares in report.json: read as data, and not trusted. */
import { InputError } from '../../diagnostics/diagnostics.js';
import type { Known } from '../isolation/stage/leaks.js';

/** An object of the dump that another one replaces, or whose definition differs. */
export interface Declaration {
  readonly is: 'replaced' | 'changed';
  readonly kind: string;
  readonly name: string;
  readonly table?: string;
  /** What replaces it, or what differs. */
  readonly what: string;
  /** Only on servers older than this version. */
  readonly before?: number;
  /** Only on servers of this version and later. */
  readonly since?: number;
}

export interface ConversionReport {
  readonly preset: string;
  readonly declared: readonly Declaration[];
  readonly known: readonly Known[];
  /** Some tables belong to tenants; undefined if the report does not say. */
  readonly ofTenants?: boolean;
  /** Kinds of statements that a setting left out completely: owners, privileges. */
  readonly stripped: ReadonlySet<string>;
}

/** pg_dump writes some settings before whichever object comes first; the catalogs do not have that. */
const OF_TEXT_ONLY = /^pg_dump writes /;

/** Roles belong to the cluster: only their objects and privileges are compared. */
const OF_CLUSTER = new Set(['role']);

/** Classes of tables whose rows other tenants must not reach. */
const TENANTS = new Set(['root', 'tenant', 'mixed']);

type Json = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : [];
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** @param dump SHA-256 of the dump; a report of another dump is refused */
export function readReport(text: string, name: string, dump?: string): ConversionReport {
  let json: Json;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch (error) {
    throw noReport(name, (error as Error).message);
  }
  if (typeof json !== 'object' || json === null || !Array.isArray(json['ledger']))
    throw noReport(name, 'it has no ledger');
  const source = (json['source'] as Json | undefined)?.['sha256'];
  if (dump !== undefined && source !== dump)
    throw new InputError('verify/report', `${name} is about another dump.`, {
      help: 'Convert this dump again, and verify the result.',
    });
  const declared = (['replaced', 'changed'] as const).flatMap((is) =>
    listOf(json[is]).map((entry): Declaration => ({
      is,
      kind: word(entry['kind']),
      name: word(entry['name']),
      ...(typeof entry['table'] === 'string' ? { table: entry['table'] } : {}),
      what: word(is === 'replaced' ? entry['by'] : entry['what']),
      ...(typeof entry['before'] === 'number' ? { before: entry['before'] } : {}),
      ...(typeof entry['since'] === 'number' ? { since: entry['since'] } : {}),
    })),
  );
  const stripped = listOf(json['ledger']).filter(
    ({ disposition, detail }) => disposition === 'dropped' && word(detail).endsWith(': strip)'),
  );
  return {
    preset: word(json['preset']),
    declared: declared.filter(({ kind, what }) => !OF_TEXT_ONLY.test(what) && !OF_CLUSTER.has(kind)),
    known: listOf(json['known']).map((entry) => ({
      relation: word(entry['relation']),
      attack: word(entry['attack']),
      name: word(entry['name']),
      ...(entry['rows'] === 'everybody' ? { rows: 'everybody' as const } : {}),
      ...(entry['returns'] === 'key' ? { returns: 'key' as const } : {}),
      why: word(entry['why']),
    })),
    ofTenants: listOf(json['coverage']).some((row) => TENANTS.has(word(row['class']))),
    stripped: new Set(stripped.map(({ kind }) => word(kind))),
  };
}

const noReport = (name: string, why: string): InputError =>
  new InputError('verify/report', `${name} is not a report of a conversion: ${why}.`, {
    help: 'Create one with: pg-baseline convert … --report report.json',
  });
