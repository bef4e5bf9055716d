/** Tries statements as a principal: each in a subtransaction that is rolled back, many in one call. */
import { quoted } from '../../sql/names.js';
import { type Battlefield, namingTheLast } from './lost.js';
import { literal } from './values.js';

/** The attacker. */
export interface Principal {
  /** A role of the baseline, or the owner. */
  readonly name: string;
  /** The session's role; for a grantee, a new member of it, so that the grantee's attributes do not interfere. */
  readonly session: string;
  readonly isOwner: boolean;
}

export interface Session {
  /** Absent for the superuser, to try what the server does without asking a policy. */
  readonly principal?: Principal;
  readonly settings: Readonly<Record<string, string>>;
  /** The tenant whose rows may be written, as in the column. */
  readonly own?: string;
  /** No triggers or foreign keys fire, so that only policies and privileges are in the way. */
  readonly bare?: boolean;
}

export interface Attempt {
  readonly sql: string;
  /** Runs first, as the superuser, with triggers off. */
  readonly prepared?: string;
  /** What it runs, if other attempts run it too: one that never ends is not tried again by any of them. */
  readonly runs?: string;
  /** Its result is compared. */
  readonly reads?: boolean;
}

export interface Outcome {
  readonly state: string | null;
  readonly message: string | null;
  /** The violated constraint or index, and its table. */
  readonly constraint: string | null;
  readonly table: string | null;
  readonly count: number | null;
  readonly answer: string | null;
  /** Relation in which another tenant's row, or one without a tenant, was reached. */
  readonly theirs: number;
  readonly nobodys: number;
  /** The routine in which a temporary object ran with another role's rights: see shadows.ts. */
  readonly trespassed: number;
}

/** Far more than there are: a recursion over generated rows may never end. */
const MOST_ROWS_READ = 10_000;

export const ATTEMPT = `
CREATE FUNCTION baseline_verify.attempt(who text, settings jsonb, bare boolean, attempts jsonb, mark text)
RETURNS TABLE (state text, message text, "constraint" text, "table" text, count int8, answer text, theirs int8, nobodys int8, trespassed int8)
LANGUAGE plpgsql AS $attempt$
DECLARE
  one jsonb;
  at int8;
  result record;
BEGIN
  FOR one, at IN SELECT value, n FROM jsonb_array_elements(attempts) WITH ORDINALITY e(value, n) ORDER BY n LOOP
    state := NULL; message := NULL; "constraint" := NULL; "table" := NULL; count := NULL; answer := NULL;
    PERFORM setval('baseline_verify.theirs', 1, false), setval('baseline_verify.nobodys', 1, false), setval('baseline_verify.trespassed', 1, false);
    -- Sent at once, whatever client_min_messages is.
    RAISE INFO '% %', mark, at;
    BEGIN
      IF one ? 'prepared' THEN
        PERFORM set_config('session_replication_role', 'replica', true);
        EXECUTE one ->> 'prepared';
        PERFORM set_config('session_replication_role', 'origin', true),
          setval('baseline_verify.theirs', 1, false), setval('baseline_verify.nobodys', 1, false);
      END IF;
      IF bare THEN PERFORM set_config('session_replication_role', 'replica', true); END IF;
      PERFORM set_config(key, value, true) FROM jsonb_each_text(settings);
      IF who IS NOT NULL THEN PERFORM set_config('session_authorization', who, true); END IF;
      IF one ->> 'reads' = 'true' THEN
        EXECUTE format('SELECT count(*), string_agg(seen::text, E''\\n'' ORDER BY seen::text COLLATE "C") FROM (SELECT * FROM (%s) x LIMIT ${MOST_ROWS_READ}) seen', one ->> 'sql')
          INTO count, answer;
      ELSIF one ->> 'sql' LIKE 'CALL %' THEN
        EXECUTE one ->> 'sql' INTO result;
        answer := result::text;
      ELSE
        EXECUTE one ->> 'sql';
        GET DIAGNOSTICS count = ROW_COUNT;
      END IF;
      SET CONSTRAINTS ALL IMMEDIATE;
      RAISE EXCEPTION USING ERRCODE = 'UNDO0';
    EXCEPTION WHEN OTHERS OR QUERY_CANCELED OR ASSERT_FAILURE THEN
      IF SQLSTATE <> 'UNDO0' THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
          "constraint" = CONSTRAINT_NAME, "table" = TABLE_NAME;
        count := NULL; answer := NULL;
      END IF;
    END;
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO theirs FROM baseline_verify.theirs s;
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO nobodys FROM baseline_verify.nobodys s;
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO trespassed FROM baseline_verify.trespassed s;
    RETURN NEXT;
  END LOOP;
END
$attempt$;`;

/** The outcome of a lost attack: it counts as one that a server cancels. */
const cancelled = (message: string): Outcome => ({
  state: '57014',
  message,
  constraint: null,
  table: null,
  count: null,
  answer: null,
  theirs: 0,
  nobodys: 0,
  trespassed: 0,
});

/** @throws AttackStopped */
export async function attempt(
  database: Battlefield,
  session: Session,
  attempts: readonly Attempt[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < attempts.length; at += MOST)
    outcomes.push(...(await attemptSome(database, session, attempts.slice(at, at + MOST))));
  return outcomes;
}

/** Attempts per statement, which frees its memory only when it ends. */
const MOST = 500;

const keyOf = (session: Session, { runs, sql }: Attempt): string => runs ?? shown(session, sql);

async function attemptSome(
  database: Battlefield,
  session: Session,
  attempts: readonly Attempt[],
): Promise<Outcome[]> {
  const lost = attempts.map((one) => database.lost?.get(keyOf(session, one))?.why);
  const tried = attempts.filter((_, at) => lost[at] === undefined);
  const answers = tried.length === 0 ? [] : await run(database, session, tried);
  let next = 0;
  return lost.map((why) => (why === undefined ? answers[next++]! : cancelled(why)));
}

async function run(
  database: Battlefield,
  session: Session,
  attempts: readonly Attempt[],
): Promise<Outcome[]> {
  const named = attempts.map((one) => ({
    key: keyOf(session, one),
    statement: shown(session, one.sql),
  }));
  const outcomes = await namingTheLast(named, (mark) =>
    database.query(
      `SELECT state, message, "constraint", "table", count::float8, answer, theirs::float8, nobodys::float8, trespassed::float8
      FROM baseline_verify.attempt($1, $2::text::jsonb, $3, $4::text::jsonb, $5)`,
      [
        session.principal?.session ?? null,
        JSON.stringify({ ...session.settings, 'baseline_verify.own': session.own ?? '' }),
        session.bare ?? false,
        JSON.stringify(attempts.map(({ sql, prepared, reads }) => ({ sql, prepared, reads }))),
        mark,
      ],
      mark,
    ),
  );
  return outcomes as unknown as Outcome[];
}

/** The statement as a person would type it. */
export function shown({ principal, settings }: Session, sql: string): string {
  const set = Object.entries(settings).map(([name, value]) => `SET ${name} = ${literal(value)}; `);
  return `${roleText(principal)}${set.join('')}${sql}`;
}

function roleText(principal: Principal | undefined): string {
  if (principal === undefined) return '';
  const { name, isOwner } = principal;
  // The fresh owner and the role without privileges do not exist after the transaction.
  if (isOwner || name === 'public') return `/* as ${name} */ `;
  return `SET ROLE ${/^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name)}; `;
}
