/**
 * Whether a changed policy lets a role reach more rows or fewer. Only what the expressions show: where they cannot be compared,
 * a person has to. https://www.postgresql.org/docs/current/sql-createpolicy.html
 */
import { quoteName, relationName } from '../catalog/names.js';
import { placed, type SchemaObject } from '../catalog/object.js';
import { type CreatePolicyStmt, type Node, nodeOf } from '../grammar.js';
import { shapeOf } from '../kinds/base/altered.js';
import { tableAction } from '../kinds/base/alterTable.js';
import { isAnyTable } from '../kinds/is.js';
import { KIND } from '../kinds/registry.js';

export type PolicyClass = 'tighter' | 'looser' | 'not comparable';

export interface PolicyChange {
  /** Of the object. */
  readonly id: string;
  /** `policy own on clinic.visit`, `row-level security of clinic.visit`. */
  readonly what: string;
  readonly how: 'added' | 'changed' | 'dropped';
  readonly is: PolicyClass;
}

/** How the rows of one relate to the rows of the other. */
type Relation = 'equal' | PolicyClass;

const flipped = (relation: Relation): Relation =>
  relation === 'tighter' ? 'looser' : relation === 'looser' ? 'tighter' : relation;

function together(relations: readonly Relation[]): Relation {
  const found = new Set(relations.filter((one) => one !== 'equal'));
  const [only = 'equal'] = found;
  return found.size > 1 ? 'not comparable' : only;
}

/** Changes of tables that both schemas have, by table and name. */
export function policyChanges(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
): PolicyChange[] {
  const shared = sharedTables(before, after);
  const of = (objects: readonly SchemaObject[]): Map<string, SchemaObject> =>
    new Map(
      objects
        .filter((object) => object.kind === KIND.policy || object.kind === KIND.rowSecurity)
        .filter((object) => shared.has(tableOf(object)))
        .map((object) => [object.id, object]),
    );
  const [old, now] = [of(before), of(after)];
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((id): PolicyChange[] => {
    const [was, is] = [old.get(id), now.get(id)];
    const relation = was && is ? changed(was, is) : is ? addition(is) : flipped(addition(was!));
    if (relation === 'equal') return [];
    return [
      { id, what: nameOf((is ?? was)!), how: was && is ? 'changed' : is ? 'added' : 'dropped', is: relation },
    ];
  });
}

function sharedTables(before: readonly SchemaObject[], after: readonly SchemaObject[]): Set<string> {
  const tables = (objects: readonly SchemaObject[]): string[] =>
    objects.filter(isAnyTable).map(({ name }) => quoteName(name));
  const now = new Set(tables(after));
  return new Set(tables(before).filter((name) => now.has(name)));
}

const policyOf = ({ statement }: SchemaObject): CreatePolicyStmt => nodeOf(statement, 'CreatePolicyStmt');

const tableOf = (object: SchemaObject): string =>
  object.kind === KIND.policy
    ? quoteName(placed(relationName(policyOf(object).table), object.statement))
    : quoteName(tableAction(object.statement)!.table);

const nameOf = (object: SchemaObject): string =>
  object.kind === KIND.policy
    ? `policy ${quoteName({ ...object.name, schema: undefined })} on ${tableOf(object)}`
    : `${object.name.name} ROW LEVEL SECURITY of ${tableOf(object)}`;

/** A permissive policy lets more rows through; a restrictive one, and row-level security itself, fewer. */
function addition(object: SchemaObject): Relation {
  if (object.kind !== KIND.policy) {
    const isOff = /^AT_(?:Disable|NoForce)/.test(tableAction(object.statement)?.action ?? '');
    return isOff ? 'looser' : 'tighter';
  }
  return policyOf(object).permissive ? 'looser' : 'tighter';
}

function changed(before: SchemaObject, after: SchemaObject): Relation {
  if (after.kind !== KIND.policy)
    return tableAction(before.statement)?.action === tableAction(after.statement)?.action
      ? 'equal'
      : addition(after);
  const [old, now] = [policyOf(before), policyOf(after)];
  const permissive = now.permissive === true;
  if ((old.permissive === true) !== permissive) return permissive ? 'looser' : 'tighter';
  // More commands or roles: a permissive policy lets more through, a restrictive one holds more back.
  const reach = together([commands(old, now), roles(old, now)]);
  const clauses = (['qual', 'with_check'] as const).flatMap((clause) =>
    applies(old, clause) && applies(now, clause)
      ? [compared(clauseOf(old, clause, permissive), clauseOf(now, clause, permissive))]
      : [],
  );
  return together([permissive ? reach : flipped(reach), ...clauses]);
}

const commandOf = ({ cmd_name = 'all' }: CreatePolicyStmt): string => cmd_name;

function commands(old: CreatePolicyStmt, now: CreatePolicyStmt): Relation {
  const [was, is] = [commandOf(old), commandOf(now)];
  if (was === is) return 'equal';
  if (is === 'all') return 'looser';
  return was === 'all' ? 'tighter' : 'not comparable';
}

function roles(old: CreatePolicyStmt, now: CreatePolicyStmt): Relation {
  const [was, is] = [old, now].map(({ roles: named = [] }) => new Set(named.map((one) => shapeOf(one))));
  const isPublic = (one: Set<string>): boolean =>
    [...one].some((role) => role.includes('ROLESPEC_PUBLIC')) || one.size === 0;
  const [all, nowAll] = [isPublic(was!), isPublic(is!)];
  if (all || nowAll) return all === nowAll ? 'equal' : nowAll ? 'looser' : 'tighter';
  return bySets(was!, is!) ?? 'not comparable';
}

/** More elements are looser; undefined where neither has all of the other. */
function bySets(was: ReadonlySet<string>, is: ReadonlySet<string>): Relation | undefined {
  const kept = [...was].every((one) => is.has(one));
  const onlyOld = [...is].every((one) => was.has(one));
  if (kept && onlyOld) return 'equal';
  return kept ? 'looser' : onlyOld ? 'tighter' : undefined;
}

const applies = (policy: CreatePolicyStmt, clause: 'qual' | 'with_check'): boolean =>
  clause === 'qual' ? commandOf(policy) !== 'insert' : /^(?:all|insert|update)$/.test(commandOf(policy));

const TRUE: Node = { A_Const: { boolval: { boolval: true } } };
const FALSE: Node = { A_Const: { boolval: {} } };

/** Without WITH CHECK, USING applies; a permissive policy without either lets nothing through. */
const clauseOf = (policy: CreatePolicyStmt, clause: 'qual' | 'with_check', permissive: boolean): Node =>
  (clause === 'qual' ? policy.qual : (policy.with_check ?? policy.qual)) ?? (permissive ? FALSE : TRUE);

const constant = (node: Node): boolean | undefined =>
  'A_Const' in node && node.A_Const.boolval ? node.A_Const.boolval.boolval === true : undefined;

/** The parts of AND or OR; the node itself where it is something else. */
function partsOf(node: Node, operator: 'AND_EXPR' | 'OR_EXPR'): Node[] {
  if (!('BoolExpr' in node) || node.BoolExpr.boolop !== operator) return [node];
  return (node.BoolExpr.args ?? []).flatMap((one) => partsOf(one, operator));
}

/** How the rows of an expression change with the other one. */
export function compared(old: Node, now: Node): Relation {
  if (shapeOf(old) === shapeOf(now)) return 'equal';
  const [was, is] = [constant(old), constant(now)];
  if (was === true || is === false) return 'tighter';
  if (was === false || is === true) return 'looser';
  for (const operator of ['AND_EXPR', 'OR_EXPR'] as const) {
    const [before, after] = [partsOf(old, operator), partsOf(now, operator)];
    const [oldShapes, newShapes] = [before, after].map((parts) => new Set(parts.map((one) => shapeOf(one))));
    const sets = bySets(oldShapes!, newShapes!);
    // Each part of AND takes rows away, each part of OR adds some.
    if (sets) return operator === 'AND_EXPR' ? flipped(sets) : sets;
    const [gone, ...others] = before.filter((one) => !newShapes!.has(shapeOf(one)));
    const [fresh, ...more] = after.filter((one) => !oldShapes!.has(shapeOf(one)));
    const isOnlyPart = before.length === 1 && after.length === 1;
    if (gone && fresh && others.length + more.length === 0 && !isOnlyPart) return compared(gone, fresh);
  }
  return 'not comparable';
}
