/**
 * What ALTER OPERATOR can change: the estimators; since PostgreSQL 17 also links and marks, which it only
 * adds.
 * https://www.postgresql.org/docs/current/sql-alteroperator.html
 */
import { type DefineStmt, nodeOf, type TypeName } from '../../grammar.js';
import { type Name, nameOf, strings } from '../../catalog/names.js';
import type { SchemaObject } from '../../catalog/object.js';
import { foundType, routineRow, rowOf, selected } from '../base/dropped.js';
import type { GuardTarget, RowCondition } from '../base/kind.js';
import { changedNames, definitions, listAfter } from '../base/lists.js';
import type { Alteration } from '../base/verbs.js';

export function argument(stmt: DefineStmt, which: string): TypeName | undefined {
  for (const node of stmt.definition ?? []) {
    if (
      'DefElem' in node &&
      node.DefElem.defname === which &&
      node.DefElem.arg &&
      'TypeName' in node.DefElem.arg
    )
      return node.DefElem.arg.TypeName;
  }
  return undefined;
}

const ESTIMATORS = new Set(['restrict', 'join']);
const LINKS = new Set(['commutator', 'negator', 'hashes', 'merges']);

/** The first version whose ALTER OPERATOR sets links. */
const LINKING = 17;

const partsOf = ({ statement }: SchemaObject): ReadonlyMap<string, string> =>
  new Map(
    [...definitions(listAfter(statement.text))].map(([name, value]) => [
      name === 'procedure' ? 'function' : name,
      value,
    ]),
  );

export function alterOperator(
  before: SchemaObject,
  after: SchemaObject,
  { version }: GuardTarget,
): Alteration | undefined {
  const [old, now] = [partsOf(before), partsOf(after)];
  const changed = changedNames(old, now);
  const isPossible = changed.every(
    (name) => ESTIMATORS.has(name) || (LINKS.has(name) && version >= LINKING && !old.has(name)),
  );
  if (!isPossible || changed.length === 0) return undefined;
  const items = changed.map((name) => `${name.toUpperCase()} = ${now.get(name) ?? 'NONE'}`);
  return { steps: [{ sql: `ALTER OPERATOR ${after.identity} SET (${items.join(', ')})` }] };
}

/** The name of a linked operator: `OPERATOR(core.<>)` or `<>`. */
function linked({ definition = [] }: DefineStmt, which: string): Name | undefined {
  for (const node of definition)
    if ('DefElem' in node && node.DefElem.defname === which && node.DefElem.arg) {
      const { arg } = node.DefElem;
      return nameOf(strings('TypeName' in arg ? arg.TypeName.names : [arg]));
    }
  return undefined;
}

/** The operator with its function and links. */
export function isOperator({ name, statement }: SchemaObject): RowCondition {
  const stmt = nodeOf(statement, 'DefineStmt');
  const [left, right] = [argument(stmt, 'leftarg'), argument(stmt, 'rightarg')];
  const routine = argument(stmt, 'function') ?? argument(stmt, 'procedure');
  const types = [left, right].filter((type) => type !== undefined);
  const has = (mark: string): boolean =>
    (stmt.definition ?? []).some((node) => 'DefElem' in node && node.DefElem.defname === mark);
  const link = (column: string, which: string): string => {
    const other = linked(stmt, which);
    if (other === undefined) return `${column} = 0`;
    const placed = other.schema === undefined ? { ...other, schema: name.schema } : other;
    return `${column} IN (${selected(rowOf('pg_operator', 'opr', placed))})`;
  };
  return rowOf(
    'pg_operator',
    'opr',
    name,
    `oprleft = ${left ? foundType(left) : 0}`,
    `oprright = ${right ? foundType(right) : 0}`,
    `oprcode = (${selected(routineRow(nameOf(strings(routine?.names)), types))})`,
    link('oprcom', 'commutator'),
    link('oprnegate', 'negator'),
    `oprcanhash = ${has('hashes')}`,
    `oprcanmerge = ${has('merges')}`,
  );
}
