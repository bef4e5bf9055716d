/** A shop of Rails: bigint tenants with integer columns here and there, join tables without one, and tables of the framework. */
import { expect, test } from 'vitest';
import { applicationWorks, lines } from './application.js';

const SHOP = {
  name: 'shop',
  roles: { shop: 'NOLOGIN', shop_analyst: 'NOLOGIN' },
  shared: `INSERT INTO public.currencies (code) VALUES ('EUR'); INSERT INTO public.countries (iso2, name) VALUES ('DE', 'Germany')`,
  other: (script: string): string =>
    script
      .replaceAll('aaaaaaaa', 'bbbbbbbb')
      .replaceAll('acme', 'bolt')
      .replaceAll('Acme', 'Bolt')
      .replaceAll('Ann', 'Ben')
      .replace('tenant 1', 'tenant 2')
      .replace('user 11', 'user 12'),
  words: [/[Aa]cme|Ann\b/, /[Bb]olt|Ben\b/],
} as const;

for (const version of [15, 18] as const)
  applicationWorks(version, SHOP, (loaded) => {
    test("nothing of the other tenant's is read, changed, taken or referred to, though no query asks for a tenant", async () => {
      const { baseline } = loaded();
      const tried = await baseline.transcript(`SET ROLE shop; SET app.tenant_id = '1';
        SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM customers), (SELECT count(*) FROM categories_products), (SELECT count(*) FROM tenants), (SELECT count(*) FROM settings);
        SELECT string_agg(number, ',') FROM order_summaries;
        UPDATE customers SET note = 'x' WHERE tenant_id = 2 RETURNING 1;
        DELETE FROM invoices WHERE tenant_id = 2 RETURNING 1;
        INSERT INTO coupons (tenant_id, code, created_at, updated_at) VALUES (2, 'FREE', now(), now());
        INSERT INTO refunds (payment_id, amount_cents, created_at, updated_at) VALUES (1, 1, now(), now());`);
      expect(lines(tried)).toEqual([
        '1|1|1|1|1',
        'R1001',
        expect.stringContaining(
          'new row violates row-level security policy "baseline_tenant_isolation" for table "coupons"',
        ),
        expect.stringContaining('violates foreign key constraint "refunds__tenant_payment_id_fkey"'),
        'DETAIL:  Key is not present in table "payments".',
      ]);
    });

    test('daily sales are read through the view of the own tenant', async () => {
      const { raw, baseline } = loaded();
      for (const database of [raw, baseline])
        await database.output('REFRESH MATERIALIZED VIEW public.daily_sales');
      const columns = 'SELECT day, orders, cents FROM public';
      const expected = await raw.output(`SET ROLE shop; ${columns}.daily_sales WHERE tenant_id = 1`);
      expect(lines(expected)).toEqual(['2026-01-03|1|400']);
      const asTenant = (tenant: number): Promise<string> =>
        baseline.output(`SET ROLE shop; SET app.tenant_id = '${tenant}'; ${columns}.daily_sales_of_tenant`);
      expect(await asTenant(1)).toBe(expected);
      expect(lines(await asTenant(2))).toHaveLength(1);
      expect(await baseline.transcript('SET ROLE shop; SELECT FROM public.daily_sales')).toContain(
        'permission denied for materialized view daily_sales',
      );
    });

    test('the lock of Active Record counts only what Active Record writes', async () => {
      const { baseline } = loaded();
      const locked = await baseline.output(`SET ROLE shop; SET app.tenant_id = '1';
        UPDATE orders SET line_items_count = 0; SELECT lock_version FROM orders;`);
      expect(locked.trim()).toBe('1');
    });
  });
