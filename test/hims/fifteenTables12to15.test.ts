/** Tables of the export that are not like the others, and what the specification says of each: the last four. */
import { describe, expect, test } from 'vitest';
import { quoteName } from '../../src/catalog/names.js';
import { codesOf, converted, dump, objectsOf, undecided } from './sample.js';
import { closed, CURRENT, isolation } from './policies.js';
import { type ForeignKeyRead, foreignKeyOver, policyText, policyTexts, schemaOf } from './schema.js';

const design = schemaOf(dump.toString());
const result = schemaOf(converted().sql);
const bare = schemaOf(undecided().sql);

describe('12. core.system_settings', () => {
  test('the sample says that it is the installation’s', () => {
    const table = result.table('core.system_settings');
    expect(table.columns.has('tenant_id')).toBe(false);
    expect(table.security).toMatchObject({ enabled: false, forced: false, policies: [] });
  });

  test('without a decision it is a tenant’s, and keeps its key', () => {
    const table = bare.table('core.system_settings');
    expect(table.columns.get('tenant_id')).toMatchObject({ notNull: true });
    expect(table.security).toMatchObject(closed);
    expect(table.uniqueKeys.find(({ kind }) => kind === 'primaryKey')?.columns).toEqual(['setting_key']);
    expect(codesOf(undecided(), 'table core.system_settings')).toContain('tenant/undecided');
    expect(objectsOf(undecided(), 'keys/natural-key-global')).toContain(
      'primary key core.pk_system_settings on core.system_settings',
    );
  });
});

describe('13. core.roles, role_permissions', () => {
  test.each(['core.roles', 'core.role_permissions'])(
    '%s: shared rows are read by all and written by none',
    (name) => {
      const table = result.table(name);
      expect(table.columns.get('tenant_id')).toMatchObject({ notNull: false, hasDefault: true });
      const own = `tenant_id = ${CURRENT}`;
      expect(policyTexts(table, 'tool')).toMatchObject({
        baseline_tenant_isolation: isolation(name, `tenant_id IS NULL OR ${own}`, own),
        baseline_shared_update: `CREATE POLICY baseline_shared_update ON ${name} AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (${own})`,
        baseline_shared_delete: `CREATE POLICY baseline_shared_delete ON ${name} AS RESTRICTIVE FOR DELETE TO PUBLIC USING (${own})`,
      });
    },
  );

  test.each(['core.roles', 'core.role_permissions'])('%s: undecided, none is shared', (name) => {
    expect(policyText(bare, name, 'baseline_tenant_isolation')).toBe(
      isolation(name, `tenant_id = ${CURRENT}`),
    );
    expect(bare.table(name).columns.get('tenant_id')).toMatchObject({ notNull: true });
    expect(codesOf(undecided(), `table ${name}`)).toContain('tenant/undecided');
  });

  test('foreign keys to shared roles stay single, and are known', () => {
    const references = foreignKeyOver(result.table('core.user_roles'), 'role_id');
    expect(references).toMatchObject({ to: 'core.roles' });
    expect(foreignKeyOver(result.table('core.user_roles'), 'tenant_id', 'role_id')).toBeUndefined();
    expect(converted().report.known).toContainEqual(
      expect.objectContaining({
        relation: 'core.user_roles',
        attack: 'foreign key',
        name: 'user_roles_role_id_fkey',
      }),
    );
  });
});

describe('14. foreign keys that are not like the others', () => {
  const shifts = result.table('hr.shift_assignments');
  const columns = ['swapped_with', 'swap_date', 'swap_shift_id'];

  test('hr.shift_assignments: MATCH FULL stays, MATCH SIMPLE stands beside, deferred like it', () => {
    const single = foreignKeyOver(shifts, ...columns);
    expect(single).toEqual(foreignKeyOver(design.table('hr.shift_assignments'), ...columns));
    expect(single).toMatchObject({ match: 'f', deferrable: true, deferred: true });
    expect(foreignKeyOver(shifts, 'tenant_id', ...columns)).toMatchObject({
      ...single,
      match: 's',
      pairs: { ...single!.pairs, tenant_id: 'tenant_id' },
    });
  });

  test('pharmacy.dispense_items: SET NULL (column) below both', () => {
    const items = result.table('pharmacy.dispense_items');
    const line = ['prescription_id', 'prescription_line'];
    const single = foreignKeyOver(items, ...line);
    expect(single).toEqual(foreignKeyOver(design.table('pharmacy.dispense_items'), ...line));
    expect(single).toMatchObject({ onDelete: 'n', setColumns: ['prescription_line'] });
    expect(foreignKeyOver(items, 'tenant_id', ...line)).toMatchObject({
      to: 'clinical.prescription_items',
      match: 's',
      onDelete: 'n',
      setColumns: ['prescription_line'],
      deferrable: single!.deferrable,
      pairs: { ...single!.pairs, tenant_id: 'tenant_id' },
    });
  });

  test('every composite one does on DELETE and UPDATE what the single one does', () => {
    const acts = ({ onDelete, onUpdate, deferrable, deferred }: ForeignKeyRead): string =>
      [onDelete, onUpdate, deferrable, deferred].join();
    const pairs = result.tables.flatMap((table) => {
      const tenant = ['tenant_id', 'tenantId', 'hospital_id'].find((one) => table.allColumns.has(one))!;
      const before = design.tables.find(({ shown }) => shown === table.shown);
      return (before?.foreignKeys ?? []).flatMap(({ columns: own, to }) => {
        const [single, beside] = [foreignKeyOver(table, ...own), foreignKeyOver(table, tenant, ...own)];
        if (own.includes(tenant) || !single || beside?.to !== quoteName(to)) return [];
        return [{ name: `${table.shown} (${own.join(', ')})`, single, beside }];
      });
    });
    expect(pairs.length).toBeGreaterThan(150);
    expect(
      pairs.filter(({ single, beside }) => acts(single) !== acts(beside)).map(({ name }) => name),
    ).toEqual([]);
    expect(pairs.filter(({ beside }) => beside.match !== 's').map(({ name }) => name)).toEqual([]);
  });
});

describe('15. tables that refer to each other', () => {
  // The tenants table is referred to by its own key: the tenant is what a composite one would add.
  test.each([
    ['core.tenants', 'core.organizations', 'root_organization_id'],
    ['clinical.encounters', 'inpatient.admissions', 'admission_id'],
    ['inpatient.admissions', 'clinical.encounters', 'encounter_id'],
    ['inpatient.beds', 'inpatient.admissions', 'current_admission_id'],
    ['abdm.consent_requests', 'abdm.consent_artefacts', 'latest_artefact_id'],
    ['abdm.consent_artefacts', 'abdm.consent_requests', 'consent_request_id'],
  ])('%s refers to %s with its tenant', (name, to, column) => {
    const table = result.table(name);
    expect(foreignKeyOver(table, column)).toEqual(foreignKeyOver(design.table(name), column));
    const tenant = name === 'core.tenants' ? 'id' : 'tenant_id';
    expect(foreignKeyOver(table, tenant, column)).toMatchObject({
      to,
      pairs: { [tenant]: 'tenant_id', [column]: 'id' },
    });
  });

  test('foreign keys come after every table', () => {
    const last = result.objects.findLastIndex(({ kind }) => kind === 'table');
    const first = result.objects.findIndex(({ kind }) => kind === 'foreignKey');
    expect(first).toBeGreaterThan(last);
    const inside = result.tables.flatMap(({ foreignKeys, shown }) =>
      foreignKeys.flatMap(({ object }) => (object ? [] : [shown])),
    );
    expect(inside).toEqual([]);
  });
});
