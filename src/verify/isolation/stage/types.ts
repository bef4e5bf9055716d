/** Types as in the catalog, as far as needed to write a value of each. */
import type { Database } from '../../engine/engine.js';
import { OURS } from './relations.js';

export interface Type {
  readonly id: number;
  /** Qualified, quoted if necessary. A qualified type name has no length, so that nothing is truncated. */
  readonly name: string;
  /** Without its schema. */
  readonly plain: string;
  readonly system: boolean;
  /** pg_type.typtype: base, composite, domain, enum, multirange, pseudo, range. */
  readonly kind: 'b' | 'c' | 'd' | 'e' | 'm' | 'p' | 'r';
  readonly category: string;
  /** For a domain. */
  readonly base: number;
  readonly typmod: number;
  /** For an array. */
  readonly element: number;
  readonly labels: readonly string[] | null;
  /** For a range: the type of its bounds; for a multirange: its range. */
  readonly part: number | null;
  readonly fields: readonly { readonly type: number; readonly typmod: number }[] | null;
}

export type Types = ReadonlyMap<number, Type>;

export async function readTypes(database: Database, version: number): Promise<Types> {
  const multirange = version >= 14 ? 'OR r.rngmultitypid = t.oid' : '';
  const part =
    version >= 14 ? `CASE WHEN r.rngtypid = t.oid THEN r.rngsubtype ELSE r.rngtypid END` : 'r.rngsubtype';
  const types = await database.query(`
    SELECT t.oid::int8::float8 AS id, format('%I.%I', n.nspname, t.typname) AS name, t.typname AS plain,
      n.nspname = 'pg_catalog' AS system, t.typtype AS kind, t.typcategory AS category, t.typbasetype::int8::float8 AS base,
      t.typtypmod AS typmod, CASE WHEN t.typcategory = 'A' THEN t.typelem::int8::float8 ELSE 0 END AS element,
      (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) AS labels,
      (${part})::int8::float8 AS part,
      CASE WHEN ${OURS} THEN (SELECT jsonb_agg(jsonb_build_object('type', a.atttypid::int8::float8, 'typmod', a.atttypmod) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END AS fields
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_range r ON r.rngtypid = t.oid ${multirange}`);
  return new Map((types as unknown as Type[]).map((type) => [type.id, type]));
}
