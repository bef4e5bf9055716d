/**
 * What a role may do in a database: statements in one transaction, each with what it returned or how it failed, so that
 * two databases can be asked the same.
 */
import type { Database, Row } from '../database.js';

export interface Session {
  readonly role: string;
  /** Settings of the transaction: the current tenant and user, as the application sets them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Run by the administrator first, in the same transaction: what the session is to find there. */
  readonly prepared?: string;
}

export interface Attempt {
  readonly sql: string;
  /** Another role than the session's. */
  readonly as?: string;
  /** Undo what it did, deferred constraints checked before. */
  readonly undo?: boolean;
  /** A query that an administrator asks before and after: whether its answer changed is `changed`. */
  readonly watch?: string;
}

export interface Outcome {
  readonly rows: readonly Row[] | null;
  /** Of a statement that returns no rows: how many it touched. */
  readonly count: number | null;
  /** SQLSTATE and message of what it failed with. */
  readonly state: string | null;
  readonly message: string | null;
  readonly changed: boolean | null;
}

/**
 * Made by a superuser and run as the session's role: the statement stays that role's, only `seen` looks past its
 * privileges. The subtransaction that catches an error also takes back what is to be undone.
 */
const FUNCTIONS = `
CREATE FUNCTION pg_temp.seen(query text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $seen$
DECLARE answer text;
BEGIN
  IF query IS NULL THEN RETURN NULL; END IF;
  EXECUTE query INTO answer;
  RETURN coalesce(answer, '');
END $seen$;
CREATE FUNCTION pg_temp.attempt(statement text, returns text, undo boolean, watch text) RETURNS jsonb LANGUAGE plpgsql AS $attempt$
DECLARE
  answer jsonb; touched bigint; state text; said text; earlier text; later text; result record;
BEGIN
  IF NOT undo THEN earlier := pg_temp.seen(watch); END IF;
  BEGIN
    IF returns = 'rows' THEN
      EXECUTE format('WITH answer AS (%s) SELECT coalesce(jsonb_agg(to_jsonb(answer)), ''[]'') FROM answer', statement) INTO answer;
    ELSIF returns = 'result' THEN
      EXECUTE statement INTO result;
      answer := jsonb_build_array(to_jsonb(result));
    ELSE
      EXECUTE statement;
      GET DIAGNOSTICS touched = ROW_COUNT;
    END IF;
    IF undo THEN
      SET CONSTRAINTS ALL IMMEDIATE;
      later := pg_temp.seen(watch);
      RAISE EXCEPTION USING ERRCODE = 'UNDO0';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    IF SQLSTATE <> 'UNDO0' THEN
      GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
      answer := NULL; touched := NULL;
    END IF;
  END;
  -- What failed has changed nothing, and what was undone is as it was before.
  IF state IS NULL AND undo THEN earlier := pg_temp.seen(watch); END IF;
  IF state IS NULL AND NOT undo THEN later := pg_temp.seen(watch); END IF;
  RETURN jsonb_build_object('rows', answer, 'count', touched, 'state', state, 'message', said,
    'changed', state IS NULL AND earlier IS DISTINCT FROM later);
END $attempt$;`;

/** All in one transaction, which is rolled back. */
export async function attempt(
  database: Database,
  session: Session,
  attempts: readonly Attempt[],
): Promise<Outcome[]> {
  const settings = Object.entries(session.settings).map(
    ([name, value]) => `SELECT set_config(${text(name)}, ${text(value)}, true) \\g /dev/null`,
  );
  const steps = attempts.map(
    ({ sql, as, undo, watch }) =>
      `SET LOCAL SESSION AUTHORIZATION ${as ?? session.role};
SELECT pg_temp.attempt(${text(sql)}, '${returnsOf(sql)}', ${undo === true}, ${watch === undefined ? 'NULL' : text(watch)});
RESET SESSION AUTHORIZATION;`,
  );
  const prepared = session.prepared ?? '';
  const script = ['BEGIN;', FUNCTIONS, prepared, ...settings, ...steps, 'ROLLBACK;'];
  const lines = (await database.output(script.join('\n'))).split('\n').filter((line) => line.startsWith('{'));
  if (lines.length !== attempts.length)
    throw new Error('A statement of a session printed what is no outcome.');
  return lines.map((line) => JSON.parse(line) as Outcome);
}

/** Which of the three ways to run a statement fits: only a query can stand in WITH, and only a call may return a record. */
function returnsOf(sql: string): 'rows' | 'result' | 'nothing' {
  if (/^\s*(SELECT|WITH|TABLE|VALUES)\b/i.test(sql) || /\bRETURNING\b/i.test(sql)) return 'rows';
  return /^\s*CALL\b/i.test(sql) ? 'result' : 'nothing';
}

const text = (value: string): string => `$value$${value}$value$`;
