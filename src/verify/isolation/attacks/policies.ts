/**
 * Checks the catalog too: a policy without WITH CHECK is as good as one with it while its USING is as narrow, and
 * row-level security without FORCE does no harm while no session works as the owner. Both are leaks here.
 */
import type { AttackContext } from '../stage/attackContext.js';

const POLICIES = `
SELECT c.oid::int8 AS id, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, c.relispartition AS "isPartition",
  p.oid IS NOT NULL AS "hasPolicy", p.polcmd = '*' AND p.polroles = '{0}' AS "isForAll",
  p.polqual IS NOT NULL AS "hasUsing", p.polwithcheck IS NOT NULL AS "hasCheck"
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = $1 AND NOT p.polpermissive
WHERE c.oid = ANY ($2::oid[])`;

interface Secured {
  readonly id: number;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly isPartition: boolean;
  readonly hasPolicy: boolean;
  readonly isForAll: boolean | null;
  readonly hasUsing: boolean;
  readonly hasCheck: boolean;
}

export async function checkPolicies(
  { database, schema, findings }: AttackContext,
  policy: string,
): Promise<void> {
  const tables = [...schema.relations.values()].filter(
    ({ kind, tenant }) => (kind === 'r' || kind === 'p') && tenant !== undefined,
  );
  const ids = `{${tables.map(({ id }) => id).join(',')}}`;
  const read = (await database.query(POLICIES, [policy, ids])) as unknown as Secured[];
  const secured = new Map(read.map((one) => [one.id, one]));
  for (const { id, name } of tables) {
    const its = secured.get(id)!;
    findings.tried(name, 'read');
    findings.tried(name, 'write');
    const leak = (attack: 'read' | 'write', statement: string, shows: string): void =>
      findings.leak({ relation: name, attack, statement, shows });
    if (!its.enabled) leak('read', `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`, 'is missing');
    else if (!its.forced) leak('read', `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`, 'is missing');
    if (its.isPartition) continue;
    const create = `CREATE POLICY ${policy} ON ${name} AS RESTRICTIVE`;
    if (!its.hasPolicy) leak('read', create, 'is missing');
    else if (its.isForAll !== true)
      leak('write', `${create} FOR ALL TO PUBLIC`, 'does not apply to all roles and commands');
    else if (!its.hasUsing) leak('read', `${create} USING (…)`, 'is missing');
    else if (!its.hasCheck) leak('write', `${create} WITH CHECK (…)`, 'is missing');
  }
}
