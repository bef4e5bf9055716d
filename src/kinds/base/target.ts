/** The object of a COMMENT, GRANT, OWNER TO or SECURITY LABEL: its key. */
import type { Node, ObjectType, ObjectWithArgs, TypeName } from '../../grammar.js';
import { type Name, nameOf, quoteIdentifier, quoteName, strings, typeText } from '../../catalog/names.js';
import { type Key, key, placed, placedName, type Space } from '../../catalog/object.js';
import { signature } from '../../catalog/references.js';
import type { Statement } from '../../catalog/statement.js';
import { constraintKey, within } from './alterTable.js';

export interface Target {
  readonly key: Key;
  /** For messages and sorting: `table core.visits`, `column core.visits.no`. */
  readonly label: string;
  readonly name: Name;
  /** A column of it, which sorts after the table. */
  readonly column?: string;
}

/** Objects outside schemas, with one unqualified name. */
const GLOBAL: Partial<Record<ObjectType, Space>> = {
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_LANGUAGE: 'language',
  OBJECT_ACCESS_METHOD: 'accessMethod',
  OBJECT_FDW: 'wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_EVENT_TRIGGER: 'eventTrigger',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_SUBSCRIPTION: 'subscription',
};

/** Objects in a schema, by the name space in which PostgreSQL looks them up. */
const PLACED: Partial<Record<ObjectType, Space>> = {
  OBJECT_TABLE: 'relation',
  OBJECT_VIEW: 'relation',
  OBJECT_MATVIEW: 'relation',
  OBJECT_INDEX: 'relation',
  OBJECT_SEQUENCE: 'relation',
  OBJECT_FOREIGN_TABLE: 'relation',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_COLLATION: 'collation',
  OBJECT_CONVERSION: 'any',
  OBJECT_TSCONFIGURATION: 'textSearch',
  OBJECT_TSDICTIONARY: 'textSearch',
  OBJECT_TSPARSER: 'textSearch',
  OBJECT_TSTEMPLATE: 'textSearch',
};

/** Objects of a table: the last part of the name is their own. */
const OF_TABLE: Partial<Record<ObjectType, Space>> = {
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
  OBJECT_POLICY: 'policy',
};

const ROUTINES: ReadonlySet<ObjectType> = new Set([
  'OBJECT_FUNCTION',
  'OBJECT_PROCEDURE',
  'OBJECT_AGGREGATE',
  'OBJECT_ROUTINE',
]);

/** `OBJECT_FOREIGN_TABLE` as `foreign table`. */
const words = (type: ObjectType): string => type.slice('OBJECT_'.length).toLowerCase().replaceAll('_', ' ');

/** The parts of a name, for any node that the grammar uses. */
export function partsOf(node: Node | undefined): string[] {
  if (!node) return [];
  if ('List' in node) return (node.List.items ?? []).flatMap(partsOf);
  if ('TypeName' in node) return strings(node.TypeName.names);
  if ('RangeVar' in node)
    return [...(node.RangeVar.schemaname ? [node.RangeVar.schemaname] : []), node.RangeVar.relname ?? ''];
  return strings([node]);
}

function routineTarget(
  type: ObjectType,
  { objname, objargs = [] }: ObjectWithArgs,
  statement: Statement,
): Target {
  const name = placedName(strings(objname), statement);
  const types = objargs.map((a): TypeName | undefined => ('TypeName' in a ? a.TypeName : undefined));
  const text =
    type === 'OBJECT_OPERATOR'
      ? `${name.name}(${types.map((t) => (t ? typeText(t) : '') || 'NONE').join(', ')})`
      : signature(name.name, types);
  const written = type === 'OBJECT_OPERATOR' ? operatorName(name) : quoteName(name);
  return {
    key: key('signature', { schema: name.schema, name: text }),
    label: `${words(type)} ${written}${text.slice(name.name.length)}`.replaceAll('pg_catalog.', ''),
    name,
  };
}

/** @returns undefined for objects outside a database's dump: roles, databases, tablespaces */
export function targetOf(
  type: ObjectType | undefined,
  node: Node | undefined,
  statement: Statement,
): Target | undefined {
  if (type === undefined || !node) return undefined;
  if (ROUTINES.has(type) || type === 'OBJECT_OPERATOR') {
    return 'ObjectWithArgs' in node ? routineTarget(type, node.ObjectWithArgs, statement) : undefined;
  }
  const parts = partsOf(node);
  const label = (name: Name): string => `${words(type)} ${quoteName(name)}`;
  const global = GLOBAL[type];
  if (global) {
    const name = { schema: undefined, name: parts.at(-1) ?? '' };
    return { key: key(global, name), label: label(name), name };
  }
  const space = PLACED[type];
  if (space) {
    const name = placedName(parts, statement);
    return { key: key(space, name), label: label(name), name };
  }
  const ofTable = OF_TABLE[type];
  if (ofTable) {
    const table = placedName(parts.slice(0, -1), statement);
    const own = parts.at(-1) ?? '';
    return {
      key: key(ofTable, within(table, own)),
      label: `${words(type)} ${quoteName(table)} ${own}`,
      name: table,
    };
  }
  return special(type, node, parts, statement);
}

function special(
  type: ObjectType,
  node: Node,
  parts: readonly string[],
  statement: Statement,
): Target | undefined {
  switch (type) {
    case 'OBJECT_COLUMN': {
      const table = placedName(parts.slice(0, -1), statement);
      const column = parts.at(-1) ?? '';
      return {
        key: key('relation', table),
        label: `column ${quoteName(table)}.${column}`,
        name: table,
        column,
      };
    }
    case 'OBJECT_STATISTIC_EXT': {
      const name = placedName(parts, statement);
      return {
        key: key('any', { schema: name.schema, name: `statistics ${name.name}` }),
        label: `statistics ${quoteName(name)}`,
        name,
      };
    }
    case 'OBJECT_OPCLASS':
    case 'OBJECT_OPFAMILY': {
      // The access method is first in the list.
      const name = placedName(parts.slice(1), statement);
      const space = type === 'OBJECT_OPCLASS' ? 'operatorClass' : 'operatorFamily';
      return { key: key(space, name), label: `${words(type)} ${quoteName(name)} ${parts[0]}`, name };
    }
    case 'OBJECT_DOMCONSTRAINT': {
      const [host, own] = 'List' in node ? (node.List.items ?? []) : [];
      const name = placed(nameOf(partsOf(host)), statement);
      const constraint = partsOf(own).at(-1) ?? '';
      return {
        key: constraintKey(name, constraint),
        label: `domain constraint ${quoteName(name)} ${constraint}`,
        name,
      };
    }
    case 'OBJECT_CAST': {
      const [source, target] = ('List' in node ? (node.List.items ?? []) : []).map((n) =>
        'TypeName' in n ? n.TypeName : undefined,
      );
      const name = { schema: undefined, name: castName(source, target) };
      return { key: key('cast', name), label: `cast ${name.name}`, name };
    }
    case 'OBJECT_TRANSFORM': {
      const [typeName, lang] = 'List' in node ? (node.List.items ?? []) : [];
      const of =
        typeName && 'TypeName' in typeName ? typeText(typeName.TypeName).replaceAll('pg_catalog.', '') : '';
      const name = { schema: undefined, name: `for ${of} language ${lang ? strings([lang]).join('') : ''}` };
      return { key: key('transform', name), label: `transform ${name.name}`, name };
    }
    default:
      return undefined;
  }
}

export const castName = (source: TypeName | undefined, target: TypeName | undefined): string =>
  `(${typeText(source)} AS ${typeText(target)})`.replaceAll('pg_catalog.', '');

/** An operator's name is not an identifier: it is never quoted. */
export const operatorName = ({ schema, name }: Name): string =>
  schema === undefined ? name : `${quoteIdentifier(schema)}.${name}`;
