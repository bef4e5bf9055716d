/**
 * The parts of a range type, as pg_range has them: it has no ALTER.
 * https://www.postgresql.org/docs/current/catalog-pg-range.html
 */
import { type Node, nodeOf, type TypeName } from '../../grammar.js';
import { nameOf, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { foundType, rowOf, selected } from '../base/dropped.js';
import { type RowCondition, where } from '../base/kind.js';

function part(params: readonly Node[], name: string): TypeName | undefined {
  for (const node of params)
    if ('DefElem' in node && node.DefElem.defname === name && node.DefElem.arg)
      return 'TypeName' in node.DefElem.arg ? node.DefElem.arg.TypeName : undefined;
  return undefined;
}

export function isRange({ name, statement }: SchemaObject): RowCondition {
  const { params = [] } = nodeOf(statement, 'CreateRangeStmt');
  /** The column has the OID of the object that the part names, or what it has without one. */
  const is = (
    column: string,
    which: string,
    [catalog, prefix]: [string, string],
    otherwise: string,
  ): string => {
    const names = strings(part(params, which)?.names);
    return names.length === 0
      ? otherwise
      : `${column} IN (${selected(rowOf(catalog, prefix, nameOf(names)))})`;
  };
  return where(
    'pg_range',
    `rngtypid = (${selected(rowOf('pg_type', 'typ', name))})`,
    `rngsubtype = ${foundType(part(params, 'subtype'))}`,
    is('rngcanonical', 'canonical', ['pg_proc', 'pro'], 'rngcanonical = 0'),
    is('rngsubdiff', 'subtype_diff', ['pg_proc', 'pro'], 'rngsubdiff = 0'),
    is(
      'rngcollation',
      'collation',
      ['pg_collation', 'coll'],
      'rngcollation = (SELECT typcollation FROM pg_catalog.pg_type WHERE oid = rngsubtype)',
    ),
    is(
      'rngsubopc',
      'subtype_opclass',
      ['pg_opclass', 'opc'],
      '(SELECT opcdefault FROM pg_catalog.pg_opclass WHERE oid = rngsubopc)',
    ),
    // PostgreSQL 13 has no such column.
    is(`(to_jsonb(pg_range) ->> 'rngmultitypid')::oid`, 'multirange_type_name', ['pg_type', 'typ'], 'true'),
  );
}
