/** verify finds the policies whatever the prefix of their names, and a hole among them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { verify } from '../../../src/verify/verify.js';
import { type Server, startServer } from '../server.js';
import { openServer } from './witness.js';

const DUMP = `
CREATE SCHEMA core;
CREATE TABLE core.tenants (id uuid NOT NULL, name text);
CREATE TABLE core.notes (id uuid DEFAULT gen_random_uuid() NOT NULL, tenant_id uuid NOT NULL, note text);
ALTER TABLE ONLY core.tenants ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
-- Another one of the name that ours has by default.
CREATE POLICY baseline_tenant_isolation ON core.notes USING (true) WITH CHECK (true);
GRANT USAGE ON SCHEMA core TO clinic_app;
GRANT SELECT,INSERT,UPDATE,DELETE ON TABLE core.notes TO clinic_app;
`;

await ready();
const { sql, report } = convert(Buffer.from(DUMP), { prefix: 'acme' });
const declared = readReport(renderJson(report), 'report.json');

let server: Server;
let engine: Engine;
beforeAll(async () => {
  server = await startServer(15);
  engine = await openServer(server, DUMP, sql);
});
afterAll(async () => {
  await engine?.close();
  await server?.stop();
});

const judge = (...planted: readonly string[]) =>
  verify({ engine, dump: DUMP, baseline: [sql, ...planted], report: declared, plain: false });

test('without a hole', async () => {
  expect((await judge()).isolation).toMatchObject({ isolated: true, tenantTables: 2 });
});

test('with one', async () => {
  const { isolation } = await judge('DROP POLICY acme_tenant_isolation ON core.notes;');
  expect(isolation).toMatchObject({ isolated: false });
});
