/**
 * A series of migrations is no dump: later ones rename, change or drop what earlier ones created. A baseline's
 * statements only create objects, in an order of their own, so they cannot express the final state.
 */
import { type Key, key, placed, type SchemaObject } from '../catalog/object.js';
import { relationName } from '../catalog/names.js';
import type { Statement } from '../catalog/statement.js';
import { InputError } from '../diagnostics/diagnostics.js';
import type { AlterEnumStmt, AlterObjectSchemaStmt, DropStmt, RenameStmt } from '../grammar.js';
import { KIND } from '../kinds/registry.js';
import { tableAction } from '../kinds/base/alterTable.js';
import { droppedKeys } from '../kinds/session/drop.js';
import { placedTypeName } from '../kinds/types/enumValue.js';
import { targetOf } from '../kinds/base/target.js';
import { type ScannedDump, spotAt } from '../source/dump.js';

/** ALTER TABLE actions that remove something; other actions describe the final state. */
const TAKING = new Set(['AT_DropColumn', 'AT_DropConstraint', 'AT_AlterColumnType']);
/** A helper routine that a file creates, calls and drops changes nothing else. */
const HELPERS = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_AGGREGATE', 'OBJECT_ROUTINE']);

interface Change {
  /** The changed objects. */
  readonly keys: readonly Key[];
  /** True for DROP, after which the object may be created again. */
  readonly drops: boolean;
}

function changeOf(statement: Statement): Change | undefined {
  const { type, node } = statement.tree ?? { type: '', node: {} };
  switch (type) {
    case 'RenameStmt':
    case 'AlterObjectSchemaStmt': {
      const stmt = node as RenameStmt & AlterObjectSchemaStmt;
      const about = stmt.relation
        ? key('relation', placed(relationName(stmt.relation), statement))
        : targetOf(stmt.renameType ?? stmt.objectType, stmt.object, statement)?.key;
      return { keys: about === undefined ? [] : [about], drops: false };
    }
    case 'AlterEnumStmt':
      // RENAME VALUE only: an added value is an object of its own.
      return (node as AlterEnumStmt).oldVal === undefined
        ? undefined
        : { keys: [key('type', placedTypeName(statement))], drops: false };
    case 'DropStmt': {
      const { removeType = '' } = node as DropStmt;
      return HELPERS.has(removeType) ? undefined : { keys: droppedKeys(statement), drops: true };
    }
    case 'AlterTableStmt': {
      const found = tableAction(statement);
      if (!found || !TAKING.has(found.action ?? '')) return undefined;
      if (found.action === 'AT_DropConstraint') return { keys: droppedKeys(statement), drops: true };
      return { keys: [key('relation', found.table)], drops: false };
    }
    default:
      return undefined;
  }
}

/** @throws InputError `parse/history` where the file changes what it made itself */
export function refuseHistory(objects: readonly SchemaObject[], dump: ScannedDump): void {
  const made = new Map<Key, { first: number; last: number }>();
  for (const { kind, provides, statement } of objects) {
    if (kind === KIND.drop) continue;
    const { index } = statement.raw;
    for (const one of provides) {
      const known = made.get(one);
      made.set(one, {
        first: Math.min(index, known?.first ?? index),
        last: Math.max(index, known?.last ?? index),
      });
    }
  }
  const own = objects.filter(({ statement }) => {
    const change = changeOf(statement);
    const { index } = statement.raw;
    return change?.keys.some((one) => {
      const at = made.get(one);
      return at !== undefined && at.first < index && (!change.drops || at.last < index);
    });
  });
  const [first] = own;
  if (!first) return;
  const what = first.statement.text.replace(/\s+/g, ' ').slice(0, 80);
  const more = own.length === 1 ? '' : ` So do ${own.length - 1} other statements.`;
  throw new InputError('parse/history', `${what}: the file changes an object that it created above.${more}`, {
    help: 'The file looks like a series of migrations. Dump the database as it is now: pg_dump --schema-only --file=schema.sql DATABASE; or change the statement that creates the object, and remove this one.',
    ...spotAt(dump, first.statement.raw.start),
  });
}
