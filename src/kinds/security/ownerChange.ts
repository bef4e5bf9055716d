/**
 * Changes the owner of a schema's objects in one block: the new owner needs CREATE on the schema only meanwhile.
 *
 *   DO $owner$ … IF one of them has another owner THEN GRANT CREATE ON SCHEMA core TO x; ALTER VIEW core.v OWNER TO x;
 *     REVOKE CREATE ON SCHEMA core FROM x; …
 *
 * https://www.postgresql.org/docs/current/sql-alterview.html
 */
import { blockTagOf, doBlock } from '../../catalog/dollarQuote.js';
import { quoteIdentifier, quoteLiteral, strings } from '../../catalog/names.js';
import { added, type Statement } from '../../catalog/statement.js';
import type { SchemaObject } from '../../catalog/object.js';
import { haveRoles } from './grant.js';
import { describe, type Kind } from '../base/kind.js';
import { nodeOf } from '../../grammar.js';

const NAME = String.raw`("(?:[^"]|"")+"|[\w$]+)`;
const HEAD = new RegExp(String.raw`GRANT CREATE ON SCHEMA ${NAME} TO ${NAME};`);

const bare = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;

/** The schema and role of a block; undefined for other statements. */
function headOf({ text, tree }: Statement): { schema: string; role: string } | undefined {
  if (blockTagOf(text) !== 'owner' || (tree && tree.type !== 'DoStmt')) return undefined;
  const body = tree
    ? (nodeOf({ tree }, 'DoStmt').args ?? [])
        .flatMap((n) =>
          'DefElem' in n && n.DefElem.defname === 'as' && n.DefElem.arg ? [n.DefElem.arg] : [],
        )
        .flatMap((node) => strings([node]))
        .join()
    : text;
  const [, schema, role] = HEAD.exec(body) ?? [];
  return schema === undefined || role === undefined ? undefined : { schema: bare(schema), role: bare(role) };
}

/** The new owner of the objects. */
export const newOwner = ({ statement }: Pick<SchemaObject, 'statement'>): string | undefined =>
  headOf(statement)?.role;

const CHANGE = /^ALTER (VIEW|MATERIALIZED VIEW|TABLE|\w+) ([^]+)$/;

/** The block's condition: OWNER TO locks a relation even if the owner is the same, but not a routine. */
function whenOwnedByOthers(role: string, changes: readonly string[], tab: string): string {
  // A name may contain any of these words, so the end is removed as it was written.
  const end = ` OWNER TO ${quoteIdentifier(role)}`;
  const found = changes.map((change) =>
    change.endsWith(end) ? CHANGE.exec(change.slice(0, -end.length)) : null,
  );
  if (!found.every((one) => one && /VIEW|TABLE/.test(one[1]!))) return haveRoles([role]);
  const oids = found.map((one) => `${quoteLiteral(one![2]!)}::regclass`);
  const select = `SELECT FROM pg_catalog.pg_class WHERE relowner <> to_regrole(${quoteLiteral(quoteIdentifier(role))})`;
  return [`EXISTS (`, `${tab}${select}`, `${tab}  AND oid IN (${oids.join(', ')})`, `)`].join(`\n${tab}`);
}

/** Builds the block from its ALTER … OWNER TO statements. */
export function ownerChangeText(
  schema: string,
  role: string,
  changes: readonly string[],
  tab: string,
): string {
  const [on, to] = [quoteIdentifier(schema), quoteIdentifier(role)];
  const statements = [
    `GRANT CREATE ON SCHEMA ${on} TO ${to}`,
    ...changes.toSorted(),
    `REVOKE CREATE ON SCHEMA ${on} FROM ${to}`,
  ].map((one) => `${tab}${tab}${one};`);
  const when = whenOwnedByOthers(role, changes.toSorted(), tab);
  return doBlock('owner', [`${tab}IF ${when} THEN`, ...statements, `${tab}END IF;`]);
}

export const ownerChange: Kind<'ownerChange', 'DoStmt'> = {
  name: 'ownerChange',
  label: 'owners in',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['DoStmt'],
  read: objectOf,
  guard: ({ sql }) => ({ sql }),
  alter: 'again',
};

function objectOf(statement: Statement): SchemaObject | undefined {
  const head = headOf(statement);
  if (!head) return undefined;
  const described = describe(ownerChange, statement, {
    name: { schema: head.schema, name: head.role },
    section: 'Owners',
    group: 'owners',
    order: head.role,
    needs: [],
  });
  return { ...described, id: `owners in ${head.schema}: ${head.role}` };
}

/** The block as an object that the tool adds. */
export const madeOwnerChange = (text: string, by: string): SchemaObject => objectOf(added(text, by))!;
