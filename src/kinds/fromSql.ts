/** Reads the tool's own SQL into objects by the same kinds as the dump's, so guards and order are the same. */
import type { SchemaObject } from '../catalog/object.js';
import { added, type Session } from '../catalog/statement.js';
import { nodeOf, parseStatements } from '../grammar.js';
import { read } from './registry.js';
import { elementsOf, type TableElement } from './tables/table.js';

/**
 * One object per text, in order.
 * @param by the transform that adds them
 * @param session the session of the statement that the text derives from
 * @throws if a text is not a statement of a known kind: a bug of the tool
 */
export function objectsFromSql(by: string, texts: readonly string[], session?: Session): SchemaObject[] {
  return parseStatements(texts).map((tree, at) => {
    const text = texts[at]!;
    if (!('type' in tree)) throw new Error(`${tree.message}\nin: ${text}`);
    const statement = { ...added(text, by), tree, ...(session ? { session } : {}) };
    const object = read(statement);
    if (!object) throw new Error(`no kind reads: ${text}`);
    return object;
  });
}

/** Columns and constraints for a table's list, one per text. @throws like `objectsFromSql` */
export function elementsFromSql(texts: readonly string[]): TableElement[] {
  const [tree] = parseStatements([`CREATE TABLE t (${texts.join(', ')})`]);
  if (!tree || !('type' in tree)) throw new Error(`${tree?.message}\nin: ${texts.join(', ')}`);
  return elementsOf(texts, nodeOf({ tree }, 'CreateStmt').tableElts ?? []);
}
