/**
 * The block that adds hold triggers to later partitions and children of tables with holds: PostgreSQL copies only row
 * triggers to a new partition, not statement triggers (TRUNCATE), and no triggers to an INHERITS child.
 *
 *   DO $holds$ … CREATE TRIGGER zzz_baseline_hold_truncate BEFORE TRUNCATE ON … $holds$
 *
 * https://www.postgresql.org/docs/current/sql-createtrigger.html
 */
import { blockTagOf, doBlock } from '../../catalog/dollarQuote.js';
import { quoteLiteral } from '../../catalog/names.js';
import { describe, type Kind } from '../base/kind.js';

/** Bits of tgtype: FOR EACH ROW, BEFORE DELETE and UPDATE; BEFORE TRUNCATE. */
export const HOLD_TYPES = { rows: 1 + 2 + 8 + 16, truncate: 2 + 32 } as const;

/**
 * Skips tables of another owner, where CREATE TRIGGER would fail: the self-check reports them.
 * @param functions of the hold triggers, as regprocedure parses them
 */
export const holdTriggersBlock = (functions: readonly string[]): string =>
  doBlock(
    'holds',
    [
      `  FOR later IN
    WITH RECURSIVE kept AS (
      SELECT t.tgrelid AS relation, t.tgname AS name, t.tgfoid AS routine, t.tgtype AS type
      FROM pg_catalog.pg_trigger t
      WHERE t.tgfoid = ANY (functions) AND t.tgtype IN (${HOLD_TYPES.rows}, ${HOLD_TYPES.truncate})
      UNION
      SELECT i.inhrelid, k.name, k.routine, k.type
      FROM kept k JOIN pg_catalog.pg_inherits i ON i.inhparent = k.relation
    )
    SELECT DISTINCT ON (k.relation, k.name) k.relation::pg_catalog.regclass AS relation, k.name,
      k.routine::pg_catalog.regprocedure AS routine, k.type
    FROM kept k JOIN pg_catalog.pg_class c ON c.oid = k.relation
    WHERE c.relkind IN ('r', 'p') AND pg_catalog.has_table_privilege(c.oid, 'TRIGGER') AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_trigger t
      WHERE t.tgrelid = k.relation AND (t.tgname = k.name OR t.tgtype = k.type AND t.tgfoid = ANY (functions))
    )
    ORDER BY k.relation, k.name, k.routine
  LOOP
    EXECUTE pg_catalog.format('CREATE TRIGGER %I BEFORE %s EXECUTE FUNCTION %s', later.name,
      CASE later.type WHEN ${HOLD_TYPES.rows} THEN pg_catalog.format('DELETE OR UPDATE ON %s FOR EACH ROW', later.relation)
        ELSE pg_catalog.format('TRUNCATE ON %s FOR EACH STATEMENT', later.relation) END, later.routine);
  END LOOP;`,
    ],
    [
      `  functions CONSTANT oid[] := ARRAY[\n${functions.map((one) => `    ${quoteLiteral(one)}`).join(',\n')}\n  ]::pg_catalog.regprocedure[];`,
      '  later record;',
    ],
  );

export const holdTriggers: Kind<'holdTriggers', 'DoStmt'> = {
  name: 'holdTriggers',
  label: 'hold triggers of later tables',
  family: 'none',
  headings: [],
  unique: false,
  nodes: ['DoStmt'],
  read(statement) {
    if (blockTagOf(statement.text) !== 'holds') return undefined;
    return describe(this, statement, {
      name: { schema: undefined, name: '' },
      section: 'Others',
      group: 'hold triggers of partitions and children that were created later',
      needs: [],
    });
  },
  guard: ({ sql }) => ({ sql }),
  // The triggers that it made are objects of their own.
  drop: () => [],
  alter: 'again',
};
