/**
 * CREATE AGGREGATE core.total(integer) (…)  →  CREATE OR REPLACE AGGREGATE core.total(integer) (…)
 * https://www.postgresql.org/docs/current/sql-createaggregate.html
 */
import { type DefineStmt, nodeOf, type TypeName } from '../../grammar.js';
import { nameOf, quoteLiteral, quoteName, strings } from '../../catalog/names.js';
import { placedName } from '../../catalog/object.js';
import { orReplace } from '../base/edit.js';
import { foundType, routineRow } from '../base/dropped.js';
import { describe, type Kind } from '../base/kind.js';
import { listAfter, sameNodes } from '../base/lists.js';
import { argumentText, parameters, routineKeys } from './routine.js';

/** The type or function that the definition names so: `stype`. */
function part({ definition = [] }: DefineStmt, name: string): TypeName | undefined {
  for (const node of definition)
    if ('DefElem' in node && node.DefElem.defname === name && node.DefElem.arg)
      return 'TypeName' in node.DefElem.arg ? node.DefElem.arg.TypeName : undefined;
  return undefined;
}

const isHypothetical = ({ definition = [] }: DefineStmt): boolean =>
  definition.some((node) => 'DefElem' in node && node.DefElem.defname === 'hypothetical');

export const aggregate: Kind<'aggregate', 'DefineStmt'> = {
  name: 'aggregate',
  label: 'aggregate',
  family: 'routine',
  headings: ['AGGREGATE'],
  unique: true,
  noun: 'AGGREGATE',
  runs: true,
  nodes: ['DefineStmt'],
  read(statement) {
    const { kind, defnames, args } = statement.tree.node;
    if (kind !== 'OBJECT_AGGREGATE') return undefined;
    const all = parameters(args);
    const name = placedName(strings(defnames), statement);
    const suffix = argumentText(all).replaceAll('pg_catalog.', '');
    return describe(this, statement, { name, suffix, section: 'Routines', provides: routineKeys(name, all) });
  },
  guard: ({ sql }) => ({ sql: orReplace(sql) }),
  // Without arguments, DROP wants a star.
  drop: ({ identity }) => [{ sql: `DROP AGGREGATE IF EXISTS ${identity.replace(/\(\)$/, '(*)')}` }],
  // OR REPLACE keeps arguments and the result, which the last function returns, or else is the state.
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'DefineStmt'));
    const kept =
      sameNodes(old!.args, now!.args) &&
      isHypothetical(old!) === isHypothetical(now!) &&
      ['stype', 'finalfunc'].every((name) => sameNodes(part(old!, name), part(now!, name)));
    return kept ? { steps: [{ sql: orReplace(after.sql) }] } : undefined;
  },
  isDefined({ name, statement }) {
    const stmt = nodeOf(statement, 'DefineStmt');
    const last = strings(part(stmt, 'finalfunc')?.names);
    const final = last.length === 0 ? '0' : `to_regproc(${quoteLiteral(quoteName(nameOf(last)))})`;
    const types = parameters(stmt.args).map(({ argType }) => argType);
    const state = `SELECT FROM pg_catalog.pg_aggregate WHERE aggfnoid = pg_proc.oid AND aggtranstype = ${foundType(part(stmt, 'stype'))} AND aggfinalfn = ${final} AND (aggkind = 'h') = ${isHypothetical(stmt)}`;
    const args = stmt.args && types.length > 0 ? listAfter(statement.text).join(', ') : '';
    return routineRow(
      name,
      types,
      `EXISTS (${state})`,
      `pg_get_function_arguments(oid) = ${quoteLiteral(args)}`,
    );
  },
};
