/**
 * The self-check against what people do to a database after the baseline: what opens something is an error, what does not must
 * not stop the next migration. On a database that a superuser owns, and on one of a plain owner.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../command.js';
import { createDatabase, type Database } from '../database.js';
import { type Server, startServer } from '../server.js';
import { convertSample } from './conversion.js';
import { makeBaseline, OWNER } from './databases.js';
import { type Change, CHANGES, type Verdict } from './laterChanges.js';

const SUPERUSER = 'postgres';

let server: Server;
let ofSuperuser: Database;
let ofPlainOwner: Database;
beforeAll(async () => {
  server = await startServer(15);
  await psql(
    'postgres',
    `SELECT to_regrole('${OWNER}') IS NULL AS missing \\gset\n\\if :missing\nCREATE ROLE ${OWNER};\n\\endif`,
  );
  ofSuperuser = await createDatabase(server);
  const failed = await ofSuperuser.apply((await convertSample({ superuser: 'inline' })).sql);
  if (failed !== undefined) throw new Error(failed);
  ofPlainOwner = await createDatabase(server);
  await makeBaseline(ofPlainOwner, await convertSample(), 1);
});
afterAll(async () => {
  await ofSuperuser?.drop();
  await ofPlainOwner?.drop();
  await server?.stop();
});

/** What the server says. */
async function psql(database: string, script: string): Promise<string> {
  const { stderr } = await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', '-'], {
    env: { ...server.env, PGOPTIONS: '-c client_min_messages=warning' },
    input: script,
  });
  return stderr;
}

const CHECK = 'SELECT core.assert_tenant_isolation() \\g /dev/null';

/** The change, and then the check as the database's owner; all is taken back. */
async function checked(
  database: Database,
  { sql }: Change,
  by: string,
  as: string,
): Promise<{ verdict: Verdict; said: string }> {
  const changed = `BEGIN;\nSET LOCAL SESSION AUTHORIZATION ${by};\n${sql}\nRESET SESSION AUTHORIZATION;`;
  const prepared = await psql(database.name, `${changed}\nROLLBACK;`);
  expect(prepared, 'the change itself').toBe('');
  const said = await psql(
    database.name,
    `${changed}\nSET LOCAL SESSION AUTHORIZATION ${as};\n${CHECK}\nROLLBACK;`,
  );
  const verdict = /ERROR: .*tenants are not isolated/.test(said)
    ? 'caught'
    : /WARNING: /.test(said)
      ? 'warned'
      : 'fine';
  return { verdict, said };
}

function judged(
  { says }: Change,
  { verdict, said }: { verdict: Verdict; said: string },
  wanted: Verdict,
): void {
  expect(verdict, said).toBe(wanted);
  if (wanted === 'fine') expect(said).toBe('');
  else if (says) expect(said).toMatch(says);
}

const all = CHANGES.map((change) => [`${change.what} (${change.verdict})`, change] as const);

describe('a database that a superuser owns', () => {
  test.each(all)('%s', async (_what, change) => {
    judged(change, await checked(ofSuperuser, change, SUPERUSER, SUPERUSER), change.verdict);
  });
});

describe('a database of a plain owner, changed by an administrator', () => {
  test.each(all)('%s', async (_what, change) => {
    judged(
      change,
      await checked(ofPlainOwner, change, SUPERUSER, OWNER),
      change.ofPlainOwner ?? change.verdict,
    );
  });
});

describe('a database of a plain owner, changed by its owner', () => {
  test.each(all.filter(([, { superuser }]) => superuser === undefined))('%s', async (_what, change) => {
    judged(change, await checked(ofPlainOwner, change, OWNER, OWNER), change.byPlainOwner ?? change.verdict);
  });
});
