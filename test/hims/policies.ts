/** What the tool's policies say, and the switches of a table that they hold on. */
export const CURRENT = '(SELECT core.current_tenant_id())';
export const AS_TEXT = '(SELECT core.current_tenant_id()::text)';
export const isolation = (table: string, using: string, check = using): string =>
  `CREATE POLICY baseline_tenant_isolation ON ${table} AS RESTRICTIVE FOR ALL TO PUBLIC USING (${using}) WITH CHECK (${check})`;
export const owner = (table: string): string =>
  `CREATE POLICY baseline_tenant_owner ON ${table} AS PERMISSIVE FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true)`;
export const access = (table: string): string =>
  `CREATE POLICY baseline_tenant_access ON ${table} AS PERMISSIVE FOR ALL TO PUBLIC USING (true) WITH CHECK (true)`;
export const closed = { enabled: true, forced: true };
