/**
 * CREATE MATERIALIZED VIEW core.m AS … WITH NO DATA  →  CREATE MATERIALIZED VIEW IF NOT EXISTS core.m AS … WITH NO DATA
 * https://www.postgresql.org/docs/current/sql-creatematerializedview.html
 */
import { type Name, quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import { keyword, tokens } from '../../source/tokens.js';
import { relationKey } from '../base/alterTable.js';
import { sameBut, step, whereExisting } from '../base/altered.js';
import { isWritten } from '../base/compared.js';
import { ifNotExists } from '../base/edit.js';
import { describe, type Kind } from '../base/kind.js';
import { optionChanges, optionsOf, optionTexts, relationOptions } from '../base/options.js';
import type { Step } from '../base/verbs.js';
import { nodeOf } from '../../grammar.js';

export const materializedView: Kind<'materializedView', 'CreateTableAsStmt'> = {
  name: 'materializedView',
  label: 'materialized view',
  plural: 'materialized views',
  family: 'view',
  headings: ['MATERIALIZED VIEW'],
  unique: true,
  noun: 'MATERIALIZED VIEW',
  spellsRows: true,
  queries: 'read',
  stored: true,
  unprotected: true,
  nodes: ['CreateTableAsStmt'],
  read(statement) {
    const { objtype, into } = statement.tree.node;
    if (objtype !== 'OBJECT_MATVIEW') return undefined;
    const name = placed(relationName(into?.rel), statement);
    return describe(this, statement, {
      name,
      section: 'Views',
      provides: [relationKey(name), key('type', name)],
    });
  },
  guard: ({ sql }) => ({ sql: ifNotExists(sql, 'VIEW') }),
  // Its rows are computed: nothing is lost.
  drop: ({ name }) => step(`DROP MATERIALIZED VIEW IF EXISTS ${quoteName(name)}`),
  alter(before, after, { version }) {
    const [old, wanted] = [before, after].map(({ statement }) => nodeOf(statement, 'CreateTableAsStmt'));
    // Its rows are those of the last REFRESH either way.
    if (!sameBut(old, wanted, 'options', 'accessMethod', 'skipData', 'tableSpaceName')) return undefined;
    const [from, to] = [optionsOf(old!.into?.options), optionsOf(wanted!.into?.options)];
    const moves = old!.into?.accessMethod !== wanted!.into?.accessMethod;
    if (!from || !to || (moves && version < ACCESS_METHOD_SINCE)) return undefined;
    const options = relationOptions('MATERIALIZED VIEW', after.name, optionChanges(from, to));
    return { steps: [...options, ...(moves ? accessMethod(after.name, wanted!.into?.accessMethod) : [])] };
  },
  isDefined({ sql, statement, name }) {
    const options = optionsOf(nodeOf(statement, 'CreateTableAsStmt').into?.options);
    return whereExisting(
      name,
      `relkind = 'm'`,
      options && options.size > 0 ? `reloptions = ${optionTexts(options)}` : 'reloptions IS NULL',
      isWritten('pg_get_viewdef(oid)', queryOf(sql)),
    );
  },
};

/** ALTER MATERIALIZED VIEW … SET ACCESS METHOD since this version. */
const ACCESS_METHOD_SINCE = 15;

/** Without a name, that of a table that is created without one. */
function accessMethod(view: Name, name = 'heap'): Step[] {
  const differs = `relam <> (SELECT oid FROM pg_catalog.pg_am WHERE amname = ${quoteLiteral(name)})`;
  const set = `ALTER MATERIALIZED VIEW ${quoteName(view)} SET ACCESS METHOD ${quoteIdentifier(name)}`;
  return step(set, whereExisting(view, differs));
}

/** The query as pg_get_viewdef() returns it: pg_dump adds a line break after AS, and WITH NO DATA. */
function queryOf(sql: string): string {
  const all = tokens(sql);
  const words = all.map((token) => keyword(sql, token));
  const text = sql.slice(all[words.indexOf('AS')]!.end).replace(/^\r?\n/, '');
  return `${text.replace(/\s+WITH\s+(?:NO\s+)?DATA$/i, '')};`;
}
