/**
 * The block after foreign keys that the preset hims adds: of two over the same columns, the one whose name sorts first
 * must be the older one, as in pg_dump and later partitions, because PostgreSQL checks it first. The order differs for
 * a foreign key within its CREATE TABLE, which is older than the added one named after it, and in an existing
 * database, where one may have been added later; that table already has its policies.
 * https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import { blockTagOf, doBlock } from '../../catalog/dollarQuote.js';
import { describe, type Kind } from '../base/kind.js';

/** Constraint triggers fire in the order of their names, which end in an increasing number. */
export const keyOrderBlock = doBlock(
  'keys',
  [
    `  FOR late IN
    SELECT k.oid, k.conrelid::regclass AS relation, k.conname, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
      pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
    FROM pg_catalog.pg_constraint k
    WHERE k.contype = 'f' AND k.conparentid = 0 AND EXISTS (
      SELECT FROM pg_catalog.pg_constraint wide
      JOIN pg_catalog.pg_trigger its ON its.tgconstraint = wide.oid AND its.tgrelid = wide.conrelid
      JOIN pg_catalog.pg_trigger own ON own.tgconstraint = k.oid AND own.tgrelid = k.conrelid
      WHERE wide.contype = 'f' AND wide.conrelid = k.conrelid AND wide.confrelid = k.confrelid
        AND wide.conname < k.conname AND wide.conkey @> k.conkey AND wide.confkey @> k.confkey
        AND pg_catalog.cardinality(wide.conkey) = pg_catalog.cardinality(k.conkey) + 1
        AND its.tgfoid = own.tgfoid AND its.tgtype = own.tgtype AND its.tgname > own.tgname
    ) AND (
      EXISTS (
        SELECT FROM pg_catalog.pg_policy p
        WHERE p.polrelid = k.conrelid AND NOT p.polpermissive AND p.polname ~ 'tenant_isolation$'
      )
      OR EXISTS (
        SELECT FROM pg_catalog.pg_constraint wide
        WHERE wide.contype = 'f' AND wide.conrelid = k.conrelid
          AND pg_catalog.replace(wide.conname::text, '_tenant_', '') = k.conname
      )
    )
    ORDER BY k.conrelid, k.conname
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %1$s DROP CONSTRAINT %2$I, ADD CONSTRAINT %2$I %3$s', late.relation, late.conname, late.definition);
    IF late.comment IS NOT NULL THEN
      EXECUTE pg_catalog.format('COMMENT ON CONSTRAINT %I ON %s IS %L', late.conname, late.relation, late.comment);
    END IF;
  END LOOP;`,
  ],
  ['  late record;'],
);

export const keyOrder: Kind<'keyOrder', 'DoStmt'> = {
  name: 'keyOrder',
  label: 'order of foreign keys',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['DoStmt'],
  read(statement) {
    if (blockTagOf(statement.text) !== 'keys') return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: '' },
      section: 'Order of foreign keys',
      group: 'of two foreign keys over the same columns, the one over the tenant column is checked first',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
  // What it did is as before without it.
  drop: () => [],
  alter: 'again',
};
