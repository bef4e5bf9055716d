/**
 * Routines that run with rights their caller lacks: SECURITY DEFINER routines, and triggers of tables that a foreign
 * key's action changes, since such an action runs as the table's owner.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
import type { Database } from '../../engine/engine.js';
import { IDENTITY } from './identity.js';
import { NOT_OF_EXTENSION, OURS } from './relations.js';

export interface OwnersRoutine {
  readonly id: number;
  /** Qualified, with argument types. */
  readonly identity: string;
  readonly owner: string;
  /** The value of its `SET search_path`, as in pg_proc. */
  readonly path: string | null;
  readonly isDefiner: boolean;
  /** It looks names up at run time: not C, and no body that was parsed when the routine was created. */
  readonly looksUp: boolean;
  /** How the principal can run it. */
  readonly way: 'call' | 'trigger' | 'cascade' | null;
}

/** Bits of pg_trigger.tgtype: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h */
const [DELETE, UPDATE, INSERT, TRUNCATE] = [8, 16, 4, 32];

/**
 * `reached`: tables that a principal changes by a foreign key's action, directly or through another action, with the
 * event of the triggers that fire.
 */
const OWNERS_ROUTINES = `
WITH RECURSIVE reached (relation, event) AS (
  SELECT f.conrelid, CASE WHEN e.event = ${DELETE} AND f.confdeltype = 'c' THEN ${DELETE} ELSE ${UPDATE} END
    FROM pg_constraint f CROSS JOIN (VALUES (${DELETE}), (${UPDATE})) e(event)
    WHERE f.contype = 'f' AND CASE e.event
      WHEN ${DELETE} THEN f.confdeltype IN ('c', 'n', 'd') AND has_table_privilege($1::name, f.confrelid, 'DELETE')
      ELSE f.confupdtype IN ('c', 'n', 'd') AND EXISTS (SELECT FROM unnest(f.confkey) k(at) WHERE has_column_privilege($1::name, f.confrelid, k.at, 'UPDATE')) END
  UNION
  SELECT f.conrelid, CASE WHEN r.event = ${DELETE} AND f.confdeltype = 'c' THEN ${DELETE} ELSE ${UPDATE} END
    FROM reached r JOIN pg_constraint f ON f.contype = 'f' AND f.confrelid = r.relation
    WHERE CASE r.event WHEN ${DELETE} THEN f.confdeltype IN ('c', 'n', 'd') ELSE f.confupdtype IN ('c', 'n', 'd') END
), fired AS (
  SELECT t.tgfoid, bool_or(c.prosecdef AND (t.tgtype & p.events) <> 0) AS directly, bool_or((t.tgtype & r.event) <> 0) AS "byAction"
    FROM pg_trigger t JOIN pg_proc c ON c.oid = t.tgfoid LEFT JOIN reached r ON r.relation = t.tgrelid
    CROSS JOIN LATERAL (SELECT (CASE WHEN has_table_privilege($1::name, t.tgrelid, 'DELETE') THEN ${DELETE} ELSE 0 END)
      + (CASE WHEN has_any_column_privilege($1::name, t.tgrelid, 'UPDATE') THEN ${UPDATE} ELSE 0 END)
      + (CASE WHEN has_any_column_privilege($1::name, t.tgrelid, 'INSERT') THEN ${INSERT} ELSE 0 END)
      + (CASE WHEN has_table_privilege($1::name, t.tgrelid, 'TRUNCATE') THEN ${TRUNCATE} ELSE 0 END) AS events) p
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' GROUP BY t.tgfoid
)
SELECT c.oid::int8::float8 AS id, ${IDENTITY} AS identity,
  quote_ident(pg_get_userbyid(c.proowner)) AS owner,
  (SELECT substr(s, length('search_path=') + 1) FROM unnest(c.proconfig) s WHERE s LIKE 'search\\_path=%') AS path,
  c.prosecdef AS "isDefiner", l.lanname NOT IN ('c', 'internal') AND to_jsonb(c) ->> 'prosqlbody' IS NULL AS "looksUp",
  CASE WHEN c.prosecdef AND c.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
      AND has_function_privilege($1::name, c.oid, 'EXECUTE') AND has_schema_privilege($1::name, n.oid, 'USAGE') THEN 'call'
    WHEN f.directly THEN 'trigger' WHEN f."byAction" THEN 'cascade' END AS way
FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace JOIN pg_language l ON l.oid = c.prolang LEFT JOIN fired f ON f.tgfoid = c.oid
WHERE ${OURS} AND ${NOT_OF_EXTENSION('pg_proc')} AND c.prokind <> 'a'
ORDER BY 2`;

/** All routines of the baseline, with how a role can run each as its owner. */
export async function routinesWithRights(
  database: Database,
  session: string,
): Promise<readonly OwnersRoutine[]> {
  return (await database.query(OWNERS_ROUTINES, [session])) as unknown as OwnersRoutine[];
}

/** One name in a list of schemas: PostgreSQL quotes all but plain identifiers, and doubles quotation marks. */
const ELEMENT = /\s*("(?:[^"]|"")*"|[^,\s]+)\s*(?:,|$)/y;

/** Temporary objects are found last: pg_temp is at the end of the path, and nowhere before. */
export function isClosed(path: string | null): boolean {
  if (path === null) return false;
  const elements: string[] = [];
  ELEMENT.lastIndex = 0;
  for (let match = ELEMENT.exec(path); match !== null; match = ELEMENT.exec(path)) {
    elements.push(match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!);
    if (ELEMENT.lastIndex === path.length) break;
  }
  return elements.indexOf('pg_temp') === elements.length - 1 && elements.length > 0;
}
