/** Ways in which somebody opens later what the baseline closed. */
export const OPENINGS: readonly (readonly [what: string, sql: string])[] = [
  ['a table without row-level security', `ALTER TABLE pharmacy.dispenses DISABLE ROW LEVEL SECURITY;`],
  ['a table that its owner sees through', `ALTER TABLE clinical.patients NO FORCE ROW LEVEL SECURITY;`],
  ['a partition that is open', `ALTER TABLE clinical.vital_signs_p1 DISABLE ROW LEVEL SECURITY;`],
  ['a policy that is gone', `DROP POLICY baseline_tenant_isolation ON billing.invoices;`],
  [
    'a policy that lets everybody in',
    `ALTER POLICY baseline_tenant_isolation ON billing.invoices USING (true) WITH CHECK (true);`,
  ],
  ['a policy for some roles only', `ALTER POLICY baseline_tenant_isolation ON billing.invoices TO hims_app;`],
  [
    'a policy that is permissive',
    `DROP POLICY baseline_tenant_isolation ON billing.invoices;
      CREATE POLICY baseline_tenant_isolation ON billing.invoices
        USING (tenant_id = (SELECT core.current_tenant_id())) WITH CHECK (tenant_id = (SELECT core.current_tenant_id()));`,
  ],
  ['a column that may be empty', `ALTER TABLE clinical.allergies ALTER tenant_id DROP NOT NULL;`],
  ['a table that came later', `CREATE TABLE clinical.later (id integer);`],
  [
    'a materialized view that the application may read',
    `CREATE MATERIALIZED VIEW clinical.later AS SELECT * FROM clinical.allergies; GRANT SELECT ON clinical.later TO hims_app;`,
  ],
  ['a view with the rights of its owner', `CREATE VIEW clinical.later AS SELECT * FROM clinical.allergies;`],
];
