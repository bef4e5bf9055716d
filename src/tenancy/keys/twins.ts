/** A key of the dump that equals the tool's replacement for another one: no new key is needed. */
import { type Constraint, type IndexStmt, nodeOf } from '../../grammar.js';
import { addedConstraint } from '../../kinds/base/alterTable.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import type { ConstraintNames } from '../names/constraintNames.js';
import { sameDefinition } from '../names/sameDefinition.js';
import type { KeyDecision } from './businessKeys.js';
import { addConstraint, constraintText, exclusionText, indexText } from './keyText.js';

export const LABELS = { primaryKey: 'key', unique: 'key', uniqueIndex: 'idx', exclusion: 'excl' } as const;

/** The columns in its name: the tenant's first. */
export const columnsInName = ({ table, columns }: KeyDecision): string[] => [table.column!.name, ...columns];

/** The tool's key with this name. */
function made({ relation, table, key }: KeyDecision, name: string): Constraint | IndexStmt {
  const column = table.column!.name;
  const text = key.object?.sql ?? key.element!.text;
  const sql =
    key.kind === 'uniqueIndex'
      ? indexText(text, relation.name, name, column)
      : addConstraint(
          relation.name,
          false,
          (key.kind === 'exclusion' ? exclusionText : constraintText)(text, name, column),
        );
  const { statement } = objectsFromSql('keys', [sql])[0]!;
  return key.kind === 'uniqueIndex'
    ? nodeOf(statement, 'IndexStmt')
    : addedConstraint(statement, (key.node as Constraint).contype!)!.constraint;
}

/** The twin's name; undefined if the dump has none. */
export function twinOf(one: KeyDecision, names: ConstraintNames): string | undefined {
  const { relation, key } = one;
  const label = LABELS[key.kind];
  const name = names.first(relation.name, columnsInName(one), label);
  const other = [...relation.uniqueKeys, ...relation.exclusions].find(
    (its) => its !== key && its.kind === key.kind && its.name === name,
  );
  if (!other) return undefined;
  const tree = (node: object) => ({ type: key.kind, node });
  return sameDefinition(tree(other.node), tree(made(one, name)))
    ? names.keep(relation.name, name, label)
    : undefined;
}
