/** The locks of ALTER TABLE by its action. https://www.postgresql.org/docs/current/sql-altertable.html */
import { type Name, quoteName, relationName } from '../../catalog/names.js';
import type {
  AlterTableCmd,
  AlterTableStmt,
  AlterTableType,
  ColumnDef,
  Constraint,
  Node,
} from '../../grammar.js';
import { constraintOfTable, type Facts } from './facts.js';
import type { Effect, Lock, Mode } from './modes.js';
import { effectOfAdding, effectOfType, isProven } from './rewrites.js';

/** Actions with a weaker lock than ACCESS EXCLUSIVE. */
const WEAKER: Readonly<Partial<Record<AlterTableType, Mode>>> = {
  AT_SetStatistics: 'SHARE UPDATE EXCLUSIVE',
  AT_SetOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_ResetOptions: 'SHARE UPDATE EXCLUSIVE',
  AT_ClusterOn: 'SHARE UPDATE EXCLUSIVE',
  AT_DropCluster: 'SHARE UPDATE EXCLUSIVE',
  AT_ValidateConstraint: 'SHARE UPDATE EXCLUSIVE',
  AT_EnableTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableAlwaysTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableReplicaTrig: 'SHARE ROW EXCLUSIVE',
  AT_EnableTrigAll: 'SHARE ROW EXCLUSIVE',
  AT_EnableTrigUser: 'SHARE ROW EXCLUSIVE',
  AT_DisableTrig: 'SHARE ROW EXCLUSIVE',
  AT_DisableTrigAll: 'SHARE ROW EXCLUSIVE',
  AT_DisableTrigUser: 'SHARE ROW EXCLUSIVE',
};

/** Actions that write the table's files anew. */
const REWRITES: ReadonlySet<string> = new Set([
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_SetAccessMethod',
  'AT_SetTableSpace',
]);

/** Options that PostgreSQL changes under SHARE UPDATE EXCLUSIVE; all others need ACCESS EXCLUSIVE. */
const GENTLE =
  /^(?:fillfactor|parallel_workers|toast_tuple_target|vacuum_\w+|autovacuum_\w+|log_autovacuum_\w+|n_distinct\w*|deduplicate_items)$/;

export function tableLocks(alter: AlterTableStmt, facts: Facts): Lock[] {
  const table = relationName(alter.relation);
  const children = alter.relation?.inh === true;
  return (alter.cmds ?? []).flatMap((one) =>
    'AlterTableCmd' in one ? actionLocks(table, one.AlterTableCmd, { facts, children }) : [],
  );
}

interface Context {
  readonly facts: Facts;
  readonly children: boolean;
}

function actionLocks(table: Name, command: AlterTableCmd, { facts, children }: Context): Lock[] {
  const name = facts.existing(table) ?? facts.indexed.get(quoteName(table));
  if (name === undefined) return [];
  const { subtype } = command;
  const own = (mode: Mode, effect: Effect): Lock => ({
    relation: name,
    mode,
    effect,
    ...(children ? { children: true } : {}),
  });
  const def = command.def ?? ({} as Node);
  if (subtype === 'AT_AttachPartition' || subtype === 'AT_DetachPartition')
    return 'PartitionCmd' in def && def.PartitionCmd.name
      ? partitionLocks(
          own(subtype === 'AT_AttachPartition' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'none'),
          relationName(def.PartitionCmd.name),
          subtype,
          facts,
        )
      : [];
  if (subtype === 'AT_AddConstraint' && 'Constraint' in def)
    return constraintLocks(own, def.Constraint, facts);
  if (subtype === 'AT_AddColumn' && 'ColumnDef' in def)
    return [
      own('ACCESS EXCLUSIVE', effectOfAdding(def.ColumnDef, facts)),
      ...referencedBy(def.ColumnDef, facts),
    ];
  const other =
    subtype === 'AT_DropConstraint' || subtype === 'AT_ValidateConstraint'
      ? facts.referenced.get(constraintOfTable(name, command.name ?? ''))
      : undefined;
  const mode =
    subtype === 'AT_SetRelOptions' || subtype === 'AT_ResetRelOptions'
      ? optionsMode(def)
      : WEAKER[subtype ?? 'AT_AddColumn'];
  const parent =
    subtype === 'AT_AddInherit' && 'RangeVar' in def ? facts.existing(relationName(def.RangeVar)) : undefined;
  return [
    own(mode ?? 'ACCESS EXCLUSIVE', effectOf(command, name, facts)),
    ...(parent === undefined
      ? []
      : [{ relation: parent, mode: 'SHARE UPDATE EXCLUSIVE', effect: 'none' } as const]),
    ...(other === undefined || other === name
      ? []
      : [
          {
            relation: other,
            mode: subtype === 'AT_DropConstraint' ? 'ACCESS EXCLUSIVE' : 'ROW SHARE',
            effect: 'none',
          } as const,
        ]),
  ];
}

function effectOf({ subtype, def, name: column = '' }: AlterTableCmd, table: string, facts: Facts): Effect {
  if (REWRITES.has(subtype ?? '')) return 'rewrite';
  switch (subtype) {
    case 'AT_AlterColumnType':
      return effectOfType(
        column,
        facts.columns.get(table)?.get(column),
        (def as { ColumnDef: ColumnDef }).ColumnDef,
        facts,
      );
    // A virtual column is computed when it is read; the grammar doesn't say which this is.
    case 'AT_SetExpression':
      return 'rewrite';
    case 'AT_SetNotNull':
      return isProven(facts.checks.get(table) ?? [], column) ? 'none' : 'scan';
    case 'AT_ValidateConstraint':
      return 'scan';
    default:
      return 'none';
  }
}

function optionsMode(def: Node): Mode {
  const options = 'List' in def ? (def.List.items ?? []) : [];
  const gentle = options.every((one) => 'DefElem' in one && GENTLE.test(one.DefElem.defname ?? ''));
  return gentle ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
}

/** ATTACH reads the partition, and the default partition, for rows outside of their bounds. */
function partitionLocks(parent: Lock, child: Name, action: string, facts: Facts): Lock[] {
  const { children: _, ...own } = parent;
  const name = facts.existing(child);
  const effect = action === 'AT_AttachPartition' ? 'scan' : 'none';
  return [
    own,
    ...(name === undefined ? [] : [{ relation: name, mode: 'ACCESS EXCLUSIVE', effect } as const]),
  ];
}

function constraintLocks(
  own: (mode: Mode, effect: Effect) => Lock,
  constraint: Constraint,
  facts: Facts,
): Lock[] {
  const { contype, skip_validation, indexname, pktable } = constraint;
  const effect = skip_validation || indexname !== undefined ? 'none' : 'scan';
  if (contype !== 'CONSTR_FOREIGN') return [own('ACCESS EXCLUSIVE', effect)];
  const lock = own('SHARE ROW EXCLUSIVE', effect);
  const referenced = pktable ? facts.existing(relationName(pktable)) : undefined;
  return referenced === undefined || referenced === lock.relation
    ? [lock]
    : [lock, { relation: referenced, mode: 'SHARE ROW EXCLUSIVE', effect: 'none' }];
}

/** REFERENCES of a new column. */
export const referencedBy = ({ constraints = [] }: ColumnDef, facts: Facts): Lock[] =>
  constraints.flatMap((one): Lock[] => {
    const table =
      'Constraint' in one && one.Constraint.pktable
        ? facts.existing(relationName(one.Constraint.pktable))
        : undefined;
    return table === undefined ? [] : [{ relation: table, mode: 'SHARE ROW EXCLUSIVE', effect: 'none' }];
  });
