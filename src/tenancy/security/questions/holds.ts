/**
 * The triggers that keep rows on hold: there, switched on, and as the baseline made them. One that is disabled or dropped leaves
 * nothing behind that a reader would see.
 * https://www.postgresql.org/docs/current/catalog-pg-trigger.html
 */
import { list, type Part, type Question } from './question.js';

/** Relation as regclass prints it, the trigger, its function as regprocedure reads it, and `rows` or `truncate`. */
export type HoldTrigger = readonly [relation: string, trigger: string, routine: string, fires: string];

/** Bits of tgtype: for each row before DELETE and UPDATE; before TRUNCATE. */
const TYPES = { rows: 1 + 2 + 8 + 16, truncate: 2 + 32 } as const;

export const holdFacts = (triggers: readonly HoldTrigger[]): Part[] => [
  list(
    'keeper',
    ['relation', 'trigger', 'routine', 'fires'],
    'Triggers that keep rows on legal hold, or within their retention.',
    triggers,
  ),
];

export const openHolds: Question = {
  name: 'open_holds',
  comment: 'Is there a table whose rows on hold could be deleted?',
  query: `SELECT k.relation AS subject,
  pg_catalog.format('its trigger %I is missing, disabled or changed: rows on legal hold can be deleted', k.trigger) AS problem,
  pg_catalog.format('DROP TRIGGER IF EXISTS %1$I ON %2$s; CREATE TRIGGER %1$I BEFORE %3$s EXECUTE FUNCTION %4$s', k.trigger, k.relation,
    CASE k.fires WHEN 'rows' THEN pg_catalog.format('DELETE OR UPDATE ON %s FOR EACH ROW', k.relation)
      ELSE pg_catalog.format('TRUNCATE ON %s FOR EACH STATEMENT', k.relation) END, k.routine) AS cure,
  true AS fails
FROM keeper k
WHERE pg_catalog.to_regclass(k.relation) IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_trigger t
  WHERE t.tgrelid = pg_catalog.to_regclass(k.relation) AND t.tgname = k.trigger AND t.tgenabled IN ('O', 'A')
    AND t.tgfoid = pg_catalog.to_regprocedure(k.routine)
    AND t.tgtype = CASE k.fires WHEN 'rows' THEN ${TYPES.rows} ELSE ${TYPES.truncate} END
    AND t.tgqual IS NULL AND t.tgattr::text = ''
)`,
};
