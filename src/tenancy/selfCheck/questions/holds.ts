/**
 * The hold triggers must exist, be enabled, and match the baseline. A disabled or dropped one leaves no visible trace.
 * https://www.postgresql.org/docs/current/catalog-pg-trigger.html
 */
import { HOLD_TYPES } from '../../../kinds/ours/holdTriggers.js';
import { list, type Part, type Question } from './question.js';

/** Relation as regclass prints it, the trigger, its function as regprocedure reads it, and `rows` or `truncate`. */
export type HoldTrigger = readonly [relation: string, trigger: string, routine: string, fires: string];

export const holdFacts = (triggers: readonly HoldTrigger[]): Part[] => [
  list(
    'keeper',
    ['relation', 'trigger', 'routine', 'fires'],
    'Triggers that keep rows on legal hold, or within their retention.',
    triggers,
  ),
  {
    name: 'keeping (relation, trigger, routine, fires, is_own)',
    comment:
      'These triggers on the partitions and children of these tables, including later ones: PostgreSQL copies only row triggers, and only to partitions.',
    query: `SELECT pg_catalog.to_regclass(k.relation)::oid, k.trigger, k.routine, k.fires, true
FROM keeper k WHERE pg_catalog.to_regclass(k.relation) IS NOT NULL
UNION
SELECT i.inhrelid, a.trigger, a.routine, a.fires, false
FROM keeping a JOIN pg_catalog.pg_inherits i ON i.inhparent = a.relation
WHERE NOT EXISTS (SELECT FROM keeper k WHERE pg_catalog.to_regclass(k.relation) = i.inhrelid AND k.fires = a.fires)`,
  },
];

export const openHolds: Question = {
  name: 'open_holds',
  comment: 'Is there a table whose rows on hold could be deleted?',
  query: `SELECT c.oid::regclass::text AS subject,
  pg_catalog.format('its trigger %I is missing, disabled or changed: rows on legal hold can be %s', k.trigger,
    CASE k.fires WHEN 'rows' THEN 'deleted' ELSE 'truncated' END) AS problem,
  CASE WHEN c.relispartition AND k.fires = 'rows' THEN pg_catalog.format('ALTER TABLE %s ENABLE TRIGGER %I', c.oid::regclass, k.trigger)
    ELSE pg_catalog.format('DROP TRIGGER IF EXISTS %1$I ON %2$s; CREATE TRIGGER %1$I BEFORE %3$s EXECUTE FUNCTION %4$s', k.trigger, c.oid::regclass,
      CASE k.fires WHEN 'rows' THEN pg_catalog.format('DELETE OR UPDATE ON %s FOR EACH ROW', c.oid::regclass)
        ELSE pg_catalog.format('TRUNCATE ON %s FOR EACH STATEMENT', c.oid::regclass) END, k.routine) END AS cure,
  -- A later partition fails only if a role other than its owner can truncate it.
  k.is_own OR k.fires = 'rows' OR EXISTS (
    SELECT FROM pg_catalog.aclexplode(c.relacl) x WHERE x.privilege_type = 'TRUNCATE' AND x.grantee <> c.relowner
  ) AS fails
FROM keeping k JOIN pg_catalog.pg_class c ON c.oid = k.relation
WHERE (c.relkind <> 'f' OR k.fires = 'rows') AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_trigger t
  WHERE t.tgrelid = k.relation AND (t.tgname = k.trigger OR NOT k.is_own) AND t.tgenabled IN ('O', 'A')
    AND t.tgfoid = pg_catalog.to_regprocedure(k.routine)
    AND t.tgtype = CASE k.fires WHEN 'rows' THEN ${HOLD_TYPES.rows} ELSE ${HOLD_TYPES.truncate} END
    AND t.tgqual IS NULL AND t.tgattr::text = ''
)`,
};
