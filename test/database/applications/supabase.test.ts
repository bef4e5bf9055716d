/** A helpdesk on Supabase: the tenant is a claim of the token, and policies read it by auth.jwt(), auth.uid() and functions of their own. */
import { expect, test } from 'vitest';
import { openEngine } from '../../../src/verify/engines.js';
import { urlOf } from '../verify/witness.js';
import { applicationWorks, lines } from './application.js';

const HELPDESK = {
  name: 'supabase',
  roles: {
    anon: 'NOLOGIN',
    authenticated: 'NOLOGIN',
    service_role: 'BYPASSRLS',
    supabase_admin: 'NOLOGIN',
    supabase_auth_admin: 'NOLOGIN',
    supabase_storage_admin: 'NOLOGIN',
    supabase_realtime_admin: 'NOLOGIN',
    dashboard_user: 'NOLOGIN',
  },
  shared: `INSERT INTO storage.buckets (id, name) VALUES ('attachments', 'attachments')`,
  other: (script: string): string =>
    script
      .replaceAll('aaaaaaaa', 'bbbbbbbb')
      .replaceAll('acme', 'bolt')
      .replaceAll('Acme', 'Bolt')
      .replaceAll('Ann', 'Ben')
      .replaceAll('Abe', 'Bea'),
  words: [/acme|Ann\b|Abe\b|aaaaaaaa/i, /bolt|Ben\b|Bea\b|bbbbbbbb/i],
} as const;

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000001';
const BOTH = 'cccccccc-0000-4000-8000-000000000001';
const token = (tenant: string, user = BOTH): string =>
  `SET ROLE authenticated; SET request.jwt.claims = '${JSON.stringify({ sub: user, role: 'authenticated', app_metadata: { tenant_id: tenant } })}';`;

for (const version of [15, 18] as const)
  applicationWorks(version, HELPDESK, (loaded) => {
    test('a member of two tenants sees that of the token', async () => {
      const { baseline } = loaded();
      const seen = (tenant: string): Promise<string> =>
        baseline.output(`${token(tenant)} SELECT (SELECT slug FROM tenants), (SELECT count(*) FROM tickets), (SELECT display_name FROM profiles WHERE id = auth.uid()),
          (SELECT string_agg(slug, ',' ORDER BY slug) FROM articles)`);
      expect((await seen(A)).trim()).toBe('acme|1|Bo Both|draft,reset');
      expect((await seen(B)).trim()).toBe('bolt|1|Bo Both|draft,reset');
    });

    test("nothing of the other tenant's is read, changed, taken or referred to", async () => {
      const { baseline } = loaded();
      const tried = await baseline.transcript(`${token(A)}
        SELECT count(*) FROM articles WHERE tenant_id = '${B}';
        SELECT count(*) FROM macros WHERE tenant_id = '${B}';
        UPDATE customers SET name = 'x' WHERE tenant_id = '${B}' RETURNING 1;
        INSERT INTO customers (tenant_id, email) VALUES ('${B}', 'x@example.test');
        INSERT INTO articles (tenant_id, slug, title) VALUES ('${B}', 'x', 'x');
        INSERT INTO tickets (subject, customer_id) VALUES ('x', 'bbbbbbbb-0000-4000-8000-000000000031');`);
      expect(lines(tried)).toEqual([
        '0',
        '0',
        expect.stringContaining('new row violates row-level security policy'),
        expect.stringContaining('new row violates row-level security policy'),
        expect.stringContaining('violates foreign key constraint "tickets__tenant_customer_id_fkey"'),
        'DETAIL:  Key is not present in table "customers".',
      ]);
    });

    test.skipIf(version !== 15)(
      'verify finds the same where the server has the roles of the platform already',
      async () => {
        const { server, verifyOn } = loaded();
        for (const trust of [true, false]) {
          const engine = await openEngine({ server: urlOf(server), trust });
          try {
            expect(await verifyOn(engine), `trust: ${trust}`).toBe('');
          } finally {
            await engine.close();
          }
        }
      },
    );

    test("what is the platform's is as it was", async () => {
      const { raw, baseline } = loaded();
      const schemas = `('auth', 'storage', 'realtime')`;
      const questions = `
        SELECT table_schema, table_name, string_agg(column_name, ',' ORDER BY ordinal_position)
          FROM information_schema.columns WHERE table_schema IN ${schemas} GROUP BY 1, 2 ORDER BY 1, 2;
        SELECT policyname, qual FROM pg_policies WHERE schemaname IN ${schemas} ORDER BY 1;
        SELECT c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname IN ${schemas} ORDER BY c.oid::regclass::text;
        SELECT pubname, schemaname, tablename FROM pg_publication_tables ORDER BY 1, 2, 3;`;
      const before = await raw.output(questions);
      expect(before).toContain('Tenant folder');
      expect(before).toContain('supabase_realtime|public|tickets');
      expect(await baseline.output(questions)).toBe(before);
    });
  });
