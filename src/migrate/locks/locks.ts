/**
 * The locks that statements take on relations that exist, by PostgreSQL's documentation. What the migration creates needs no mention:
 * nobody uses it yet. https://www.postgresql.org/docs/current/explicit-locking.html
 */
import { type Name, nameOf, quoteName, relationName, strings } from '../../catalog/names.js';
import type { CreateStmt, DropStmt, Node, RangeVar, Tree } from '../../grammar.js';
import { parseStatements } from '../../grammar.js';
import { partsOf } from '../../kinds/base/target.js';
import { constraintOfTable, type Facts, typeName } from './facts.js';
import type { Effect, Lock, Mode } from './modes.js';
import { referencedBy, tableLocks } from './tableLocks.js';

/** The locks of each statement, in the order of the statements. */
export const locksOf = (statements: readonly string[], facts: Facts): Lock[][] =>
  parseStatements(statements).map((tree) => ('type' in tree ? statementLocks(tree, facts) : []));

const on = (name: Name | undefined, mode: Mode, effect: Effect, { existing }: Facts): Lock[] => {
  const relation = name && existing(name);
  return relation === undefined ? [] : [{ relation, mode, effect }];
};

const relation = (range: RangeVar | undefined): Name | undefined => range && relationName(range);

const ROWS = 'ROW EXCLUSIVE';

function statementLocks(tree: Tree, facts: Facts): Lock[] {
  switch (tree.type) {
    case 'AlterTableStmt':
      return tableLocks(tree.node, facts);
    case 'CreateStmt':
      return createLocks(tree.node, facts);
    case 'IndexStmt': {
      const { concurrent, relation: table } = tree.node;
      const locks = on(relation(table), concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', 'scan', facts);
      return table?.inh ? locks.map((lock) => ({ ...lock, children: true })) : locks;
    }
    case 'DropStmt':
      return dropLocks(tree.node, facts);
    case 'RenameStmt': {
      const { renameType, relation: range } = tree.node;
      const mode = renameType === 'OBJECT_INDEX' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
      return on(relation(range), mode, 'none', facts);
    }
    case 'AlterObjectSchemaStmt':
      return on(relation(tree.node.relation), 'ACCESS EXCLUSIVE', 'none', facts);
    case 'CreateTrigStmt':
      return [
        ...on(relation(tree.node.relation), 'SHARE ROW EXCLUSIVE', 'none', facts),
        ...on(relation(tree.node.constrrel), 'SHARE ROW EXCLUSIVE', 'none', facts),
      ];
    case 'CreatePolicyStmt':
    case 'AlterPolicyStmt':
      return on(relation(tree.node.table), 'ACCESS EXCLUSIVE', 'none', facts);
    case 'RuleStmt':
      return on(relation(tree.node.relation), 'ACCESS EXCLUSIVE', 'none', facts);
    case 'ViewStmt':
      return on(relation(tree.node.view), 'ACCESS EXCLUSIVE', 'none', facts);
    case 'RefreshMatViewStmt':
      return on(
        relation(tree.node.relation),
        tree.node.concurrent ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE',
        'rewrite',
        facts,
      );
    case 'CreateStatsStmt':
      return ranges(tree.node.relations).flatMap((name) => on(name, 'SHARE UPDATE EXCLUSIVE', 'none', facts));
    default:
      return otherLocks(tree, facts);
  }
}

function otherLocks(tree: Tree, facts: Facts): Lock[] {
  switch (tree.type) {
    case 'UpdateStmt':
    case 'DeleteStmt':
    case 'InsertStmt':
      return on(relation(tree.node.relation), ROWS, 'rows', facts);
    case 'TruncateStmt':
      return ranges(tree.node.relations).flatMap((name) => on(name, 'ACCESS EXCLUSIVE', 'rewrite', facts));
    case 'CommentStmt':
    case 'SecLabelStmt': {
      const { objtype, object } = tree.node;
      const parts = partsOf(object);
      const names = objtype === 'OBJECT_COLUMN' ? parts.slice(0, -1) : parts;
      return OF_RELATION.has(objtype ?? '') ? on(nameOf(names), 'SHARE UPDATE EXCLUSIVE', 'none', facts) : [];
    }
    case 'AlterDomainStmt':
      return domainLocks(tree.node, facts);
    case 'CreatePublicationStmt':
    case 'AlterPublicationStmt':
      return (tree.node.pubobjects ?? []).flatMap((one) =>
        'PublicationObjSpec' in one
          ? on(relation(one.PublicationObjSpec.pubtable?.relation), 'SHARE UPDATE EXCLUSIVE', 'none', facts)
          : [],
      );
    default:
      return [];
  }
}

const OF_RELATION: ReadonlySet<string> = new Set([
  'OBJECT_TABLE',
  'OBJECT_COLUMN',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_FOREIGN_TABLE',
]);

const ranges = (nodes: readonly Node[] = []): Name[] =>
  nodes.flatMap((one) => ('RangeVar' in one ? [relationName(one.RangeVar)] : []));

/** A new table locks those that it refers to, inherits from, or is a partition of. */
function createLocks({ inhRelations, partbound, tableElts = [] }: CreateStmt, facts: Facts): Lock[] {
  const parents = ranges(inhRelations).flatMap((name) =>
    on(name, partbound ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE', 'none', facts),
  );
  const keys = tableElts.flatMap((one) => {
    if ('ColumnDef' in one) return referencedBy(one.ColumnDef, facts);
    return 'Constraint' in one
      ? on(relation(one.Constraint.pktable), 'SHARE ROW EXCLUSIVE', 'none', facts)
      : [];
  });
  return [...parents, ...keys];
}

/** Of a trigger, policy or rule: the table is before its name. */
const OF_TABLE: ReadonlySet<string> = new Set(['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE']);

function dropLocks(
  { objects = [], removeType = 'OBJECT_TABLE', concurrent }: DropStmt,
  facts: Facts,
): Lock[] {
  return objects.flatMap((object) => {
    const parts = partsOf(object);
    if (OF_TABLE.has(removeType)) return on(nameOf(parts.slice(0, -1)), 'ACCESS EXCLUSIVE', 'none', facts);
    const name = nameOf(parts);
    if (removeType === 'OBJECT_INDEX') {
      const table = facts.indexed.get(quoteName(name));
      const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
      return table === undefined ? [] : [{ relation: table, mode, effect: 'none' } as const];
    }
    if (!OF_RELATION.has(removeType)) return [];
    return [...on(name, 'ACCESS EXCLUSIVE', 'none', facts), ...referencedFrom(name, facts)];
  });
}

/** Tables that the foreign keys of a dropped table refer to. */
function referencedFrom(name: Name, facts: Facts): Lock[] {
  const own = facts.existing(name);
  if (own === undefined) return [];
  return [...facts.referenced].flatMap(([key, relationOf]) =>
    key.startsWith(constraintOfTable(own, '')) && relationOf !== own
      ? [{ relation: relationOf, mode: 'ACCESS EXCLUSIVE', effect: 'none' } as const]
      : [],
  );
}

/** A constraint of a domain is checked in all columns of that type. */
function domainLocks(
  { subtype, typeName: parts, def }: { subtype?: string; typeName?: Node[]; def?: Node },
  facts: Facts,
): Lock[] {
  const isChecked =
    subtype === 'V' ||
    subtype === 'O' ||
    (subtype === 'C' && !(def && 'Constraint' in def && def.Constraint.skip_validation));
  if (!isChecked) return [];
  const domain = quoteName(nameOf(strings(parts)));
  return [...facts.columns].flatMap(([table, columns]): Lock[] =>
    [...columns.values()].some((type) => typeName(type) === domain)
      ? [{ relation: table, mode: 'SHARE', effect: 'scan' }]
      : [],
  );
}
