/**
 * Comments of the dump about keys that are now unique per tenant: they stay unchanged, but may no longer be true.
 * https://www.postgresql.org/docs/current/sql-comment.html
 */
import type { Catalog } from '../../catalog/catalog.js';
import { isOfDump, type SchemaObject } from '../../catalog/object.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';
import { KIND } from '../../kinds/registry.js';
import { constraintKey, relationKey } from '../../kinds/base/alterTable.js';
import { targetOf } from '../../kinds/base/target.js';
import { pasted } from '../../facts/names/patterns.js';
import type { KeyDecision } from './businessKeys.js';
import { nodeOf } from '../../grammar.js';

/** Words about keys in a table's or column's comment. */
const OF_KEYS =
  /\b(?:unique(?:ly|ness)?|global(?:ly)?|duplicates?|(?:across|all|other|two|several) (?:all )?(?:tenants|hospitals))\b/i;

/** Its start on one line, enough to recognize it. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).trimEnd()}…`;
}

const SHOWN = 80;

/** The key that the comment is on, or that includes its column. */
function keyOf(object: SchemaObject, decisions: readonly KeyDecision[]): KeyDecision | undefined {
  const { objtype, object: about, comment = '' } = nodeOf(object.statement, 'CommentStmt');
  const keys = new Set(object.needs.flatMap((need) => need.keys));
  const isOf = ({ relation: { name: table }, key: { kind }, name }: KeyDecision): boolean =>
    keys.has(
      kind === 'uniqueIndex' ? relationKey({ schema: table.schema, name }) : constraintKey(table, name),
    );
  const speaks = OF_KEYS.test(comment);
  // Exclusion constraints still hold within a tenant, unless the comment claims more.
  if (objtype === 'OBJECT_TABCONSTRAINT' || objtype === 'OBJECT_INDEX')
    return decisions.find((one) => isOf(one) && (speaks || one.within !== 'exclusion'));
  if ((objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_COLUMN') || !speaks) return undefined;
  const target = targetOf(objtype, about, object.statement);
  return decisions.find(
    ({ relation, columns }) =>
      target !== undefined &&
      relationKey(relation.name) === relationKey(target.name) &&
      (target.column === undefined || columns.includes(target.column)),
  );
}

/** @param catalog the dump's catalog, with comments on the keys' former names */
export function outdatedComments(catalog: Catalog, all: readonly KeyDecision[]): Diagnostic[] {
  const replaced = all.filter(({ within, left }) => within && left === undefined);
  if (replaced.length === 0) return [];
  return catalog.objects.flatMap((object): Diagnostic[] => {
    if (object.kind !== KIND.comment || !isOfDump(object)) return [];
    const { comment } = nodeOf(object.statement, 'CommentStmt');
    const key = comment === undefined ? undefined : keyOf(object, replaced);
    if (!key) return [];
    return [
      {
        severity: 'warning',
        code: 'keys/comment-outdated',
        message: `The ${object.id.replace('tabconstraint', 'constraint')} may no longer be true, because ${key.name} of ${pasted(key.relation.name)} holds per tenant now: “${shortened(comment ?? '')}”.`,
        help: 'Change the comment in the design.',
        place: { line: object.statement.raw.line, column: 1 },
        object: object.id,
      },
    ];
  });
}
