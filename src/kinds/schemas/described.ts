/**
 * The row of the object that a comment or a label is about: where there is none, nothing is removed. COMMENT
 * and SECURITY LABEL have no IF EXISTS.
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import type { Node, ObjectType, TypeName } from '../../grammar.js';
import { quoteLiteral, strings } from '../../catalog/names.js';
import { placedName } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { keyword, tokens } from '../../source/tokens.js';
import { foundClass, foundType, routineRow, rowOf } from '../base/dropped.js';
import { type RowCondition, where } from '../base/kind.js';
import { partsOf } from '../base/target.js';

/** Catalogs of objects with a name in the database or in a schema, and the prefix of their columns. */
const CATALOGS: Partial<Record<ObjectType, readonly [catalog: string, prefix: string]>> = {
  OBJECT_SCHEMA: ['pg_namespace', 'nsp'],
  OBJECT_EXTENSION: ['pg_extension', 'ext'],
  OBJECT_LANGUAGE: ['pg_language', 'lan'],
  OBJECT_ACCESS_METHOD: ['pg_am', 'am'],
  OBJECT_FDW: ['pg_foreign_data_wrapper', 'fdw'],
  OBJECT_FOREIGN_SERVER: ['pg_foreign_server', 'srv'],
  OBJECT_EVENT_TRIGGER: ['pg_event_trigger', 'evt'],
  OBJECT_PUBLICATION: ['pg_publication', 'pub'],
  OBJECT_SUBSCRIPTION: ['pg_subscription', 'sub'],
};
const PLACED: typeof CATALOGS = {
  OBJECT_TABLE: ['pg_class', 'rel'],
  OBJECT_VIEW: ['pg_class', 'rel'],
  OBJECT_MATVIEW: ['pg_class', 'rel'],
  OBJECT_INDEX: ['pg_class', 'rel'],
  OBJECT_SEQUENCE: ['pg_class', 'rel'],
  OBJECT_FOREIGN_TABLE: ['pg_class', 'rel'],
  OBJECT_TYPE: ['pg_type', 'typ'],
  OBJECT_DOMAIN: ['pg_type', 'typ'],
  OBJECT_COLLATION: ['pg_collation', 'coll'],
  OBJECT_CONVERSION: ['pg_conversion', 'con'],
  OBJECT_STATISTIC_EXT: ['pg_statistic_ext', 'stx'],
  OBJECT_TSCONFIGURATION: ['pg_ts_config', 'cfg'],
  OBJECT_TSDICTIONARY: ['pg_ts_dict', 'dict'],
  OBJECT_TSPARSER: ['pg_ts_parser', 'prs'],
  OBJECT_TSTEMPLATE: ['pg_ts_template', 'tmpl'],
};
/** Objects of a table: their catalog, its column for the table, and the one for the name. */
const OF_TABLE: Partial<Record<ObjectType, readonly [catalog: string, table: string, name: string]>> = {
  OBJECT_COLUMN: ['pg_attribute', 'attrelid', 'attname'],
  OBJECT_TABCONSTRAINT: ['pg_constraint', 'conrelid', 'conname'],
  OBJECT_TRIGGER: ['pg_trigger', 'tgrelid', 'tgname'],
  OBJECT_RULE: ['pg_rewrite', 'ev_class', 'rulename'],
  OBJECT_POLICY: ['pg_policy', 'polrelid', 'polname'],
};

const typesIn = (node: Node | undefined): (TypeName | undefined)[] => {
  const nodes =
    node && 'List' in node
      ? node.List.items
      : node && 'ObjectWithArgs' in node
        ? node.ObjectWithArgs.objargs
        : [];
  return (nodes ?? []).map((one) => ('TypeName' in one ? one.TypeName : undefined));
};

/** @returns undefined for what no other object can lack, such as a database */
export function describedRow(
  type: ObjectType | undefined,
  node: Node | undefined,
  statement: Statement,
): RowCondition | undefined {
  if (!type || !node) return undefined;
  const parts = partsOf(node);
  const own = quoteLiteral(parts.at(-1) ?? '');
  const [catalog, prefix] = CATALOGS[type] ?? [];
  if (catalog) return where(catalog, `${prefix}name = ${own}`);
  const placed = PLACED[type];
  if (placed) return rowOf(...placed, placedName(parts, statement));
  const [its, table, name] = OF_TABLE[type] ?? [];
  if (its)
    return where(
      its,
      `${table} = ${foundClass(placedName(parts.slice(0, -1), statement))}`,
      `${name} = ${own}`,
    );
  return special(type, node, parts, statement);
}

function special(
  type: ObjectType,
  node: Node,
  parts: readonly string[],
  statement: Statement,
): RowCondition | undefined {
  const types = typesIn(node);
  const named =
    'ObjectWithArgs' in node ? placedName(strings(node.ObjectWithArgs.objname), statement) : undefined;
  const [left, right] = types;
  switch (type) {
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_AGGREGATE':
    case 'OBJECT_ROUTINE':
      return named && routineRow(named, types);
    case 'OBJECT_OPERATOR': {
      const sides = [left, right].map((one) => (one?.names ? foundType(one) : '0'));
      return named && rowOf('pg_operator', 'opr', named, `oprleft = ${sides[0]}`, `oprright = ${sides[1]}`);
    }
    case 'OBJECT_OPCLASS':
    case 'OBJECT_OPFAMILY': {
      const [catalog, prefix] = type === 'OBJECT_OPCLASS' ? ['pg_opclass', 'opc'] : ['pg_opfamily', 'opf'];
      const method = `(SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(parts[0] ?? '')})`;
      return rowOf(catalog, prefix, placedName(parts.slice(1), statement), `${prefix}method = ${method}`);
    }
    case 'OBJECT_DOMCONSTRAINT':
      return where(
        'pg_constraint',
        `contypid = ${foundType(left)}`,
        `conname = ${quoteLiteral(parts.at(-1) ?? '')}`,
      );
    case 'OBJECT_CAST':
      return where('pg_cast', `castsource = ${foundType(left)}`, `casttarget = ${foundType(right)}`);
    case 'OBJECT_TRANSFORM': {
      const language = `(SELECT oid FROM pg_catalog.pg_language WHERE lanname = ${quoteLiteral(parts.at(-1) ?? '')})`;
      return where('pg_transform', `trftype = ${foundType(left)}`, `trflang = ${language}`);
    }
    default:
      return undefined;
  }
}

/** `COMMENT ON TABLE core.visits IS NULL`: the statement without what it says. */
export function saysNothing(text: string): string {
  const is = tokens(text).find((token) => keyword(text, token) === 'IS')!;
  return `${text.slice(0, is.end)} NULL`;
}
