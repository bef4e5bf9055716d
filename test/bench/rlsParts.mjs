/**
 * Parts of V001, each with a query for the statements that take it away.
 * @type {[string, (table: string, known: string, tenants: { A: string }) => string][]} the table, names of the dump as an array
 */
export const PARTS = [
  [
    'audit trigger',
    (table) => `SELECT format('DROP TRIGGER %I ON ${table}', tgname) FROM pg_trigger
      WHERE tgrelid = '${table}'::regclass AND tgname LIKE 'z%baseline_audit' AND tgtype & 4 <> 0`,
  ],
  [
    'foreign keys over the tenant column',
    (table, known) => `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I', conname) FROM pg_constraint
      WHERE conrelid = '${table}'::regclass AND contype = 'f' AND cardinality(conkey) > 1 AND conname <> ALL (${known})`,
  ],
  [
    'keys.replaceForeignKeys: true',
    (
      table,
      known,
    ) => `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I', k.conname) FROM pg_constraint k
      WHERE k.conrelid = '${table}'::regclass AND k.contype = 'f' AND k.conname = ANY (${known}) AND EXISTS (
        SELECT FROM pg_constraint w WHERE w.conrelid = k.conrelid AND w.contype = 'f' AND w.confrelid = k.confrelid
          AND w.conname <> ALL (${known}) AND w.conkey @> k.conkey AND cardinality(w.conkey) > cardinality(k.conkey))`,
  ],
  [
    'foreign key to the tenants table',
    (table, known) => `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I', conname) FROM pg_constraint
      WHERE conrelid = '${table}'::regclass AND confrelid = 'core.tenants'::regclass AND conname <> ALL (${known})`,
  ],
  [
    'defaults that call a function of the kernel',
    (table, _, { A }) => `SELECT format('ALTER TABLE ${table} ALTER COLUMN %I SET DEFAULT ''${A}''', attname)
      FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
      WHERE adrelid = '${table}'::regclass AND pg_get_expr(adbin, adrelid) ~ 'core\\.current_(tenant|user)_id'`,
  ],
  ['row-level security of the table', (table) => `SELECT 'ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY'`],
  [
    'row-level security of audit.audit_log',
    (table) => `SELECT 'ALTER TABLE audit.audit_log DISABLE ROW LEVEL SECURITY' FROM pg_trigger
      WHERE tgrelid = '${table}'::regclass AND tgfoid = 'audit.log_row_change'::regproc`,
  ],
  [
    'indexes, but for those of keys',
    (
      table,
      known,
    ) => `SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index JOIN pg_class c ON c.oid = indexrelid
      WHERE indrelid = '${table}'::regclass AND NOT indisunique AND relname <> ALL (${known})`,
  ],
  [
    'checks',
    (table, known) => `SELECT format('ALTER TABLE ${table} DROP CONSTRAINT %I', conname) FROM pg_constraint
      WHERE conrelid = '${table}'::regclass AND contype = 'c' AND conname <> ALL (${known})`,
  ],
];
