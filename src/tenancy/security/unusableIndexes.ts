/**
 * Indexes that no role under row-level security can use. The planner evaluates a condition before a policy's only if
 * its operator is LEAKPROOF, which operators of GIN, GiST, trigrams, citext, numeric and enums are not.
 * https://www.postgresql.org/docs/current/sql-createfunction.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, quoteName, strings } from '../../catalog/names.js';
import type { Key, SchemaObject } from '../../catalog/object.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { type IndexElem, nodeOf } from '../../grammar.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { indexed } from '../../kinds/indexes/index.js';
import { pasted } from '../../facts/names/patterns.js';
import { columnOf } from '../../facts/relations/lineage.js';
import { type Relation, relationsOf } from '../../facts/relations/relations.js';
import type { AuthorsSecurity } from '../../facts/policies/authorsSecurity.js';
import { sqlType } from '../../catalog/sqlType.js';
import { type Domains, domainsOf } from '../../facts/columns/domains.js';

/** Types with leakproof operators. */
const LEAKPROOF =
  /^(?:boolean|character|character varying|text|name|"char"|bytea|bit|bit varying|smallint|integer|bigint|oid|real|double precision|money|date|interval|(?:time|timestamp)(?: with(?:out)? time zone)?|uuid|inet|cidr|macaddr8?|pg_lsn|xid8|tid)$/;

/** Operator classes whose operators are not leakproof, even for such a type. */
const OTHER_CLASS = /trgm|jsonb|hstore|ltree|__int_|array_|tsvector|tsquery/;

/** Methods with operators of their own on an expression's value; for others it is unknown. */
const OF_OTHERS = new Set(['gin', 'gist']);

/** Other methods only order rows, which policies do not prevent. */
const METHODS = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']);

interface Types {
  readonly relations: ReadonlyMap<Key, Relation>;
  readonly domains: Domains;
}

function typeOf(relation: Relation, column: string, { relations, domains }: Types): string | undefined {
  const found = columnOf(relation, column, relations);
  if (!found) return undefined;
  // An array's name has brackets, so it matches none of those above.
  for (let type = found.type; ;) {
    const text = sqlType(type);
    const below = domains.get(text);
    if (!below) return (type?.arrayBounds ?? []).length > 0 && !text.endsWith(']') ? `${text}[]` : text;
    type = below;
  }
}

/** @returns the obstacle; undefined for a usable index */
function hindrance(
  { name, opclass }: IndexElem,
  method: string,
  relation: Relation,
  types: Types,
): string | undefined {
  const given = strings(opclass).at(-1);
  if (given !== undefined && OTHER_CLASS.test(given)) return given;
  const type = name === undefined ? undefined : typeOf(relation, name, types);
  if (type !== undefined) return LEAKPROOF.test(type.replace(/\(.*\)/, '')) ? undefined : type;
  return OF_OTHERS.has(method) ? 'its expression' : undefined;
}

function findingOf(
  object: SchemaObject,
  table: Name,
  { enabled }: AuthorsSecurity,
  relation: Relation,
  types: Types,
): Diagnostic[] {
  const { accessMethod = 'btree', indexParams = [], unique } = nodeOf(object.statement, 'IndexStmt');
  if (unique || !METHODS.has(accessMethod)) return [];
  const all = indexParams.map((param) =>
    'IndexElem' in param ? hindrance(param.IndexElem, accessMethod, relation, types) : undefined,
  );
  if (!all.every((what) => what !== undefined)) return [];
  const what = [...new Set(all)].join(', ');
  return [
    {
      // Unusable before, too.
      severity: enabled ? 'info' : 'warning',
      code: 'rls/index-unusable',
      message: `${object.name.name} of ${pasted(table)} is unusable for roles under row-level security: no operator of ${what} is leakproof.`,
      help: 'Search by the tenant column first, or through a function of an owner that bypasses the policies.',
      object: object.id,
    },
  ];
}

export function unusableIndexes(
  catalog: Catalog,
  secured: readonly TableTenancy[],
  authors: (table: Name) => AuthorsSecurity,
): Diagnostic[] {
  const types = { relations: relationsOf(catalog), domains: domainsOf(catalog) };
  const tables = new Set(
    secured.filter(({ partitionOf }) => !partitionOf).map(({ name }) => relationKey(name)),
  );
  return catalog.objects
    .filter(({ kind }) => kind === KIND.index)
    .toSorted((a, b) => (quoteName(a.name) < quoteName(b.name) ? -1 : 1))
    .flatMap((object) => {
      const table = indexed(object.statement);
      const relation = types.relations.get(relationKey(table));
      return relation && tables.has(relationKey(table))
        ? findingOf(object, table, authors(table), relation, types)
        : [];
    });
}
