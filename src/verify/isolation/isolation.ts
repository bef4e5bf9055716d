/**
 * Tenants cannot reach each other's rows: every known way is tried, on rows of two tenants in every table, as each
 * role with privileges in the baseline and as its owner.
 * https://www.postgresql.org/docs/current/ddl-rowsecurity.html
 *
 * All happens in one transaction that is rolled back, roles included. The session must be a superuser's.
 */
import type { Claim } from './stage/claims.js';
import { type Database, Stopped } from '../engine/engine.js';
import { becomeOthers } from './attacks/becoming.js';
import { call } from './attacks/calls.js';
import { tryCascades } from './attacks/cascades.js';
import { create } from './attacks/creating.js';
import { AttackContext } from './stage/attackContext.js';
import { type AttackKind, type Cell, cellsOf, judge, type Judgement, type Known } from './stage/leaks.js';
import { readLiterals } from './stage/literals.js';
import { probeUnprotected } from './attacks/unprotectedRelations.js';
import type { Battlefield, Lost, LostAttacks } from './stage/lost.js';
import { makePrincipals, rolesBypassingRls } from './stage/principals.js';
import { tryKeys } from './attacks/keys.js';
import { checkPolicies } from './attacks/policies.js';
import { read, type Sight } from './attacks/reading.js';
import { readSchema, type Schema } from './stage/relations.js';
import { type Filling, makeRows } from './stage/rows.js';
import { prepareScratch } from './stage/scratch.js';
import { trySuperuserOwner } from './attacks/superuserOwner.js';
import { tryTemporaryObjects } from './attacks/temporary.js';
import { readTypes, type Types } from './stage/types.js';
import { tenantId, valueOf } from './stage/values.js';
import { watchTables } from './stage/writeCanaries.js';
import { write } from './attacks/writing.js';

export interface IsolationOptions {
  /** Leaks that the report declares. */
  readonly known: readonly Known[];
  /** The restrictive policy of tables of tenants. */
  readonly policy: string;
  /** Settings that the baseline reads. */
  readonly tenantSetting: string;
  readonly userSetting?: string;
  /** Attacks that are not tried again. */
  readonly lost?: LostAttacks;
  /** Paths to the tenant in a setting that holds the claims of a token. */
  readonly claims?: readonly Claim[];
}

export interface IsolationResult extends Judgement, Filling {
  /** No undeclared leak, no declared one that does not occur, no table without rows, and tenants see their own rows. */
  readonly isolated: boolean;
  readonly tenantTables: number;
  readonly attacks: number;
  readonly parties: readonly string[];
  readonly matrix: readonly Cell[];
  /** Relations that show nothing of the other tenant even to a superuser, so that reading them proves nothing. */
  readonly blank: readonly string[];
  readonly unclear: AttackContext['findings']['unclear'];
  /** Attacks that never ended, or broke the engine: their result is unknown. */
  readonly lost: readonly Lost[];
  /** No principal sees a row of the tenant that is set, so seeing none of the other proves nothing. */
  readonly blind: boolean;
}

export async function verifyIsolation(
  database: Database,
  options: IsolationOptions,
): Promise<IsolationResult> {
  // Set explicitly, so that PGlite, which starts without it, has a value to return to after an attack.
  // The limit stops endless output before it fills the disk.
  await database.run(
    `BEGIN; SET LOCAL temp_file_limit = '64MB'; SELECT set_config('session_authorization', session_user, true)`,
  );
  try {
    return await attack({ ...database, ...(options.lost && { lost: options.lost }) }, options);
  } finally {
    // A lost session has nothing to roll back, and another error reports it.
    await database.run('ROLLBACK').catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
    });
  }
}

async function attack(database: Battlefield, options: IsolationOptions): Promise<IsolationResult> {
  const [server] = await database.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const schema = await readSchema(database, options.policy, options.known);
  const types = await readTypes(database, server!.version);
  const literals = await readLiterals(database);
  await prepareScratch(database);
  const { rows, filling, taken } = await makeRows(database, schema, types, literals);
  await database.run('SELECT baseline_verify.refresh()');
  await watchTables(database, schema);
  const parties = await makePrincipals(database);
  const context = await AttackContext.of(
    database,
    schema,
    types,
    rows,
    parties,
    settingsOf(schema, types, options),
  );
  for (const leak of taken) {
    context.findings.tried(leak.relation, leak.attack);
    context.findings.leak(leak);
  }
  const { blank, blind } = await read(context);
  await write(context);
  await probeUnprotected(context);
  await tryCascades(context);
  await tryKeys(context);
  await call(context, options.known);
  await becomeOthers(context, options.known);
  await tryTemporaryObjects(context);
  await trySuperuserOwner(context);
  await create(context);
  await checkPolicies(context, options.policy);
  const known = triable(context, options.known, await rolesBypassingRls(database));
  return result(context, known, filling, { blank, blind });
}

function settingsOf(
  schema: Schema,
  types: Types,
  { tenantSetting, userSetting, claims = [] }: IsolationOptions,
): AttackContext['names'] {
  const relations = [...schema.relations.values()];
  const key = (schema.tenants ?? relations.find(({ tenant }) => tenant !== undefined))?.columns;
  const column = key?.find(
    ({ name }) => name === (schema.tenants ?? relations.find(({ tenant }) => tenant !== undefined))!.tenant,
  );
  const type = types.get(column?.type ?? 0);
  const users = relations.find(({ name }) => /\.(?:app_)?users?$/.test(name))?.columns[0];
  const user = (users ?? column) && valueOf(types, (users ?? column)!.type, -1, { tenant: 'A', row: 0 });
  return {
    tenant: tenantSetting,
    user: userSetting,
    claims,
    a: type ? tenantId('A', type) : '',
    b: type ? tenantId('B', type) : '',
    userOfA: /^'(.*)'/.exec(user ?? '')?.[1] ?? '',
  };
}

/** Leaks declared for a role that bypasses row-level security here cannot be tested, unless they occurred anyway. */
function triable(
  { findings }: AttackContext,
  known: readonly Known[],
  superusers: ReadonlySet<string>,
): readonly Known[] {
  const isOfRole = (one: Known): boolean =>
    (one.attack === 'create' || one.attack === 'truncate') &&
    superusers.has(one.name ?? '') &&
    judge([one], findings).unfounded.length > 0;
  for (const { relation, attack, name } of known.filter(isOfRole))
    findings.unclear.push({
      relation,
      attack: attack as AttackKind,
      why: `${name} bypasses row-level security here`,
    });
  return known.filter((one) => !isOfRole(one));
}

function result(
  context: AttackContext,
  known: readonly Known[],
  filling: Filling,
  { blank, blind }: Sight,
): IsolationResult {
  const { findings, schema, principals } = context;
  const judgement = judge(known, findings);
  const relations = [...schema.relations.values()];
  const names = [...new Set([...relations.map(({ name }) => name), ...findings.relations])];
  return {
    isolated:
      !blind && judgement.undeclared.length + judgement.unfounded.length + filling.unfilled.length === 0,
    tenantTables: relations.filter(
      ({ kind, id, root, tenant }) => 'rp'.includes(kind) && id === root && tenant !== undefined,
    ).length,
    attacks: findings.total,
    parties: principals.map(({ name }) => name),
    matrix: cellsOf(names, findings, judgement),
    blank,
    blind,
    unclear: findings.unclear,
    lost: [...(context.database.lost?.values() ?? [])],
    ...judgement,
    ...filling,
  };
}
