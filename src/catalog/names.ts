/** Identifiers: quoting, and the names in a tree. */
import type { Node, RangeVar, TypeName } from '../grammar.js';

/** A name with or without a schema. `schema` is undefined where the dump leaves it to the search path. */
export interface Name {
  readonly schema: string | undefined;
  readonly name: string;
}

// Keywords that need quotes in some place as identifiers: all but PostgreSQL's "unreserved" ones.
// https://www.postgresql.org/docs/current/sql-keywords-appendix.html
const KEYWORDS = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog current_date
  current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do
  else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike
  in initially inner inout int integer intersect interval into is isnull join json_array json_arrayagg json_exists
  json_object json_objectagg json_query json_scalar json_serialize json_table json_value json lateral leading least left
  like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric
  offset on only or order out outer overlaps overlay placing position precision primary real references returning right
  row select session_user setof similar smallint some substring symmetric system_user table tablesample then time
  timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with
  xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(
    /\s+/,
  ),
);

/** Like PostgreSQL's quote_ident(): quotes only where needed. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Like PostgreSQL's quote_literal(). */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

/** `schema.name`, each part quoted where needed. */
export function quoteName({ schema, name }: Name): string {
  return schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** The strings of a list of String nodes: a tree has name parts as `{"String":{"sval":"a"}}`. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  const out: string[] = [];
  for (const node of nodes ?? []) {
    if ('String' in node) out.push(node.String.sval ?? '');
    else if ('List' in node) out.push(...strings(node.List.items));
  }
  return out;
}

/** The last two parts of a name; a database before them can only be the current one. */
export function nameOf(parts: readonly string[]): Name {
  return { schema: parts.at(-2), name: parts.at(-1) ?? '' };
}

export function relationName(relation: RangeVar | undefined): Name {
  return { schema: relation?.schemaname, name: relation?.relname ?? '' };
}

/** A type as a `regtype` literal, without modifiers: `pg_catalog.int4`, `core.address[]`. */
export function typeText(type: TypeName | undefined): string {
  const parts = strings(type?.names).map(quoteIdentifier).join('.');
  return `${type?.setof ? 'SETOF ' : ''}${parts}${'[]'.repeat(type?.arrayBounds?.length ?? 0)}`;
}

/** `clinical.patients`, as the dump's headings and the report show it. */
export const shownName = ({ schema, name }: Name): string => `${schema ?? 'public'}.${name}`;
