/** Tables of the export that are not like the others, and what the specification says of each: the first five. */
import { describe, expect, test } from 'vitest';
import { codesOf, converted, dump } from './sample.js';
import { access, closed, CURRENT, isolation, owner } from './policies.js';
import { foreignKeyOver, policyText, policyTexts, schemaOf, uniqueOver } from './schema.js';

const design = schemaOf(dump.toString());
const result = schemaOf(converted().sql);
const { report } = converted();

describe('1. audit.audit_log', () => {
  const log = result.table('audit.audit_log');

  test('its column stays nullable, with a default', () => {
    expect(log.columnText('tenant_id')).toBe('tenant_id uuid DEFAULT core.current_tenant_id()');
    expect(codesOf(converted(), 'table audit.audit_log')).toContain('tenant/nullable');
  });

  test('a row without a tenant may be written where none is set, and the author’s policies stand', () => {
    expect(policyTexts(log, 'tool')).toEqual({
      baseline_tenant_isolation: isolation(
        'audit.audit_log',
        `tenant_id = ${CURRENT}`,
        `tenant_id IS NOT DISTINCT FROM ${CURRENT}`,
      ),
      baseline_tenant_owner: owner('audit.audit_log'),
    });
    expect(policyTexts(log, 'author')).toEqual(policyTexts(design.table('audit.audit_log'), 'author'));
    expect(Object.keys(policyTexts(log, 'author'))).toEqual(['audit_append_only', 'audit_read']);
  });

  test('the application may not change rows of it', () => {
    const grants = result.objects.filter(({ id }) => id.startsWith('grant on table audit.audit_log'));
    const texts = grants
      .map(({ statement }) => statement.text)
      .filter((text) => /^GRANT .* TO hims_app$/.test(text));
    expect(texts).toHaveLength(8);
    expect(texts.filter((text) => !text.startsWith('GRANT SELECT,INSERT ON TABLE'))).toEqual([]);
    expect(log.security.policies.filter(({ command }) => ['update', 'delete'].includes(command))).toEqual([]);
  });

  test('its partitions are closed, without policies', () => {
    const partitions = result.tables.filter(({ partitionOf }) => partitionOf?.name === 'audit_log');
    expect(partitions).toHaveLength(7);
    for (const { security } of partitions) expect(security).toMatchObject({ ...closed, policies: [] });
  });

  test('the self-check looks at whatever is there, and at new months too', () => {
    const { text } = result.object('function core.assert_tenant_isolation()').statement;
    const exempt = /exempt \(relation, why\) AS \(VALUES(.*?)\n {2}\)/s.exec(text)![1]!;
    expect(exempt).not.toMatch(/audit\./);
    expect(text).toContain('FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n');
    expect(text).toMatch(/schemas CONSTANT text\[\] := ARRAY\[[^\]]*'audit'/);
  });

  test('it gains no created_*', () => {
    expect([...log.columns.keys()]).toEqual([...design.table('audit.audit_log').columns.keys()]);
  });
});

describe('2. clinical."PatientMergeLog"', () => {
  const log = result.table('clinical.PatientMergeLog');

  test('its "tenantId" is the tenant column, with a default', () => {
    expect(log.columnText('tenantId')).toBe('"tenantId" uuid DEFAULT core.current_tenant_id()');
    expect(log.columns.has('tenant_id')).toBe(false);
    expect(codesOf(converted(), 'table clinical."PatientMergeLog"')).toContain('tenant/reused');
  });

  test('the policy is on it', () => {
    expect(policyText(result, 'clinical.PatientMergeLog', 'baseline_tenant_isolation')).toBe(
      isolation(
        'clinical."PatientMergeLog"',
        `"tenantId" = ${CURRENT}`,
        // Its name says that it is a log.
        `"tenantId" IS NOT DISTINCT FROM ${CURRENT}`,
      ),
    );
  });

  test.each(['survivorPatientId', 'mergedPatientId'])(
    'composite foreign key over "tenantId" and %s',
    (column) => {
      expect(foreignKeyOver(log, 'tenantId', column)).toMatchObject({
        to: 'clinical.patients',
        pairs: { tenantId: 'tenant_id', [column]: 'id' },
        match: 's',
      });
      expect(foreignKeyOver(log, column)).toEqual(
        foreignKeyOver(design.table('clinical.PatientMergeLog'), column),
      );
    },
  );
});

describe('3. hospital_id, which refers to the tenants table', () => {
  test.each(['clinical.care_plans', 'billing.patient_deposits', 'radiology.equipment'])(
    '%s: reused',
    (name) => {
      const table = result.table(name);
      expect(table.columns.has('tenant_id')).toBe(false);
      expect(table.columns.get('hospital_id')).toMatchObject({ notNull: true, hasDefault: true });
      expect(policyText(result, name, 'baseline_tenant_isolation')).toBe(
        isolation(name, `hospital_id = ${CURRENT}`),
      );
      expect(codesOf(converted(), `table ${name}`)).toContain('tenant/reused');
      expect(codesOf(converted(), `table ${name}`)).not.toContain('tenant/nullable');
    },
  );

  test('laboratory.analyzers: mixed, reported', () => {
    expect(result.table('laboratory.analyzers').columns.get('hospital_id')).toMatchObject({
      notNull: false,
      hasDefault: true,
    });
    // Nobody said that analyzers without a hospital are everybody's.
    expect(policyText(result, 'laboratory.analyzers', 'baseline_tenant_isolation')).toBe(
      isolation('laboratory.analyzers', `hospital_id = ${CURRENT}`),
    );
    expect(codesOf(converted(), 'table laboratory.analyzers')).toEqual(
      expect.arrayContaining(['tenant/reused', 'tenant/nullable']),
    );
    // Such rows are hidden: no row of a tenant refers to one.
    expect(codesOf(converted(), 'table laboratory.analyzers')).not.toContain('keys/single-foreign-key');
  });
});

describe('4. organization_id, which is below the tenant', () => {
  test.each(['core.facilities', 'hr.payroll_runs', 'abdm.hip_facilities'])('%s gains tenant_id', (name) => {
    const table = result.table(name);
    expect(table.columns.get('tenant_id')).toMatchObject({ notNull: true, hasDefault: true });
    expect(foreignKeyOver(table, 'tenant_id', 'organization_id')).toMatchObject({
      to: 'core.organizations',
      pairs: { tenant_id: 'tenant_id', organization_id: 'id' },
    });
    expect(foreignKeyOver(table, 'organization_id')).toEqual(
      foreignKeyOver(design.table(name), 'organization_id'),
    );
    expect(codesOf(converted(), `table ${name}`)).toContain('tenant/other-column');
  });

  test('hip_id stays global, for a foreign key refers to it', () => {
    expect(uniqueOver(result.table('abdm.hip_facilities'))).toContain('hip_id');
    expect(report.known).toContainEqual(
      expect.objectContaining({
        relation: 'abdm.hip_facilities',
        attack: 'unique',
        name: 'hip_facilities_hip_id_key',
        why: expect.stringMatching(/foreign key of abdm\.consent_artefacts/) as unknown,
      }),
    );
  });
});

describe('5. audit.data_access_log', () => {
  const log = result.table('audit.data_access_log');

  test('tenant_id, policies and an index', () => {
    expect(log.columns.get('tenant_id')).toMatchObject({ notNull: true, hasDefault: true });
    expect(log.security).toMatchObject(closed);
    expect(policyTexts(log, 'tool')).toEqual({
      baseline_tenant_access: access('audit.data_access_log'),
      baseline_tenant_isolation: isolation('audit.data_access_log', `tenant_id = ${CURRENT}`),
    });
    // It is only added to, and read by tenant and time.
    expect(result.ids('index')).toContain('index audit.data_access_log_tenant_id_at_idx');
  });

  test('it is only added to', () => {
    expect([...log.columns.keys()].filter((column) => /^(updated|row_version|deleted)/.test(column))).toEqual(
      [],
    );
  });

  test('it gets no primary key', () => {
    expect(log.uniqueKeys).toEqual([]);
  });
});
