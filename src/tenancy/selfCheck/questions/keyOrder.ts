/**
 * PostgreSQL checks foreign keys over the same columns in the order of their triggers' names: the older one first. A
 * restore, and later partitions, create keys in the order of the keys' names.
 * https://www.postgresql.org/docs/current/trigger-definition.html
 */
import { quoteLiteral } from '../../../catalog/names.js';
import { enforced } from './foreignKeys.js';
import type { Question } from './question.js';

/** @param tenants the tenants table, as regclass prints it */
export const lateForeignKeys = (tenants: string): Question => ({
  name: 'late_foreign_keys',
  comment:
    'Is a foreign key checked before the one over the tenant column, so that its error reveals another tenant’s row?',
  query: `SELECT e.relation AS subject,
  format('its foreign key %I is checked before the one that includes %I: its error reveals whether another tenant has the row', k.conname, e.tenant_column) AS problem,
  format('ALTER TABLE %s DROP CONSTRAINT %I, and add it again', e.relation, k.conname) AS cure,
  e.fails
FROM pg_catalog.pg_constraint k
JOIN keyed e ON e.oid = k.conrelid
JOIN keyed t ON t.oid = k.confrelid AND t.relation <> ${quoteLiteral(tenants)}
CROSS JOIN LATERAL (
  -- Other keys that also compare the tenant columns; whether they are checked first by name, and by age.
  SELECT count(*) AS wide, count(*) FILTER (
    WHERE (w.conname < k.conname OR k.conparentid <> 0) AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_trigger its
      JOIN pg_catalog.pg_trigger own ON own.tgfoid = its.tgfoid AND own.tgtype = its.tgtype
      WHERE its.tgconstraint = w.oid AND its.tgrelid = w.conrelid
        AND own.tgconstraint = k.oid AND own.tgrelid = k.conrelid AND its.tgname > own.tgname
    )
  ) AS first
  FROM pg_catalog.pg_constraint w
  WHERE w.contype = 'f' AND w.conrelid = k.conrelid AND w.confrelid = k.confrelid AND ${enforced('w')}
    AND cardinality(w.conkey) = cardinality(k.conkey) + 1
    AND EXISTS (SELECT FROM unnest(w.conkey, w.confkey) c (own, other) WHERE (c.own, c.other) = (e.attnum, t.attnum))
    AND NOT EXISTS (
      SELECT FROM unnest(k.conkey, k.confkey) c (own, other)
      WHERE c.own = e.attnum OR (c.own, c.other) NOT IN (SELECT d.own, d.other FROM unnest(w.conkey, w.confkey) d (own, other))
    )
) beside
WHERE k.contype = 'f' AND ${enforced('k')} AND beside.wide > 0 AND beside.first = 0
  AND NOT EXISTS (SELECT FROM known_key n WHERE n.relation = e.relation AND n.name = k.conname)`,
});
