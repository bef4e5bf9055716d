/**
 * Foreign keys between tenants' tables: their checks bypass policies, so a key must compare the tenants itself.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 */
import { quoteLiteral } from '../../../catalog/names.js';
import { list, type Part, type Question } from './question.js';

/** NOT ENFORCED exists since PostgreSQL 18; before, the column is missing, and every key is enforced. */
export const enforced = (key: string): string =>
  `coalesce(pg_catalog.to_jsonb(${key}) ->> 'conenforced', 'true') = 'true'`;

/** ALTER TABLE … DISABLE TRIGGER ALL disables foreign key checks, too. */
const CHECKED = `NOT EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgconstraint = w.oid AND g.tgrelid = w.conrelid AND g.tgenabled = 'D')`;

/** @param known keys that the report declares: relation as regclass prints it, and name */
export const foreignKeyFacts = (known: readonly (readonly [relation: string, name: string])[]): Part[] => [
  list('known_key', ['relation', 'name'], 'Foreign keys that the report lists as known.', known),
  {
    name: 'keyed',
    comment:
      'Each table with the attribute number of its tenant column. Rows reach a closed partition through its parent, and its own keys report errors.',
    query: `SELECT m.oid, m.relation, e.fails, e.tenant_column, a.attnum
FROM managed m
CROSS JOIN LATERAL (
  SELECT x.fails, x.tenant_column FROM expected x WHERE x.oid IN (m.oid, pg_catalog.pg_partition_root(m.oid)) ORDER BY x.fails DESC LIMIT 1
) e
JOIN pg_catalog.pg_attribute a ON a.attrelid = m.oid AND a.attname = e.tenant_column AND NOT a.attisdropped
WHERE m.relkind IN ('r', 'p')`,
  },
];

/** @param tenants the tenants table, as regclass prints it */
export const singleForeignKeys = (tenants: string): Question => ({
  name: 'single_foreign_keys',
  comment: 'Can a row refer to another tenant’s row through a foreign key?',
  query: `SELECT e.relation AS subject,
  pg_catalog.format('its foreign key %I lets a row refer to another tenant’s row of %s', k.conname, t.relation) AS problem,
  pg_catalog.format('add a foreign key over the same columns and (%I) to (%I), and keep its triggers enabled', e.tenant_column, t.tenant_column) AS cure,
  e.fails
FROM pg_catalog.pg_constraint k
JOIN keyed e ON e.oid = k.conrelid
JOIN keyed t ON t.oid = k.confrelid AND t.relation <> ${quoteLiteral(tenants)}
WHERE k.contype = 'f' AND k.conparentid = 0 AND ${enforced('k')}
  AND NOT EXISTS (SELECT FROM known_key n WHERE n.relation = e.relation AND n.name = k.conname)
  -- Neither this key nor any other enforced key compares the tenant columns as well as the columns of this key.
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint w
    WHERE w.contype = 'f' AND w.conrelid = k.conrelid AND w.confrelid = k.confrelid AND ${enforced('w')}
      AND ${CHECKED}
      AND EXISTS (SELECT FROM ROWS FROM (pg_catalog.unnest(w.conkey), pg_catalog.unnest(w.confkey)) c (own, other) WHERE (c.own, c.other) = (e.attnum, t.attnum))
      AND NOT EXISTS (
        SELECT FROM ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey)) c (own, other)
        WHERE (c.own, c.other) NOT IN (SELECT d.own, d.other FROM ROWS FROM (pg_catalog.unnest(w.conkey), pg_catalog.unnest(w.confkey)) d (own, other))
      )
  )`,
});
