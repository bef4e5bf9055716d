/** Problems of a baseline that loads and is isolated. Findings, not failures. */
import type { Diagnostic, DiagnosticCode } from '../diagnostics/diagnostics.js';
import type { Database } from './engine/engine.js';
import type { Statement } from './sql/split.js';
import { FIRST_OID } from './catalog/table.js';

interface Lint {
  readonly code: DiagnosticCode;
  /** Yields `object`, and `about` for the message. */
  readonly sql: string;
  readonly message: (row: LintRow) => string;
  readonly help: string;
}

interface LintRow extends Record<string, unknown> {
  readonly object: string;
  readonly about: string | null;
}

const NOT_OF_EXTENSION = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;
const COLUMNS = (relation: string, numbers: string): string =>
  `(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY u.n) FROM unnest(${numbers}) WITH ORDINALITY u(k, n)
    JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.k)`;
/** What makes two indexes duplicates. */
const SHAPE = (index: string): string =>
  `(${index}.indkey::text, ${index}.indclass::text, ${index}.indcollation::text, ${index}.indoption::text,
    coalesce(pg_get_expr(${index}.indexprs, ${index}.indrelid), ''), coalesce(pg_get_expr(${index}.indpred, ${index}.indrelid), ''))`;

const LINTS: readonly Lint[] = [
  {
    code: 'lint/unindexed-foreign-key',
    sql: `SELECT 'constraint ' || quote_ident(c.conname) || ' on ' || c.conrelid::regclass AS object,
        ${COLUMNS('c.conrelid', 'c.conkey')} AS about
      FROM pg_constraint c
      WHERE c.contype = 'f' AND c.conparentid = 0 AND NOT EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
          AND ((i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
            OR i.indisunique AND c.conkey @> (i.indkey::int2[])[0:i.indnkeyatts - 1]))`,
    message: ({ object, about }) => `${object}: no index starts with ${about}.`,
    help: 'Add an index; otherwise each DELETE of a referenced row scans the whole table.',
  },
  {
    code: 'lint/duplicate-index',
    sql: `SELECT 'index ' || x.indexrelid::regclass AS object, y.indexrelid::regclass::text AS about
      FROM pg_index x
      JOIN pg_index y ON y.indrelid = x.indrelid AND y.indexrelid <> x.indexrelid AND ${SHAPE('x')} = ${SHAPE('y')}
      JOIN pg_class xr ON xr.oid = x.indexrelid
      JOIN pg_class yr ON yr.oid = y.indexrelid AND yr.relam = xr.relam
      WHERE x.indrelid >= ${FIRST_OID} AND xr.relnamespace <> 'pg_toast'::regnamespace AND NOT xr.relispartition
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
        AND (NOT x.indisunique AND y.indisunique OR x.indisunique = y.indisunique AND x.indexrelid > y.indexrelid)`,
    message: ({ object, about }) => `${object} is the same as ${about}.`,
    help: 'Remove one of them from the design.',
  },
  {
    code: 'lint/invalid-index',
    sql: `SELECT 'index ' || x.indexrelid::regclass AS object, NULL AS about
      FROM pg_index x WHERE NOT x.indisvalid AND x.indexrelid >= ${FIRST_OID}`,
    message: ({ object }) => `${object} is invalid, so no query uses it.`,
    help: 'Attach the missing partition indexes, or rebuild it.',
  },
  {
    code: 'lint/definer-search-path',
    sql: `SELECT CASE p.prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || p.oid::regprocedure AS object, NULL AS about
      FROM pg_proc p
      WHERE p.prosecdef AND p.oid >= ${FIRST_OID} AND ${NOT_OF_EXTENSION('pg_proc', 'p.oid')}
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%')`,
    message: ({ object }) => `${object} runs with its owner's rights and its caller's search_path.`,
    help: `Set it in the design: ALTER … SET search_path = pg_catalog, pg_temp; and qualify the names in the body.`,
  },
  {
    code: 'lint/index-unusable',
    sql: `SELECT 'index ' || x.indexrelid::regclass AS object,
        (SELECT string_agg(DISTINCT o.opcname, ', ') FROM pg_opclass o WHERE o.oid = ANY (x.indclass::oid[])) AS about
      FROM pg_index x
      JOIN pg_class t ON t.oid = x.indrelid AND t.relrowsecurity
      JOIN pg_class i ON i.oid = x.indexrelid AND NOT i.relispartition
      WHERE NOT x.indisunique AND NOT x.indisexclusion AND NOT EXISTS (
        SELECT FROM unnest(x.indclass::oid[]) k(opclass)
        JOIN pg_opclass o ON o.oid = k.opclass
        JOIN pg_amop a ON a.amopfamily = o.opcfamily AND a.amoppurpose = 's' AND a.amoplefttype = o.opcintype
        JOIN pg_operator op ON op.oid = a.amopopr
        JOIN pg_proc p ON p.oid = op.oprcode
        -- Trigrams are for LIKE and similarity; their = is leakproof, but no reason to have them.
        WHERE p.proleakproof AND o.opcname NOT IN ('gin_trgm_ops', 'gist_trgm_ops'))`,
    message: ({ object, about }) =>
      `${object} is unusable for roles under row-level security: no operator of ${about} is leakproof.`,
    help: 'Search by the tenant column first, or through a function of an owner that bypasses the policies.',
  },
];

/** Functions that a policy calls for each row, because PostgreSQL cannot inline them. */
const POLICIES = `
  SELECT 'policy ' || quote_ident(p.polname) || ' on ' || p.polrelid::regclass AS object,
    concat_ws(' AND ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) AS about,
    ARRAY(SELECT quote_ident(n.nspname) || '.' || quote_ident(f.proname) FROM pg_depend d
      JOIN pg_proc f ON f.oid = d.refobjid JOIN pg_language l ON l.oid = f.prolang JOIN pg_namespace n ON n.oid = f.pronamespace
      WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_proc'::regclass
        AND NOT (l.lanname = 'sql' AND f.proconfig IS NULL AND NOT f.prosecdef AND f.provolatile <> 'v')) AS functions
  FROM pg_policy p`;

/** Removes sub-selects, which are computed once. */
export function outsideOfSelects(expression: string): string {
  let out = '';
  let depth = 0;
  let inside = 0;
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at]!;
    if (char === '(') {
      depth++;
      if (inside === 0 && /^\(\s*SELECT\b/i.test(expression.slice(at, at + 20))) inside = depth;
    }
    if (inside === 0) out += char;
    if (char === ')') {
      if (inside === depth) inside = 0;
      depth--;
    }
  }
  return out;
}

export async function lint(database: Database, statements: readonly Statement[]): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  const add = (code: DiagnosticCode, message: string, help: string, object: string): void => {
    found.push({ severity: 'warning', code, message, help, object });
  };
  await database.query(`SELECT set_config('search_path', '', false)`);
  for (const { code, sql, message, help } of LINTS)
    for (const row of await database.query<LintRow>(`${sql} ORDER BY 1, 2`))
      add(code, message(row), help, row.object);

  for (const row of await database.query<LintRow & { functions: string[] }>(`${POLICIES} ORDER BY 1`)) {
    const outside = outsideOfSelects(row.about ?? '');
    const called = row.functions.filter((name) => outside.includes(`${name}(`));
    if (called.length === 0) continue;
    const help = `If the result does not depend on the row, write (SELECT ${called[0]}(…)), which is called only once.`;
    add('lint/policy-per-row', `${row.object} calls ${called.join(', ')} for each row.`, help, row.object);
  }
  for (const { text, line } of statements.filter((statement) => statement.text.includes('${'))) {
    const object = text.slice(0, 60).replace(/\s+/g, ' ');
    const help = 'Run it with flyway.placeholderReplacement=false, or rewrite the text.';
    add(
      'lint/placeholder',
      `Line ${line} contains \${, which Flyway treats as a placeholder: ${object}`,
      help,
      object,
    );
  }
  await database.query('RESET search_path');
  return found;
}
