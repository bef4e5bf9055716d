/**
 * CREATE AGGREGATE core.total(integer) (…)  →  CREATE OR REPLACE AGGREGATE core.total(integer) (…)
 * https://www.postgresql.org/docs/current/sql-createaggregate.html
 */
import { strings } from '../../catalog/names.js';
import { placedName } from '../../catalog/object.js';
import { orReplace } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { argumentText, parameters, routineKeys } from './routine.js';

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
};
