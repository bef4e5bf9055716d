/** UPDATE in batches, each in a transaction of its own, so that it never holds many rows, and can go on after it stopped. */
import { doBlock } from '../../catalog/dollarQuote.js';
import { type Name, quoteIdentifier, quoteLiteral, quoteName } from '../../catalog/names.js';
import type { Step } from '../../kinds/base/verbs.js';
import { conditionText } from '../../print/guard.js';
import type { Shown } from '../base/action.js';

/** Blocks of 8 kB that a batch reads. */
const BLOCKS = 500;

export interface Fill {
  readonly column: string;
  readonly value: string;
}

/** The column and value of `UPDATE t SET c = (value) WHERE c IS NULL`. */
export function fillIn(sql: string, table: Name, column: string): Fill | undefined {
  const name = quoteIdentifier(column);
  const [head, tail] = [`UPDATE ${quoteName(table)} SET ${name} = (`, `) WHERE ${name} IS NULL`];
  if (!sql.startsWith(head) || !sql.endsWith(tail)) return undefined;
  return { column, value: sql.slice(head.length, -tail.length) };
}

/**
 * The table and its partitions, block by block. FORCE binds the owner, who would find no rows: it is off while a batch runs.
 * @param step UPDATE of all rows at once, with the condition under which rows may have no value
 */
export function batches(table: Name, { column, value }: Fill, { when, around }: Step): Shown {
  const name = quoteIdentifier(column);
  const update = ` SET ${name} = (${value}) WHERE ctid >= $1 AND ctid < $2 AND ${name} IS NULL`;
  const body = [
    `  IF ${when === undefined ? 'true' : conditionText(when)} THEN`,
    '    FOR part IN',
    '      WITH RECURSIVE tree (child) AS (',
    `        SELECT to_regclass(${quoteLiteral(quoteName(table))})::oid`,
    '        UNION SELECT inhrelid FROM pg_catalog.pg_inherits JOIN tree ON inhparent = child',
    '      )',
    `      SELECT oid FROM pg_catalog.pg_class JOIN tree ON oid = child WHERE relkind = 'r' ORDER BY oid`,
    '    LOOP',
    '      block := 0;',
    `      WHILE block * current_setting('block_size')::bigint <= pg_relation_size(part) LOOP`,
    '        forced := row_security_active(part);',
    '        IF forced THEN',
    `          EXECUTE 'ALTER TABLE ONLY ' || part || ' NO FORCE ROW LEVEL SECURITY';`,
    '        END IF;',
    `        EXECUTE 'UPDATE ONLY ' || part || ${quoteLiteral(update)}`,
    `          USING format('(%s,0)', block)::tid, format('(%s,0)', block + ${BLOCKS})::tid;`,
    '        IF forced THEN',
    '          SET CONSTRAINTS ALL IMMEDIATE;',
    `          EXECUTE 'ALTER TABLE ONLY ' || part || ' FORCE ROW LEVEL SECURITY';`,
    '        END IF;',
    '        COMMIT;',
    `        block := block + ${BLOCKS};`,
    '      END LOOP;',
    '    END LOOP;',
    '  END IF;',
  ];
  const variables = ['  part regclass;', '  block bigint;', '  forced boolean;'];
  const locksLike = [`UPDATE ${quoteName(table)} SET ${name} = NULL`, ...(around ?? [])];
  return { sql: doBlock('batches', body, variables), locksLike };
}
