/** Findings about a table's audit columns. */
import { quoteIdentifier, quoteName } from '../../catalog/names.js';
import type { TableTenancy } from '../../catalog/tenancy.js';
import type { Diagnostic, DiagnosticCode } from '../../diagnostics/diagnostics.js';
import type { Part } from './auditSet.js';
import type { Kept } from './auditSlots.js';
import { columnKind } from '../../facts/columns/columnKinds.js';
import { isDeletionMark } from './complianceSynonyms.js';
import { pasted } from '../../facts/names/patterns.js';
import type { Column, Relation } from '../../facts/relations/relation.js';

export interface Told {
  readonly table: TableTenancy;
  readonly relation: Relation;
  readonly parts: readonly Part[];
  readonly kept: Kept;
  /** Columns that the tool adds to it. */
  readonly gained: ReadonlySet<string>;
}

export function auditFindings({ table, relation, parts, kept, gained }: Told): Diagnostic[] {
  const shown = pasted(table.name);
  const object = `table ${quoteName(table.name)}`;
  const say = (
    severity: Diagnostic['severity'],
    code: DiagnosticCode,
    message: string,
    help?: string,
  ): Diagnostic => ({
    severity,
    code,
    message,
    ...(help === undefined ? {} : { help }),
    object,
  });
  /** An inherited column is reported for the parent. */
  const own = ({ name }: Column): boolean => relation.columns.has(name);
  const named = ({ name }: Column): string => `${shown}.${quoteIdentifier(name)}`;

  const zoneless = parts.flatMap(({ found }) =>
    found && own(found) && columnKind(found.type).zoneless ? [found] : [],
  );
  const data = parts.flatMap((part) => part.data.filter(({ column }) => own(column)));
  const version = parts.find(({ concept }) => concept === 'rowVersion');
  const soft = [...relation.columns.values()].filter(isDeletionMark);
  return [
    ...(zoneless.length === 0
      ? []
      : [
          say(
            'info',
            'audit/timestamp-without-zone',
            zoneless.length === 1
              ? `${named(zoneless[0]!)} is a timestamp without time zone: its value depends on the time zone of the session that wrote it. It was kept.`
              : `${zoneless.map(named).join(' and ')} are timestamps without time zone: their values depend on the time zone of the session that wrote them. They were kept.`,
            'Make it timestamp with time zone in the design.',
          ),
        ]),
    ...data.map(({ column, why }) =>
      say(
        'info',
        'audit/version-is-data',
        `${named(column)} is not used as the version for optimistic locking: ${why}. No trigger increments it${version?.missing ? '; row_version was added' : ''}.`,
      ),
    ),
    ...kept.asleep.map(({ column, trigger }) =>
      say(
        'warning',
        'audit/trigger-disabled',
        trigger.state === 'disabled'
          ? `${named(column)} is set by the trigger ${trigger.name}, which is disabled. It stays disabled, and nothing else sets the column.`
          : `${named(column)} is set by the trigger ${trigger.name}, which fires only on a replica. Nothing else sets the column.`,
        'Enable the trigger in the design, or drop it; the baseline then adds its own trigger.',
      ),
    ),
    ...kept.left
      .filter(({ column }) => own(column) || gained.has(column.name))
      .map(({ column, why }) =>
        say('info', 'audit/left-to-application', `The application has to set ${named(column)}: ${why}.`),
      ),
    ...soft.map(({ name }) =>
      say(
        'info',
        'audit/soft-delete',
        `${shown} marks deleted rows only by ${quoteIdentifier(name)}: nothing records when and by whom.`,
        'Add deleted_at and deleted_by to the design if you need to know.',
      ),
    ),
  ];
}
