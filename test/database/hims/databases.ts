/**
 * The databases that the tests of the preset hims look at, each made once by whoever asks first:
 * - raw: the export as it was restored, with the rows of both tenants;
 * - one: the export with what tenant A may see: its own rows, and those that are everybody's;
 * - shared: the export with everybody's rows only, which is all that may be seen where no tenant is set;
 * - baseline: what the baseline makes, with the rows of both.
 */
import { readFileSync } from 'node:fs';
import type { Conversion } from '../../../src/index.js';
import { output } from '../command.js';
import { createDatabase, type Database } from '../database.js';
import { startServer, type Server } from '../server.js';
import { convertSample, partsOf, readExport } from './conversion.js';
import { copyRows } from './loader.js';
import { readSharing } from './sharing.js';
import { A, B } from './tenants.js';

/** Neither a superuser nor past row-level security: what a hospital gives to its migrations. */
export const OWNER = 'hims_owner';
/** A role that has only what everybody has. */
export const ANYBODY = 'hims_anybody';

/** The role that the baseline lets views run as. */
const VIEW_OWNER = 'baseline_view_owner';

export interface Hospital {
  readonly server: Server;
  readonly conversion: Conversion;
  readonly raw: Database;
  readonly one: Database;
  readonly shared: Database;
  readonly baseline: Database;
  stop(): Promise<void>;
}

const data = (name: string): string =>
  readFileSync(new URL(`../../dumps/hims/${name}`, import.meta.url), 'utf8');

export async function startHospital(): Promise<Hospital> {
  const server = await startServer(15);
  const made: Database[] = [];
  const dropRoles = await makeRoles(server);
  const stop = async (): Promise<void> => {
    for (const database of made) await database.drop();
    await dropRoles();
    await server.stop();
  };
  try {
    const create = async (template?: Database): Promise<Database> => {
      made.push(await createDatabase(server, template));
      return made.at(-1)!;
    };
    const conversion = await convertSample();
    const raw = await create();
    const errors = await raw.restore(readExport());
    if (errors.length > 0) throw new Error(`The export does not restore: ${errors[0]}`);
    const [one, shared, baseline] = [await create(raw), await create(raw), await create()];
    for (const name of ['sample_rows.sql', 'more_rows.sql']) {
      const errors = await raw.restore(`SET SESSION AUTHORIZATION hims_admin;\n${data(name)}`);
      if (errors.length > 0) throw new Error(`${name} does not load: ${errors[0]}`);
    }
    await makeBaseline(baseline, conversion);
    await copyRows(raw, baseline, () => [undefined, A, B]);
    const everybodys = await readSharing(raw, baseline);
    await copyRows(raw, one, (table) => [...new Set([...everybodys(table), A] as const)]);
    await copyRows(raw, shared, everybodys);
    for (const database of [one, shared]) await allow(database, conversion);
    return { server, conversion, raw, one, shared, baseline, stop };
  } catch (error) {
    // What went wrong first is what has to be told.
    await stop().catch(() => {});
    throw error;
  }
}

/** As a hospital does it: an administrator before and after, the owner of the database three times between. */
export async function makeBaseline(database: Database, conversion: Conversion, runs = 3): Promise<void> {
  const { before, sql, after } = partsOf(conversion);
  const run = async (what: string, script: string): Promise<void> => {
    const failed = await database.apply(script);
    if (failed !== undefined) throw new Error(`${what}: ${failed}`);
  };
  await run('the database', ownedBy(OWNER));
  if (before !== undefined) await run('before V001', before);
  for (let time = 1; time <= runs; time++) {
    const role = before === undefined ? '' : `SET SESSION AUTHORIZATION ${OWNER};\n`;
    await run(`V001, run ${time}`, `${role}${sql}`);
  }
  if (after !== undefined) await run('after V001', after);
}

/**
 * A privilege that the report says was given is given on the export too, and CREATE taken away where it says so: what differs
 * then was not said. Nothing else is taken away: what no longer works shall be seen.
 */
async function allow(database: Database, { report }: Conversion): Promise<void> {
  const said = report.changed.flatMap(({ kind, name, what }) => {
    const [, role, object] = /^(\S+) on ((?:function|schema) .*)$/.exec(name) ?? [];
    if (kind !== 'privilege' || object === undefined) return [];
    if (what === 'EXECUTE given') return [`GRANT EXECUTE ON ${object} TO ${role};`];
    return what === 'CREATE revoked' ? [`REVOKE CREATE ON ${object} FROM ${role};`] : [];
  });
  const failed = await database.apply(said.join('\n'));
  if (failed !== undefined) throw new Error(`What the report says of privileges cannot be: ${failed}`);
}

const ownedBy = (role: string): string =>
  `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ${role}', current_database()); END $$;`;

const administer = (server: Server, sql: string): Promise<string> =>
  output('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-c', sql], {
    env: server.env,
  });

/** Roles belong to the cluster, which may not be ours alone: what was there stays. @returns drops those that were made since */
export async function makeRoles(server: Server): Promise<() => Promise<void>> {
  const missing = await missingRoles(server);
  const own = missing.filter((role) => role !== VIEW_OWNER);
  if (own.length > 0) await administer(server, own.map((role) => `CREATE ROLE ${role};`).join(' '));
  return async () => {
    if (missing.length > 0) await administer(server, `DROP ROLE IF EXISTS ${missing.join(', ')}`);
  };
}

/** Those of ours, and of what the baseline makes, that the cluster has not yet. */
async function missingRoles(server: Server): Promise<string[]> {
  const roles = [OWNER, ANYBODY, VIEW_OWNER].map((role) => `('${role}')`).join(', ');
  const sql = `SELECT name FROM (VALUES ${roles}) r(name) WHERE to_regrole(name) IS NULL`;
  return (await administer(server, sql)).split('\n').filter(Boolean);
}
