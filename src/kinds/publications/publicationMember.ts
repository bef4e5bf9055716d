/**
 * ALTER PUBLICATION x ADD TABLE …             →  DO … IF NOT EXISTS (its row of pg_publication_rel)
 * ALTER PUBLICATION x ADD TABLES IN SCHEMA …  →  DO … IF NOT EXISTS (its row of pg_publication_namespace)
 * https://www.postgresql.org/docs/current/sql-alterpublication.html
 */
import { nodeOf, type PublicationObjSpec } from '../../grammar.js';
import { quoteIdentifier, quoteLiteral, quoteName, relationName } from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { needKey } from '../../catalog/references.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, unless } from '../base/kind.js';

/** The statement's only member; pg_dump writes one statement per member. */
function member(statement: Statement): PublicationObjSpec | undefined {
  const { action, pubobjects = [] } = nodeOf(statement, 'AlterPublicationStmt');
  const [first] = pubobjects;
  return action === 'AP_AddObjects' && pubobjects.length === 1 && first && 'PublicationObjSpec' in first
    ? first.PublicationObjSpec
    : undefined;
}

export const publicationMember: Kind<'publicationMember', 'AlterPublicationStmt'> = {
  name: 'publicationMember',
  label: 'member of publication',
  family: 'none',
  headings: ['PUBLICATION TABLE', 'PUBLICATION TABLES IN SCHEMA'],
  unique: false,
  about: true,
  administrator: 'after',
  nodes: ['AlterPublicationStmt'],
  read(statement) {
    const { pubname = '' } = statement.tree.node;
    const found = member(statement);
    if (!found) return undefined;
    const name = { schema: undefined, name: pubname };
    const what = found.pubtable
      ? quoteName(placed(relationName(found.pubtable.relation), statement))
      : `schema ${quoteIdentifier(found.name ?? '')}`;
    return describe(this, statement, {
      name,
      suffix: ` ${what}`,
      section: 'Publications and subscriptions',
      parent: key('publication', name),
      rank: 1,
      order: what,
      alsoNeeds: [
        needKey('publication', pubname),
        ...(found.pubtable ? [] : [needKey('schema', found.name ?? '')]),
      ],
    });
  },
  guard({ sql, statement, name }) {
    const found = member(statement)!;
    const of = `(SELECT oid FROM pg_catalog.pg_publication WHERE pubname = ${quoteLiteral(name.name)})`;
    if (found.pubtable) {
      const table = placed(relationName(found.pubtable.relation), statement);
      return { sql, when: unless('pg_publication_rel', `prpubid = ${of}`, `prrelid = ${regclass(table)}`) };
    }
    const schema = `${quoteLiteral(quoteIdentifier(found.name ?? ''))}::regnamespace`;
    return { sql, when: unless('pg_publication_namespace', `pnpubid = ${of}`, `pnnspid = ${schema}`) };
  },
  // FOR TABLES IN SCHEMA includes later tables, so it requires a superuser.
  superuser: ({ statement }) => !member(statement)!.pubtable,
};
