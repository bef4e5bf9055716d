/**
 * What an older form changes in the catalogs of a newer server, which accepts both: each object, column or
 * constraint that differs from the dump's, as the report declares it.
 */
import { chosenName } from '../catalog/chosenName.js';
import { type Name, quoteIdentifier, quoteName, relationName, strings } from '../catalog/names.js';
import { placed, type SchemaObject } from '../catalog/object.js';
import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, GrantStmt, Node } from '../grammar.js';
import { KIND } from '../kinds/registry.js';
import { isAnyView, isConstraint, isRoutine, traitsOf } from '../kinds/is.js';
import { around, type Heirs, type Place } from './construct.js';

/** An object of the dump, in the catalogs' terms. */
export interface Shown {
  readonly kind: string;
  readonly name: string;
}

const shownName = ({ schema, name }: Name): string => quoteName({ schema: schema ?? 'public', name });
const on = (name: string, table: Name): string => `${quoteIdentifier(name)} on ${shownName(table)}`;
const ofColumn = (table: Name, column: string): string => `${shownName(table)}.${quoteIdentifier(column)}`;

/** The table that the statement makes, changes or concerns. */
export function tableOf(place: Place, { statement }: SchemaObject): Name | undefined {
  const { relation, table } = (statement.tree?.node ?? {}) as Pick<CreateStmt, 'relation'> & {
    table?: CreateStmt['relation'];
  };
  const made = around(place, 'CreateStmt')?.relation ?? relation ?? table;
  return made && placed(relationName(made), statement);
}

/** The column that the node is, or is part of. */
export function columnOf(place: Place): string | undefined {
  const { name, node } = place.spot;
  if (name === 'ColumnDef') return (node as ColumnDef).colname;
  if (name === 'AlterTableCmd') return (node as AlterTableCmd).name;
  return around(place, 'ColumnDef')?.colname ?? around(place, 'AlterTableCmd')?.name;
}

/** The constraint's name in the dump, or PostgreSQL's default name. */
function constraintName({ conname, contype, fk_attrs }: Constraint, table: Name, column: string): string {
  if (conname !== undefined) return conname;
  const label = contype === 'CONSTR_FOREIGN' ? 'fkey' : 'check';
  return chosenName(table.name, fk_attrs ? strings(fk_attrs).join('_') : column, label);
}

/** The column, and all that inherit it without a definition of their own. */
function columns(table: Name, column: string, heirs: Heirs, shown: (table: Name) => Shown): Shown[] {
  const below = heirs.of(table).filter((heir) => !heirs.column(heir, column));
  return [table, ...below].map(shown);
}

/** The object itself. */
export function itself(object: SchemaObject, place: Place): Shown[] {
  const { kind, identity, name } = object;
  const table = tableOf(place, object);
  if (traitsOf(object).ofTable && table) {
    const own = name.name.split('\0').at(-1)!;
    return [{ kind: isConstraint(object) ? 'constraint' : kind, name: on(own, table) }];
  }
  // Its query is a rule.
  if (isAnyView(object)) return [{ kind: 'rule', name: on('_RETURN', name) }];
  if (kind === KIND.defaultPrivileges) return [{ kind, name: object.id }];
  if (kind === KIND.eventTrigger || kind === KIND.publication)
    return [{ kind, name: quoteIdentifier(name.name) }];
  return [{ kind, name: isRoutine(object) ? identity : shownName(name) }];
}

/** The column that the node is about. */
export function column(object: SchemaObject, place: Place, heirs: Heirs): Shown[] {
  const [table, name] = [tableOf(place, object), columnOf(place)];
  if (!table || name === undefined) return itself(object, place);
  return columns(table, name, heirs, (its) => ({ kind: 'column', name: ofColumn(its, name) }));
}

/** The constraint that was left out or differs; `one` if the node is another. */
export function constraint(object: SchemaObject, place: Place, heirs: Heirs, one?: Constraint): Shown[] {
  const its = one ?? around(place, 'Constraint') ?? (place.spot.node as Constraint);
  const table = tableOf(place, object);
  if (!table) return itself(object, place);
  const name = constraintName(its, table, columnOf(place) ?? '');
  const below =
    its.is_no_inherit || (its.contype === 'CONSTR_FOREIGN' && !place.partitioned) ? [] : heirs.of(table);
  return [table, ...below].map((at) => ({ kind: 'constraint', name: on(name, at) }));
}

const isNotNull = (node: Node): boolean =>
  'Constraint' in node && node.Constraint.contype === 'CONSTR_NOTNULL';
const hasNotNull = (of: ColumnDef | undefined): boolean => (of?.constraints ?? []).some(isNotNull);

/** NOT NULL without its name: a difference unless that is PostgreSQL's default name. */
export function unnamed(object: SchemaObject, place: Place, heirs: Heirs, one: Constraint): Shown[] {
  if (around(place, 'CreateDomainStmt'))
    return [{ kind: 'not-null constraint', name: `NOT NULL on ${shownName(object.name)}` }];
  const table = tableOf(place, object);
  const name = strings(one.keys)[0] ?? columnOf(place);
  if (!table || name === undefined) return [];
  if (one.conname === undefined || one.conname === chosenName(table.name, name, 'not_null')) return [];
  return columns(table, name, heirs, (its) => ({
    kind: 'not-null constraint',
    name: `NOT NULL ${quoteIdentifier(name)} on ${shownName(its)}`,
  }));
}

/** A CHECK instead of NOT NULL: one is added, the other is missing. */
export function checked(object: SchemaObject, place: Place, heirs: Heirs, one: Constraint): Shown[] {
  const table = tableOf(place, object);
  const name = strings(one.keys)[0] ?? columnOf(place);
  if (!table || name === undefined) return [];
  const below = one.is_no_inherit ? [] : heirs.of(table);
  const check = one.conname ?? chosenName(table.name, name, 'not_null');
  return [table, ...below].flatMap((at) => [
    { kind: 'constraint', name: on(check, at) },
    ...(at !== table && hasNotNull(heirs.column(at, name))
      ? []
      : [{ kind: 'notNull', name: ofColumn(at, name) }]),
  ]);
}

/** What contains an expression: a default, a constraint, or the whole object. */
export function expression(object: SchemaObject, place: Place, heirs: Heirs): Shown[] {
  const around_ = around(place, 'Constraint');
  const table = tableOf(place, object);
  const name = columnOf(place);
  if (around_?.contype === 'CONSTR_CHECK' && table) return constraint(object, place, heirs, around_);
  const isOfColumn = around_?.contype === 'CONSTR_DEFAULT' || around_?.contype === 'CONSTR_GENERATED';
  const isDefault = isOfColumn || around(place, 'AlterTableCmd')?.subtype === 'AT_ColumnDefault';
  if (!isDefault || !table || name === undefined) return itself(object, place);
  return columns(table, name, heirs, (its) => ({
    kind: 'default value',
    name: `for ${ofColumn(its, name)}`,
  }));
}

const roleOf = (node: Node): string[] => {
  if (!('RoleSpec' in node)) return [];
  const { roletype, rolename } = node.RoleSpec;
  return roletype === 'ROLESPEC_PUBLIC' ? ['PUBLIC'] : rolename === undefined ? [] : [rolename];
};

/** Each role's privileges on each table of a grant. */
export function privileges(object: SchemaObject, place: Place): Shown[] {
  if (object.kind === KIND.defaultPrivileges) return itself(object, place);
  const { objects = [], grantees = [], is_grant } = around(place, 'GrantStmt') ?? ({} as GrantStmt);
  if (!is_grant) return [];
  const tables = objects.flatMap((node) =>
    'RangeVar' in node ? [placed(relationName(node.RangeVar), object.statement)] : [],
  );
  return grantees
    .flatMap(roleOf)
    .flatMap((role) =>
      tables.map((table) => ({ kind: 'privilege', name: `${role} on table ${shownName(table)}` })),
    );
}

/** A range type whose multirange type has PostgreSQL's default name. */
export function multirange(object: SchemaObject, place: Place): Shown[] {
  const option = place.spot.node as { readonly arg?: Node };
  const { arg } = option;
  const parts = arg && 'TypeName' in arg ? strings(arg.TypeName.names) : [];
  const { schema, name } = object.name;
  const chosen = name.includes('range') ? name.replace('range', 'multirange') : `${name}_multirange`;
  if (parts.length === 0 || parts.at(-1) === chosen) return [];
  const its = placed({ schema: parts.at(-2), name: parts.at(-1)! }, object.statement);
  return [
    { kind: 'range of', name: shownName(object.name) },
    { kind: 'multirange', name: shownName(its) },
    { kind: 'multirange', name: shownName({ schema, name: chosen }) },
  ];
}
