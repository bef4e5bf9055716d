/**
 * CREATE PUBLICATION x …  →  DO … IF NOT EXISTS (its row of pg_publication)
 * https://www.postgresql.org/docs/current/sql-createpublication.html
 */
import { quoteLiteral } from '../../catalog/names.js';
import { key, type SchemaObject } from '../../catalog/object.js';
import { dropping } from '../base/dropped.js';
import { type Condition, describe, type Kind, unless, where } from '../base/kind.js';
import { changedNames, definitions, listAfter, sameNodes } from '../base/lists.js';
import { nodeOf } from '../../grammar.js';

/** What an option is where nothing sets it. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['publish', `'insert, update, delete, truncate'`],
  ['publish_via_partition_root', 'false'],
  ['publish_generated_columns', 'none'],
]);

const missing = ({ name }: Pick<SchemaObject, 'name'>): Condition =>
  unless('pg_publication', `pubname = ${quoteLiteral(name.name)}`);

export const publication: Kind<'publication', 'CreatePublicationStmt'> = {
  name: 'publication',
  label: 'publication',
  family: 'none',
  headings: ['PUBLICATION'],
  unique: true,
  noun: 'PUBLICATION',
  administrator: 'after',
  nodes: ['CreatePublicationStmt'],
  read(statement) {
    const name = { schema: undefined, name: statement.tree.node.pubname ?? '' };
    return describe(this, statement, {
      name,
      section: 'Publications and subscriptions',
      provides: [key('publication', name)],
    });
  },
  missing,
  guard: (object) => ({ sql: object.sql, when: missing(object) }),
  drop: dropping('PUBLICATION'),
  alter(before, after) {
    const [old, now] = [before, after].map(({ statement }) => nodeOf(statement, 'CreatePublicationStmt'));
    if (!sameNodes({ ...old, options: [] }, { ...now, options: [] })) return undefined;
    const [was, is] = [before, after].map(({ statement }) => definitions(listAfter(statement.text, 'WITH')));
    const items = changedNames(was!, is!).map(
      (name) => `${name} = ${is!.get(name) ?? DEFAULTS.get(name) ?? 'false'}`,
    );
    return {
      steps:
        items.length === 0 ? [] : [{ sql: `ALTER PUBLICATION ${after.identity} SET (${items.join(', ')})` }],
    };
  },
  isDefined({ name, statement }) {
    const { for_all_tables = false, pubobjects = [] } = nodeOf(statement, 'CreatePublicationStmt');
    // pg_dump writes members as statements of their own.
    if (pubobjects.length > 0) return 'false';
    return where(
      'pg_publication',
      `pubname = ${quoteLiteral(name.name)}`,
      `puballtables = ${for_all_tables}`,
    );
  },
  superuser: ({ statement }) => nodeOf(statement, 'CreatePublicationStmt').for_all_tables === true,
};
