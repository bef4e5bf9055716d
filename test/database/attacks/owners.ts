/** Two databases that the sample's baseline made, with rows of two tenants: one belongs to a superuser, one to a plain owner. */
import { readFileSync } from 'node:fs';
import { createDatabase, type Database } from '../database.js';
import { convertSample, readExport } from '../hims/conversion.js';
import { makeBaseline, makeRoles } from '../hims/databases.js';
import { copyRows } from '../hims/loader.js';
import { A, B } from '../hims/tenants.js';
import { startServer } from '../server.js';

export type Owner = 'a superuser' | 'a plain owner';

export interface Owners {
  of(owner: Owner): Database;
  stop(): Promise<void>;
}

const rows = (name: string): string =>
  readFileSync(new URL(`../../dumps/hims/${name}`, import.meta.url), 'utf8');

export async function startOwners(): Promise<Owners> {
  const server = await startServer(15);
  const dropRoles = await makeRoles(server);
  const made: Database[] = [];
  const create = async (): Promise<Database> => {
    made.push(await createDatabase(server));
    return made.at(-1)!;
  };
  const stop = async (): Promise<void> => {
    for (const database of made) await database.drop();
    await dropRoles();
    await server.stop();
  };
  try {
    const raw = await create();
    for (const text of [readExport(), ...['sample_rows.sql', 'more_rows.sql'].map(asAdministrator)]) {
      const [error] = await raw.restore(text);
      if (error !== undefined) throw new Error(`The export does not load: ${error}`);
    }
    const [ofSuperuser, ofPlainOwner] = [await create(), await create()];
    await makeBaseline(ofSuperuser, await convertSample({ superuser: 'inline' }), 1);
    await makeBaseline(ofPlainOwner, await convertSample(), 1);
    for (const database of [ofSuperuser, ofPlainOwner])
      await copyRows(raw, database, () => [undefined, A, B]);
    return { of: (owner) => (owner === 'a superuser' ? ofSuperuser : ofPlainOwner), stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

const asAdministrator = (name: string): string => `SET SESSION AUTHORIZATION hims_admin;\n${rows(name)}`;
