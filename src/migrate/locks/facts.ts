/** What the locks of a statement depend on, from the objects of the schema that databases have. */
import { type Name, nameOf, quoteName, relationName, strings } from '../../catalog/names.js';
import { placed, placedName, type SchemaObject } from '../../catalog/object.js';
import { type Node, nodeIf, type TypeName } from '../../grammar.js';
import { tableAction } from '../../kinds/base/alterTable.js';
import { indexed } from '../../kinds/indexes/index.js';
import { isAnyTable, isRelation } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import { isTable } from '../../kinds/tables/table.js';
import { parentsOf } from '../base/parents.js';
import { type Domains, domainsOf } from '../table/typeChange.js';

export interface Facts {
  readonly version: number;
  /** Relations that exist, as PostgreSQL quotes their names; undefined for what the migration creates. */
  existing(name: Name): string | undefined;
  readonly domains: Domains;
  /** The columns of each table, by the quoted name. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, TypeName | undefined>>;
  /** The table of each index and of each constraint's index. */
  readonly indexed: ReadonlyMap<string, string>;
  /** By table and constraint. */
  readonly referenced: ReadonlyMap<string, string>;
  /** Valid checks, by table. */
  readonly checks: ReadonlyMap<string, readonly Node[]>;
  /** Domains with constraints. */
  readonly constrained: ReadonlySet<string>;
  /** Tables with partitions or children, which follow them. */
  readonly parents: ReadonlySet<string>;
  /** Routines that are marked IMMUTABLE or STABLE. */
  readonly steady: ReadonlySet<string>;
}

export const constraintOfTable = (table: string, constraint: string): string => `${table}\0${constraint}`;

export function factsOf(
  objects: readonly SchemaObject[],
  after: readonly SchemaObject[],
  version: number,
): Facts {
  const relations = new Map<string, string>();
  for (const { name } of objects.filter((object) => isRelation(object) || isAnyTable(object)))
    for (const key of [quoteName(name), quoteName({ ...name, schema: undefined })])
      relations.set(key, quoteName(name));
  return {
    version,
    existing: (name) => relations.get(quoteName(name)),
    domains: domainsOf(objects),
    columns: columnsOf(objects),
    ...constraintsOf(objects),
    constrained: constrainedDomains(objects),
    parents: parentTables(objects),
    steady: new Set([...steadyRoutines(objects), ...steadyRoutines(after)]),
  };
}

const columnsOf = (objects: readonly SchemaObject[]): Facts['columns'] =>
  new Map(
    objects.flatMap((object): [string, Map<string, TypeName | undefined>][] => {
      if (!isTable(object)) return [];
      const columns = (object.elements ?? []).flatMap(({ column }) =>
        column ? [[column.colname ?? '', column.typeName] as const] : [],
      );
      return [[quoteName(object.name), new Map(columns)]];
    }),
  );

function constraintsOf(objects: readonly SchemaObject[]): Pick<Facts, 'indexed' | 'referenced' | 'checks'> {
  const indexes = new Map<string, string>();
  const referenced = new Map<string, string>();
  const checks = new Map<string, Node[]>();
  for (const object of objects) {
    if (object.kind === KIND.index) indexes.set(quoteName(object.name), quoteName(indexed(object.statement)));
    const found = tableAction(object.statement);
    const constraint =
      found?.command.def && 'Constraint' in found.command.def ? found.command.def.Constraint : undefined;
    if (!found || !constraint) continue;
    const table = quoteName(found.table);
    indexes.set(quoteName({ schema: found.table.schema, name: constraint.conname ?? '' }), table);
    if (constraint.pktable)
      referenced.set(
        constraintOfTable(table, constraint.conname ?? ''),
        quoteName(placed(relationName(constraint.pktable), object.statement)),
      );
    if (constraint.contype === 'CONSTR_CHECK' && !constraint.skip_validation && constraint.raw_expr)
      checks.set(table, [...(checks.get(table) ?? []), constraint.raw_expr]);
  }
  return { indexed: indexes, referenced, checks };
}

function constrainedDomains(objects: readonly SchemaObject[]): Set<string> {
  const found = new Set<string>();
  for (const { kind, statement, name } of objects) {
    const domain = nodeIf(statement, 'CreateDomainStmt');
    if (
      domain?.constraints?.some((one) => 'Constraint' in one && one.Constraint.contype !== 'CONSTR_DEFAULT')
    )
      found.add(quoteName(name));
    const altered = kind === KIND.domainConstraint ? nodeIf(statement, 'AlterDomainStmt') : undefined;
    if (altered) found.add(quoteName(placedName(strings(altered.typeName), statement)));
  }
  return found;
}

const parentTables = (objects: readonly SchemaObject[]): Set<string> =>
  new Set([
    ...[...parentsOf(objects).values()].map((key) => quoteName(nameOf(key.split('\0').slice(1)))),
    ...objects.filter(isTable).flatMap(({ inherits }) => inherits.map(quoteName)),
  ]);

const steadyRoutines = (objects: readonly SchemaObject[]): string[] =>
  objects.flatMap(({ statement, name }) => {
    const options = nodeIf(statement, 'CreateFunctionStmt')?.options ?? [];
    const isSteady = options.some(
      (one) =>
        'DefElem' in one &&
        one.DefElem.defname === 'volatility' &&
        strings(one.DefElem.arg ? [one.DefElem.arg] : []).join('') !== 'volatile',
    );
    return isSteady ? [quoteName(name)] : [];
  });

/** The domain's or type's quoted name. */
export const typeName = (type: TypeName | undefined): string => quoteName(nameOf(strings(type?.names)));
