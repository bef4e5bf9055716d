/**
 * ALTER PUBLICATION x ADD TABLE …             →  DO … IF NOT EXISTS (its row of pg_publication_rel)
 * ALTER PUBLICATION x ADD TABLES IN SCHEMA …  →  DO … IF NOT EXISTS (its row of pg_publication_namespace)
 * https://www.postgresql.org/docs/current/sql-alterpublication.html
 */
import { nodeOf, type PublicationObjSpec } from '../../grammar.js';
import {
  type Name,
  quoteIdentifier,
  quoteLiteral,
  quoteName,
  relationName,
  strings,
} from '../../catalog/names.js';
import { key, placed } from '../../catalog/object.js';
import type { Statement } from '../../catalog/statement.js';
import { needKey } from '../../catalog/references.js';
import { foundClass, when } from '../base/dropped.js';
import { regclass } from '../base/edit.js';
import { describe, type Kind, type RowCondition, unless, where } from '../base/kind.js';
import { listAfter } from '../base/lists.js';

/** The statement's only member; pg_dump writes one statement per member. */
function member(statement: Statement): PublicationObjSpec | undefined {
  const { action, pubobjects = [] } = nodeOf(statement, 'AlterPublicationStmt');
  const [first] = pubobjects;
  return action === 'AP_AddObjects' && pubobjects.length === 1 && first && 'PublicationObjSpec' in first
    ? first.PublicationObjSpec
    : undefined;
}

const publicationOf = (name: Name): string =>
  `(SELECT oid FROM pg_catalog.pg_publication WHERE pubname = ${quoteLiteral(name.name)})`;

function rowOfMember(statement: Statement, publication: Name): RowCondition {
  const found = member(statement)!;
  const of = publicationOf(publication);
  if (found.pubtable) {
    const table = foundClass(placed(relationName(found.pubtable.relation), statement));
    return where('pg_publication_rel', `prpubid = ${of}`, `prrelid = ${table}`);
  }
  const schema = `to_regnamespace(${quoteLiteral(quoteIdentifier(found.name ?? ''))})`;
  return where('pg_publication_namespace', `pnpubid = ${of}`, `pnnspid = ${schema}`);
}

/**
 * The table's columns and condition. Before PostgreSQL 15, the catalog has no columns for them: JSON has none
 * either.
 */
function partsOfTable(statement: Statement): string[] {
  const { pubtable } = member(statement)!;
  if (!pubtable) return [];
  const { columns = [], whereClause } = pubtable;
  const none = (column: string): string => `to_jsonb(pg_publication_rel) ->> '${column}' IS NULL`;
  const names = strings(columns).map(quoteLiteral).join(', ');
  const found = `SELECT array_agg(attname::text ORDER BY attname::text COLLATE "C") FROM pg_catalog.pg_attribute WHERE attrelid = prrelid AND attnum = ANY (prattrs)`;
  const wanted = `SELECT array_agg(name ORDER BY name COLLATE "C") FROM unnest(ARRAY[${names}]::text[]) name`;
  const condition = listAfter(statement.text, 'WHERE').join(', ');
  return [
    columns.length === 0 ? none('prattrs') : `(${found}) = (${wanted})`,
    whereClause ? `pg_get_expr(prqual, prrelid) = ${quoteLiteral(condition)}` : none('prqual'),
  ];
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
    const of = publicationOf(name);
    if (found.pubtable) {
      const table = placed(relationName(found.pubtable.relation), statement);
      return { sql, when: unless('pg_publication_rel', `prpubid = ${of}`, `prrelid = ${regclass(table)}`) };
    }
    const schema = `${quoteLiteral(quoteIdentifier(found.name ?? ''))}::regnamespace`;
    return { sql, when: unless('pg_publication_namespace', `pnpubid = ${of}`, `pnnspid = ${schema}`) };
  },
  drop({ statement, name }) {
    const found = member(statement)!;
    const alter = `ALTER PUBLICATION ${quoteName(name)} DROP`;
    const { relation } = found.pubtable ?? {};
    if (!relation)
      return [
        when(rowOfMember(statement, name), `${alter} TABLES IN SCHEMA ${quoteIdentifier(found.name ?? '')}`),
      ];
    const table = quoteName(placed(relationName(relation), statement));
    return [when(rowOfMember(statement, name), `${alter} TABLE ${relation.inh ? '' : 'ONLY '}${table}`)];
  },
  isDefined({ statement, name }) {
    const row = rowOfMember(statement, name);
    return { ...row, where: [...row.where, ...partsOfTable(statement)] };
  },
  // FOR TABLES IN SCHEMA includes later tables, so it requires a superuser.
  superuser: ({ statement }) => !member(statement)!.pubtable,
};
