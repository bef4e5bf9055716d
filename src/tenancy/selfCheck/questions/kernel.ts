/**
 * The functions that policies use for the tenant: text, language, volatility, rights, settings and owner. `ALTER
 * FUNCTION … SET` can change the tenant for all roles while the text stays unchanged.
 * https://www.postgresql.org/docs/current/catalog-pg-proc.html
 */
import { quoteLiteral } from '../../../catalog/names.js';
import type { Question } from './question.js';

export interface KernelRoutine {
  /** As regprocedure reads it. */
  readonly routine: string;
  readonly language: string;
  /** The value in pg_proc: `i`, `s`, `v`. */
  readonly volatility: string;
  readonly definer: boolean;
  /** The expected pg_proc.proconfig of its SET clauses. */
  readonly settings: readonly string[];
  /** pg_proc.prosrc; empty for a body stored as a tree. */
  readonly source: string;
  /** A routine with the same body, for one stored as a tree; as regprocedure reads it. */
  readonly twin: string | undefined;
}

const row = ({ routine, language, volatility, definer, settings, source, twin }: KernelRoutine): string =>
  `(${quoteLiteral(routine)}, ${quoteLiteral(language)}, ${quoteLiteral(volatility)}, ${definer}, ${
    settings.length === 0 ? 'NULL' : `ARRAY[${settings.map(quoteLiteral).join(', ')}]`
  }, ${quoteLiteral(source)}, ${twin === undefined ? 'NULL' : quoteLiteral(twin)})`;

/** Trees, and the function that prints them, exist since PostgreSQL 14. */
const TREES =
  ' OR k.twin IS NOT NULL AND pg_catalog.pg_get_function_sqlbody(p.oid) IS DISTINCT FROM pg_catalog.pg_get_function_sqlbody(pg_catalog.to_regprocedure(k.twin))';

/** @param has whether some of them are for holds or for lookup */
export function changedKernel(
  routines: readonly KernelRoutine[],
  self: string,
  has: { readonly holds: boolean; readonly lookup: boolean },
): Question {
  const twins = routines.some(({ twin }) => twin !== undefined) ? TREES : '';
  return {
    name: 'changed_kernel',
    comment: `Was a function changed that returns the tenant or the user to policies or defaults${has.holds ? ', or that protects rows on hold' : ''}${has.lookup ? ', or that finds a tenant' : ''}?`,
    query: `SELECT k.routine AS subject, f.what AS problem,
  ${quoteLiteral(`revert it; to keep it, convert the changed design again and re-create ${self} in the same migration`)} AS cure,
  true AS fails
FROM (VALUES
${routines.map((one) => `  ${row(one)}`).join(',\n')}
) k (routine, language, volatility, definer, settings, source, twin)
LEFT JOIN pg_catalog.pg_proc p ON p.oid = pg_catalog.to_regprocedure(k.routine)
LEFT JOIN pg_catalog.pg_language l ON l.oid = p.prolang
LEFT JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
CROSS JOIN LATERAL (VALUES
  (p.oid IS NULL, 'is missing'),
  (p.prosrc <> k.source${twins}, 'has a different body than in the design'),
  (l.lanname <> k.language, 'has a different language than in the design'),
  (p.provolatile <> k.volatility::pg_catalog."char", 'has a different volatility than in the design'),
  (p.prosecdef <> k.definer, 'differs from the design in SECURITY DEFINER'),
  (p.proconfig IS DISTINCT FROM k.settings::text[] AND p.oid IS NOT NULL, 'has different settings than in the design (ALTER FUNCTION … SET)'),
  (NOT o.rolsuper AND p.proowner NOT IN (SELECT t.oid FROM trusted t)
    AND p.proowner NOT IN (SELECT m.relowner FROM managed m WHERE m.relkind <> 'v')
    OR p.proowner IN (SELECT a.oid FROM application a), pg_catalog.format('belongs to %s', o.rolname))
) f (is_so, what)
WHERE f.is_so`,
  };
}
