/** The PL/pgSQL bodies of the hold trigger functions. */
import { quoteIdentifier, quoteLiteral } from '../../catalog/names.js';
import type { HoldColumns } from './holdColumns.js';

/**
 * SQLSTATEs of an implementation-defined class (I to Z) that PostgreSQL does not use: the row is kept; the role may not
 * lift the hold. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const KEPT = 'RH001';
export const NOT_LIFTED = 'RH002';

/**
 * A day ends when it has ended everywhere, twelve hours behind UTC: neither the session's time zone nor time zone
 * names, which a session can redefine, affect it.
 */
const LATEST = '(now() AT TIME ZONE make_interval(hours => -12))';

/** The condition that the row is kept, for `OLD` or a table's alias. */
function isKept({ hold, until }: HoldColumns, row: string): string {
  const of = (column: string): string => `${row}.${quoteIdentifier(column)}`;
  const parts = [
    ...(hold === undefined ? [] : [of(hold)]),
    ...(until === undefined
      ? []
      : until.is === 'date'
        ? [`${of(until.column)} >= ${LATEST}::date`]
        : [`${of(until.column)} > ${until.is === 'timestamp' ? LATEST : 'now()'}`]),
  ];
  return parts.join(' OR ');
}

/** The condition that the change lifts the row's hold, or shortens its retention. */
function isLifted({ hold, until }: HoldColumns): string {
  const [was, is] = [until, until].map(
    (one, at) => one && `${at === 0 ? 'OLD' : 'NEW'}.${quoteIdentifier(one.column)}`,
  );
  const column = hold === undefined ? undefined : quoteIdentifier(hold);
  return [
    ...(column === undefined ? [] : [`OLD.${column} AND NEW.${column} IS NOT TRUE`]),
    ...(was === undefined ? [] : [`${was} IS NOT NULL AND (${is} IS NULL OR ${is} < ${was})`]),
  ].join('\n      OR ');
}

const raise = (code: string, message: string, hint: string): string[] => [
  `RAISE EXCEPTION USING ERRCODE = '${code}', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,`,
  `  MESSAGE = format(${quoteLiteral(message)}, TG_TABLE_SCHEMA, TG_TABLE_NAME),`,
  `  HINT = ${quoteLiteral(hint)};`,
];

const indented = (lines: readonly string[], by: string): string =>
  lines.map((line) => `${by}${line}`).join('\n');

const STAYS =
  'a row of %I.%I is on legal hold or within its retention: it can be neither deleted nor anonymized';
const LIFT =
  'Lift the hold first, or wait until the retention is over. A row on hold stays in its partition.';

export function rowBody(columns: HoldColumns, releaseRole: string | undefined): string {
  const { anonymized } = columns;
  const releaser =
    releaseRole === undefined
      ? '(SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID)'
      : `(SELECT r.oid FROM pg_roles r WHERE r.rolname = ${quoteLiteral(releaseRole)})`;
  const role =
    releaseRole === undefined ? 'the role that owns the table' : `the role ${quoteIdentifier(releaseRole)}`;
  const mark = anonymized && quoteIdentifier(anonymized.column);
  const isNew = anonymized?.isFlag
    ? `NEW.${mark} AND OLD.${mark} IS NOT TRUE`
    : `NEW.${mark} IS NOT NULL AND NEW.${mark} IS DISTINCT FROM OLD.${mark}`;
  return `
DECLARE
  releaser oid;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF ${isKept(columns, 'OLD')} THEN
${indented(raise(KEPT, STAYS, LIFT), '      ')}
    END IF;
    RETURN OLD;
  END IF;
  IF ${isLifted(columns)} THEN
    releaser := ${releaser};
    -- Both: what is SECURITY DEFINER, and a cascade, have the owner as their current user. No role, no release.
    IF (pg_has_role(current_user, releaser, 'USAGE') AND pg_has_role(session_user, releaser, 'MEMBER')) IS NOT TRUE THEN
${indented(
  raise(
    NOT_LIFTED,
    'the role may neither lift a legal hold of %I.%I nor shorten a retention',
    `A member of ${role} may, in a session of its own and not through a SECURITY DEFINER routine.`,
  ),
  '      ',
)}
    END IF;
  END IF;
${
  anonymized === undefined
    ? ''
    : `  IF ${isNew} AND (${isKept(columns, 'NEW')}) THEN
${indented(raise(KEPT, STAYS, LIFT), '    ')}
  END IF;
`
}  RETURN NEW;
END
`;
}

const SEES_ALL = 'a role that bypasses row-level security, in a READ COMMITTED transaction';

/**
 * TRUNCATE bypasses row-level security, but the trigger's query does not: a role that does not see all tenants' rows,
 * or sees them as before the lock, cannot know that none of them is kept.
 */
export function truncateBody(columns: HoldColumns): string {
  return `
DECLARE
  kept boolean;
BEGIN
  IF row_security_active(TG_RELID) OR current_setting('transaction_isolation') <> 'read committed' THEN
${indented(
  raise(
    KEPT,
    '%I.%I cannot be truncated: rows on legal hold or within their retention may be invisible to the role',
    `Truncate it as ${SEES_ALL}; or delete its rows, because DELETE checks each one.`,
  ),
  '    ',
)}
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I AS t', TG_TABLE_SCHEMA, TG_TABLE_NAME)
    || ${quoteLiteral(` WHERE ${isKept(columns, 't')})`)} INTO kept;
  IF kept THEN
${indented(raise(KEPT, '%I.%I has rows on legal hold or within their retention: it cannot be truncated', LIFT), '    ')}
  END IF;
  RETURN NULL;
END
`;
}
