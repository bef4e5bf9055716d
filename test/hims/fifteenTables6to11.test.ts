/** Tables of the export that are not like the others, and what the specification says of each: the sixth to the eleventh. */
import { describe, expect, test } from 'vitest';
import { codesOf, converted, dump, objectsOf } from './sample.js';
import { access, AS_TEXT, closed, CURRENT, isolation, owner } from './policies.js';
import { folded, policyText, policyTexts, schemaOf, uniqueOver } from './schema.js';

const design = schemaOf(dump.toString());
const result = schemaOf(converted().sql);
const { report } = converted();

describe('6. clinical.documents and consent_forms_signed', () => {
  test.each(['clinical.documents', 'clinical.consent_forms_signed'])('%s is compared as text', (name) => {
    const table = result.table(name);
    expect(table.typeOf('tenant_id')).toBe('character varying');
    expect(table.security).toMatchObject(closed);
    expect(policyText(result, name, 'baseline_tenant_isolation')).toBe(
      isolation(name, `tenant_id = ${AS_TEXT}`),
    );
    expect(table.foreignKeys.filter(({ columns }) => columns.includes('tenant_id'))).toEqual([]);
  });

  test('the author’s policy decides who reads documents, the privileges who reads the signed forms', () => {
    expect(policyText(result, 'clinical.documents', 'baseline_tenant_access')).toBeUndefined();
    expect(policyText(result, 'clinical.documents', 'baseline_tenant_owner')).toBe(
      owner('clinical.documents'),
    );
    expect(policyText(result, 'clinical.consent_forms_signed', 'baseline_tenant_owner')).toBeUndefined();
    expect(policyText(result, 'clinical.consent_forms_signed', 'baseline_tenant_access')).toBe(
      access('clinical.consent_forms_signed'),
    );
    expect(codesOf(converted(), 'table clinical.documents')).toContain('tenant/text-column');
  });

  test('the columns of the child come through its parent', () => {
    const child = result.table('clinical.consent_forms_signed');
    expect([...child.columns.keys()].toSorted()).toEqual(
      [...design.table('clinical.consent_forms_signed').columns.keys()].toSorted(),
    );
    expect(
      [...result.table('clinical.documents').columns.keys()].every((column) => child.allColumns.has(column)),
    ).toBe(true);
    expect(result.ids('trigger')).toContain(
      'trigger clinical.zz_baseline_audit on clinical.consent_forms_signed',
    );
  });
});

test('7. core.user_sessions stays UNLOGGED, and is compared as text', () => {
  const sessions = result.table('core.user_sessions');
  expect(sessions.table.head).toMatch(/^CREATE UNLOGGED TABLE/);
  expect(sessions.typeOf('tenant_id')).toBe('character varying');
  expect(sessions.columns.get('tenant_id')).toMatchObject({ notNull: false, hasDefault: true });
  expect(policyTexts(sessions, 'tool')).toEqual({
    baseline_tenant_access: access('core.user_sessions'),
    baseline_tenant_isolation: isolation('core.user_sessions', `tenant_id = ${AS_TEXT}`),
  });
  expect(codesOf(converted(), 'table core.user_sessions')).toEqual(
    expect.arrayContaining(['tenant/text-column', 'tenant/nullable', 'keys/single-foreign-key']),
  );
});

test('8. radiology.orders: FORCE without ENABLE becomes both, FORCE last', () => {
  expect(design.table('radiology.orders').security).toMatchObject({ enabled: false, forced: true });
  expect(result.table('radiology.orders').security).toMatchObject(closed);
  expect(codesOf(converted(), 'table radiology.orders')).toContain('rls/force-without-enable');
  const ids = result.objects.map(({ id }) => id);
  const forced = result.objects.findIndex(({ statement }) =>
    /radiology\.orders\s+FORCE/.test(statement.text),
  );
  expect(forced).toBeGreaterThan(ids.findLastIndex((id) => id.startsWith('refresh')));
  expect(forced).toBeGreaterThan(result.objects.findLastIndex(({ kind }) => kind === 'foreignKey'));
  expect(forced).toBeGreaterThan(result.objects.findLastIndex(({ kind }) => kind === 'policy'));
});

describe('9. row-level security without a policy', () => {
  test.each(['clinical.diagnoses', 'abdm.consent_artefacts'])(
    '%s stays closed to all but its owner',
    (name) => {
      expect(design.table(name).security).toMatchObject({ enabled: true, policies: [] });
      expect(result.table(name).security).toMatchObject(closed);
      const { baseline_view_owner_access: viewed, ...others } = policyTexts(result.table(name), 'tool');
      expect(others).toEqual({
        baseline_tenant_isolation: isolation(name, `tenant_id = ${CURRENT}`),
        baseline_tenant_owner: owner(name),
      });
      // Views that showed its rows show those of the current tenant, by a role that nobody can log in as.
      if (viewed !== undefined)
        expect(viewed).toMatch(/AS PERMISSIVE FOR SELECT TO baseline_view_owner USING \(true\)$/);
      expect(objectsOf(converted(), 'rls/deny-all')).toContain(`table ${name}`);
    },
  );

  test('no other table is', () => {
    expect(objectsOf(converted(), 'rls/deny-all')).toHaveLength(2);
  });
});

describe('10. billing.payments', () => {
  const payments = result.table('billing.payments');

  test('the policy that was left for debugging is kept and reported; the restrictive one closes it', () => {
    expect(policyTexts(payments, 'author')).toEqual(policyTexts(design.table('billing.payments'), 'author'));
    expect(policyTexts(payments, 'author')).toHaveProperty('payments_tmp_debug');
    expect(objectsOf(converted(), 'rls/always-true')).toContain(
      'policy billing.payments_tmp_debug on billing.payments',
    );
    expect(policyText(result, 'billing.payments', 'baseline_tenant_isolation')).toBe(
      isolation('billing.payments', `tenant_id = ${CURRENT}`),
    );
  });

  test('the disabled trigger stays disabled, and is reported', () => {
    const states = result.objects
      .filter(({ kind }) => kind === 'firingState')
      .map(({ statement }) => statement.text);
    expect(states).toContain('ALTER TABLE billing.payments DISABLE TRIGGER trg_payments_modified');
    const said = converted().diagnostics.find(({ code }) => code === 'audit/trigger-disabled');
    expect(said).toMatchObject({ object: 'table billing.payments' });
    expect(said!.message).toMatch(/trg_payments_modified/);
  });

  test('nothing else writes its modified_at', () => {
    const ours = result.objects.find(
      ({ id }) => id === 'trigger billing.zz_baseline_audit on billing.payments',
    );
    const called = /EXECUTE FUNCTION (core\.\w+\(\))/.exec(ours?.statement.text ?? '')?.[1];
    expect(called).toBeDefined();
    expect(result.object(`function ${called}`).statement.text).not.toMatch(/modified_at/);
  });
});

describe('11. clinical.patients', () => {
  const [before, patients] = [design.table('clinical.patients'), result.table('clinical.patients')];

  test('its author’s three policies, word for word', () => {
    expect(Object.keys(policyTexts(patients, 'author')).toSorted()).toEqual([
      'patients_readonly',
      'patients_vip_guard',
      'tenant_isolation',
    ]);
    for (const { name, object } of before.security.policies)
      expect(patients.security.policies.find((policy) => policy.name === name)?.object.statement.text).toBe(
        object.statement.text,
      );
    expect(policyText(result, 'clinical.patients', 'baseline_tenant_access')).toBeUndefined();
  });

  test('its unique (id, tenant_id) is what composite foreign keys refer to', () => {
    expect(uniqueOver(patients).filter((columns) => columns === 'id,tenant_id')).toHaveLength(1);
    const composite = result.tables
      .flatMap(({ foreignKeys }) => foreignKeys)
      .filter(({ to, toColumns }) => to.name === 'patients' && toColumns.length === 2);
    expect(composite.length).toBeGreaterThan(10);
    // The author's own have the order of the key.
    for (const { name, toColumns } of composite)
      expect(toColumns).toEqual(name?.includes('__tenant_') ? ['tenant_id', 'id'] : ['id', 'tenant_id']);
  });

  test.each(['mrn', 'email'])('%s is unique within a tenant', (column) => {
    expect(uniqueOver(before)).toContain(column);
    expect(uniqueOver(patients)).not.toContain(column);
    expect(uniqueOver(patients)).toContain([column, 'tenant_id'].toSorted().join());
    expect(report.replaced).toContainEqual(
      expect.objectContaining({ table: 'clinical.patients', name: `patients_${column}_key` }),
    );
  });

  test('their primary key and the author’s CHECKs are as they were', () => {
    const of = (table: typeof patients): string[] =>
      (table.table.elements ?? [])
        .filter(({ constraint }) => constraint?.contype === 'CONSTR_CHECK')
        .map(({ text }) => folded(text));
    expect(of(patients)).toEqual(expect.arrayContaining(of(before)));
    expect(patients.uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns).toEqual(['id']);
  });
});
