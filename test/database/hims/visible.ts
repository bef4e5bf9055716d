/** What a role sees, beside what there is for it to see: in a database that has nothing else. */
import { expect } from 'vitest';
import type { Database, Row } from '../database.js';
import { reading } from './attacks.js';
import type { Hospital } from './databases.js';
import type { Leak } from './leaks.js';
import { maskedRows } from './outcomes.js';
import { relationsOf, type Relation } from './relations.js';
import { attempt } from './session.js';
import { OF_TENANT_A, OWN_SCHEMAS } from './tenants.js';

/** Filled by a superuser, past every policy: there must be something to leak. */
const FILLED = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'm' AND ${OWN_SCHEMAS} ORDER BY c.oid
  LOOP
    EXECUTE format('ALTER MATERIALIZED VIEW %s OWNER TO hims_admin', name);
    EXECUTE format('REFRESH MATERIALIZED VIEW %s', name);
  END LOOP;
END $$;`;

/** What a role sees of each relation with some settings, beside all that there is in the database that has nothing else. */
export async function overlooked(
  hospital: Hospital,
  role: string,
  settings: Record<string, string>,
  may: Database,
): Promise<Leak[]> {
  const originals = new Map(
    (await relationsOf(hospital.one, 'hims_admin')).map((relation) => [relation.name, relation]),
  );
  const found = (await relationsOf(hospital.baseline, role)).flatMap((relation) => {
    const original = originals.get(relation.name);
    const sql = reading(relation, original);
    return sql === undefined ? [] : [{ relation, sql, known: original !== undefined }];
  });
  expect(found.length).toBeGreaterThan(30);
  const seen = await attempt(hospital.baseline, { role, settings, prepared: FILLED }, found);
  // As an administrator and as the role itself: a function in a view may answer them differently.
  const asAdministrator = { role: 'hims_admin', settings: OF_TENANT_A, prepared: FILLED };
  const there = await attempt(may, asAdministrator, found);
  const itself = await attempt(may, { ...asAdministrator, role }, found);
  return found.flatMap(({ relation, sql, known }, at): Leak[] => {
    const allowed = known ? [maskedRows(there[at]!), maskedRows(itself[at]!)] : [];
    const strange = maskedRows(seen[at]!).filter((row) => !allowed.some((rows) => take(rows, row)));
    return strange.length === 0
      ? []
      : [
          {
            kind: 'read',
            relation: relation.name,
            evidence: `${role}: ${sql.slice(0, 100)}… shows ${strange[0]}`,
          },
        ];
  });
}

function take(from: string[], row: string): boolean {
  const at = from.indexOf(row);
  if (at >= 0) from.splice(at, 1);
  return at >= 0;
}

/** Rows that the view shows on the export, where both tenants are, and not where there is only A. */
export async function viewedOfB(hospital: Hospital, { name }: Relation): Promise<Row[]> {
  const sql = `SELECT to_jsonb(v) AS row FROM ${name} v`;
  const session = { role: 'hims_admin', settings: OF_TENANT_A };
  const [both] = await attempt(hospital.raw, session, [{ sql }]);
  const [mine] = await attempt(hospital.one, session, [{ sql }]);
  const known = maskedRows(mine!);
  return (both!.rows ?? [])
    .filter((row) => !known.includes(maskedRows({ ...both!, rows: [row] })[0]!))
    .map((row) => row['row'] as Row)
    .slice(0, 1);
}
