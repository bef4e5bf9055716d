/**
 * ALTER TABLE core.visits ENABLE | FORCE ROW LEVEL SECURITY  →  DO … IF not yet set (its row of pg_class)
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { key } from '../../catalog/object.js';
import { onTable, tableAction } from '../base/alterTable.js';
import { alterRelation, step, whereExisting } from '../base/altered.js';
import { unlessRelation, whereRelation } from '../base/compared.js';
import { describe, type Kind } from '../base/kind.js';

const SWITCHES = [
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
  'AT_ForceRowSecurity',
  'AT_NoForceRowSecurity',
] as const;
type Switch = (typeof SWITCHES)[number];

/** FORCE applies policies to the owner, who then checks a foreign key against no rows, or one tenant's. */
export const NO_FORCE = 'NO FORCE ROW LEVEL SECURITY';

/** True for the statement that applies policies to the owner. */
export const isForce = (object: {
  readonly kind: string;
  readonly statement: Parameters<typeof tableAction>[0];
}): boolean =>
  object.kind === 'rowSecurity' && tableAction(object.statement)?.action === 'AT_ForceRowSecurity';

export const rowSecurity: Kind<'rowSecurity', Switch> = {
  name: 'rowSecurity',
  label: 'row security',
  family: 'none',
  headings: ['ROW SECURITY'],
  unique: false,
  nodes: SWITCHES,
  read(statement) {
    const found = tableAction(statement);
    if (!found) return undefined;
    const at = SWITCHES.indexOf(found.action as Switch);
    const forOwners = at >= 2;
    return describe(this, statement, {
      name: { schema: found.table.schema, name: forOwners ? 'FORCE' : 'ENABLE' },
      suffix: onTable(found.table),
      // After the table's policies. FORCE comes last: with it, the owner's REFRESH of a materialized view sees no rows.
      order: `${found.table.name}\0\uFFFF${at}`,
      rank: 1,
      provides: found.action === 'AT_ForceRowSecurity' ? [key('forced', found.table)] : [],
      // One block per table: a missing table does not affect the others.
      group: `${forOwners ? 'forced ' : ''}row-level security${onTable(found.table)}`,
      section: forOwners ? 'Row-level security for owners' : 'Row-level security',
    });
  },
  guard({ sql, statement }) {
    const { table, action } = tableAction(statement)!;
    const at = SWITCHES.indexOf(action as Switch);
    const state = at >= 2 ? 'relforcerowsecurity' : 'relrowsecurity';
    return { sql, when: at % 2 === 0 ? unlessRelation(table, state) : whereRelation(table, state) };
  },
  drop({ statement }) {
    const { table, action } = tableAction(statement)!;
    if (action === 'AT_EnableRowSecurity')
      return step(
        alterRelation(statement, 'DISABLE ROW LEVEL SECURITY'),
        whereExisting(table, 'relrowsecurity'),
      );
    return action === 'AT_ForceRowSecurity'
      ? step(alterRelation(statement, NO_FORCE), whereExisting(table, 'relforcerowsecurity'))
      : [];
  },
  alter: 'again',
};
