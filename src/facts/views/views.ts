/** Facts about views: what each reads, whether it is updatable, whose rights it uses. */
import type { Catalog } from '../../catalog/catalog.js';
import { type Name, relationName, strings } from '../../catalog/names.js';
import { type Key, placed, type SchemaObject } from '../../catalog/object.js';
import { type DefElem, type Node, nodeIf, nodeOf, type SelectStmt } from '../../grammar.js';
import { isAnyView, isRelation } from '../../kinds/is.js';
import { KIND } from '../../kinds/registry.js';
import { relationKey } from '../../kinds/base/alterTable.js';
import { type Read, readsOf } from '../queries/reads.js';
import { relationsOf } from '../relations/relations.js';
import { type Called, calledRoutines } from './calledRoutines.js';

export interface View {
  readonly object: SchemaObject;
  readonly key: Key;
  readonly name: Name;
  readonly materialized: boolean;
  readonly reads: readonly Read[];
  /** True where it shows tenants' rows, directly or through other views or routines. */
  readonly ofTenants: boolean;
  /** The dump's own security_invoker option. */
  readonly invoker: boolean;
  /** The relation that a write through the view changes. */
  readonly writesInto: Read | undefined;
  /** It has its own rules, which run as its owner. */
  readonly hasRules: boolean;
}

/** What a query may read, also a sequence. */
export const relationKeys = ({ objects }: Catalog): Set<Key> =>
  new Set(
    objects
      .filter((one) => isRelation(one) || one.kind === KIND.sequence)
      .map(({ name }) => relationKey(name)),
  );

export function optionOf(options: readonly Node[] | undefined, name: string): DefElem | undefined {
  for (const node of options ?? [])
    if ('DefElem' in node && node.DefElem.defname?.toLowerCase() === name) return node.DefElem;
  return undefined;
}

/** True for `true`, `on`, `1`, or the option's name alone. */
function isOn(option: DefElem | undefined): boolean {
  if (!option?.arg) return option !== undefined;
  const { arg } = option;
  const word = 'TypeName' in arg ? strings(arg.TypeName.names).at(-1) : strings([arg])[0];
  if (word !== undefined) return /^(true|on|yes|1)$/i.test(word);
  return 'Integer' in arg ? arg.Integer.ival === 1 : 'Boolean' in arg && arg.Boolean.boolval === true;
}

export const queryOf = ({ kind, statement }: SchemaObject): Node | undefined =>
  (kind === KIND.view ? nodeIf(statement, 'ViewStmt') : nodeIf(statement, 'CreateTableAsStmt'))?.query;

/** True for updatable queries: one relation with its rows unchanged. */
function isPlain(select: SelectStmt): boolean {
  const { fromClause = [], op } = select;
  return (
    fromClause.length === 1 &&
    'RangeVar' in fromClause[0]! &&
    (op === undefined || op === 'SETOP_NONE') &&
    !select.distinctClause &&
    !select.groupClause &&
    !select.havingClause &&
    !select.withClause &&
    !select.limitCount &&
    !select.limitOffset &&
    !select.windowClause
  );
}

function writesInto(query: Node | undefined, reads: readonly Read[]): Read | undefined {
  if (!query || !('SelectStmt' in query) || !isPlain(query.SelectStmt)) return undefined;
  const [from] = query.SelectStmt.fromClause ?? [];
  const name = from && 'RangeVar' in from ? from.RangeVar.relname : undefined;
  return reads.find((read) => read.name.name === name);
}

/** All views, by relation key. */
export function viewsOf(catalog: Catalog): ReadonlyMap<Key, View> {
  const { objects, tenancy } = catalog;
  const relations = relationsOf(catalog);
  const known = relationKeys(catalog);
  const ruled = new Set(
    objects
      .filter(({ kind }) => kind === KIND.rule)
      .map(({ statement }) =>
        relationKey(placed(relationName(nodeOf(statement, 'RuleStmt').relation), statement)),
      ),
  );
  const drafts = new Map<Key, View>();
  for (const object of objects) {
    if (!isAnyView(object)) continue;
    const key = relationKey(object.name);
    const query = queryOf(object);
    const reads = readsOf(query, object.statement, relations, known).filter((read) => read.key !== key);
    const materialized = object.kind === KIND.materializedView;
    const { options } = nodeIf(object.statement, 'ViewStmt') ?? {};
    drafts.set(key, {
      object,
      key,
      name: object.name,
      materialized,
      reads,
      ofTenants: false,
      invoker: !materialized && isOn(optionOf(options, 'security_invoker')),
      writesInto: materialized ? undefined : writesInto(query, reads),
      hasRules: ruled.has(key),
    });
  }
  const tables = tenancy?.tables;
  let called: Called | undefined;
  /** A materialized view stores what its owner read; a view's routines run as its reader, or as their definer. */
  const throughRoutines = ({ object, materialized }: View): ReadonlySet<Key> => {
    called ??= calledRoutines(catalog);
    return materialized ? called.readBy(object) : called.namedBy(object);
  };
  const ofTenants = (key: Key, seen: ReadonlySet<Key>): boolean => {
    const table = tables?.get(key);
    if (table) return table.class !== 'reference';
    const view = seen.has(key) ? undefined : drafts.get(key);
    if (!view) return false;
    const within = new Set([...seen, key]);
    return (
      view.reads.some((read) => ofTenants(read.key, within)) ||
      [...throughRoutines(view)].some((one) => ofTenants(one, within))
    );
  };
  return new Map([...drafts].map(([key, view]) => [key, { ...view, ofTenants: ofTenants(key, new Set()) }]));
}
