/** Rules that hold of every table of the baseline: its policies, and the columns of audit and compliance that it gains. */
import { describe, expect, it, test } from 'vitest';
import { converted, dump, settings } from './sample.js';
import { type TableRead, OWN, policyTexts, schemaOf } from './schema.js';
import tables from './tables.json' with { type: 'json' };

const design = schemaOf(dump.toString());
const { sql, diagnostics } = converted();
const result = schemaOf(sql);

const spelled = ({ name }: TableRead): string => `${name.schema}.${name.name}`;
const before = (table: TableRead): TableRead => design.table(spelled(table));
const gained = (table: TableRead): string[] =>
  [...table.columns.keys()].filter((column) => !before(table).allColumns.has(column));

const shared = [...tables.reference, ...settings.tenancy!.referenceTables];
const isLog = ({ name }: TableRead): boolean =>
  name.schema === 'audit' || /(^|_)(logs?|events?)$|_status_history$|MergeLog$/.test(name.name);

const all = result.tables.map((table) => [table.shown, table] as const);
const roots = all.filter(([, { partitionOf }]) => !partitionOf);
const owned = roots.filter(([, table]) => !shared.includes(spelled(table)));

describe('policies', () => {
  it.each(owned)('%s: the author’s stand, and decide where there are any', (_, table) => {
    const author = before(table).security;
    expect(policyTexts(table, 'author')).toEqual(policyTexts(before(table), 'author'));
    const own = Object.keys(policyTexts(table, 'tool'));
    expect(own).toContain(OWN);
    const decides = author.enabled || author.policies.some(({ permissive }) => permissive);
    // The one for everybody lets the owner in, too.
    const entry = decides ? 'baseline_tenant_owner' : 'baseline_tenant_access';
    expect(own.filter((name) => /_(access|owner)$/.test(name) && !/view_owner/.test(name))).toEqual([entry]);
    expect(table.security).toMatchObject({ enabled: true, forced: true });
  });

  it.each(owned)('%s: the tool’s name no role but the owner and the role of views', (_, table) => {
    const named = Object.values(policyTexts(table, 'tool')).map((text) => / TO (\S+)/.exec(text)![1]);
    expect(named.filter((to) => !['PUBLIC', 'CURRENT_USER', 'baseline_view_owner'].includes(to!))).toEqual(
      [],
    );
  });

  test('partitions have none, and are closed', () => {
    const partitions = all.filter(([, { partitionOf }]) => partitionOf);
    expect(partitions).toHaveLength(11);
    for (const [, { security }] of partitions)
      expect(security).toMatchObject({ enabled: true, forced: true, policies: [] });
  });

  test('what is everybody’s has none', () => {
    for (const name of shared.filter((one) => one !== 'insurance.pmjay_rate_feed'))
      expect(result.table(name).security, name).toMatchObject({
        enabled: false,
        forced: false,
        policies: [],
      });
  });
});

const PHI = ['clinical', 'laboratory', 'radiology', 'pharmacy', 'inpatient', 'emergency', 'scheduling'];
const profileOf = ({ name }: TableRead): readonly string[] => {
  const { schema = '' } = name;
  const held = ['retention_until', 'legal_hold'];
  const deleted = ['deleted_at', 'deleted_by', 'deletion_reason', 'anonymized_at'];
  const source = ['source_system', 'source_record_id'];
  if (PHI.includes(schema)) return ['confidentiality_code', ...held, ...deleted, ...source];
  if (['billing', 'insurance'].includes(schema)) return held;
  if (schema === 'abdm') return ['processing_purpose', 'data_erase_at', ...source];
  const personal = schema === 'hr' || ['core.users', 'core.notifications'].includes(`${schema}.${name.name}`);
  return personal ? [...held, ...deleted, ...source] : [];
};
const COMPLIANCE = new Set(
  [
    'confidentiality_code retention_until legal_hold deleted_at deleted_by deletion_reason anonymized_at source_system',
    'source_record_id processing_purpose consent_artefact_id data_erase_at',
  ].flatMap((line) => line.split(' ')),
);

/** Of the schemas of a profile, but they hold neither a person nor an amount of a transaction nor a consent. */
const HOLDS_NONE = new Set(
  [
    'abdm.gateway_callbacks abdm.hip_facilities billing.cash_counters billing.service_catalog billing.tariff_items billing.tariffs',
    'insurance.claim_documents insurance.policies emergency.ambulances inpatient.beds inpatient.operation_theatres inpatient.rooms',
    'inpatient.wards laboratory.analyzers laboratory.panel_tests laboratory.qc_materials laboratory.qc_runs',
    'laboratory.reference_ranges laboratory.test_master pharmacy.formulary pharmacy.price_revisions pharmacy.stock_batches',
    'pharmacy.stores radiology.equipment radiology.procedure_master radiology.report_templates scheduling.doctor_rosters',
    'scheduling.holidays scheduling.slot_templates scheduling.slots hr.designations hr.payroll_runs hr.shifts',
  ].flatMap((line) => line.split(' ')),
);

/** Columns of the same meaning, by what they are used for. */
const MEANS: Readonly<Record<string, readonly string[]>> = {
  deleted_at: ['is_deleted'],
  deleted_by: ['is_deleted'],
  deletion_reason: ['is_deleted'],
  processing_purpose: ['purpose_code'],
  data_erase_at: ['erase_at'],
};
const means = (table: TableRead, column: string): boolean =>
  (MEANS[column] ?? []).some((other) => before(table).allColumns.has(other));

/** Their rows are spelled out by position in a function of the dump: they gain no column, and the report says so. */
const fixed = new Set(
  diagnostics.filter(({ code }) => code.endsWith('/fixed-row')).map(({ object }) => object),
);
const isFixed = ({ shown }: TableRead): boolean => fixed.has(`table ${shown}`);

describe('compliance', () => {
  const isExempt = (table: TableRead): boolean =>
    shared.includes(spelled(table)) ||
    isLog(table) ||
    /_bak_/.test(table.name.name) ||
    isFixed(table) ||
    HOLDS_NONE.has(spelled(table));

  test('tables that hold nothing of their profile are listed', () => {
    const listed = diagnostics.flatMap(({ code, object = '' }) =>
      ['compliance/holds-none', 'compliance/perhaps-a-person'].includes(code)
        ? [object.replace('table ', '')]
        : [],
    );
    expect(listed.toSorted()).toEqual([...HOLDS_NONE].toSorted());
  });

  test('what gains nothing because of a function comes first', () => {
    expect(diagnostics[0]).toMatchObject({
      code: 'compliance/fixed-row',
      object: 'table clinical.encounters',
    });
  });

  const keeps = (table: TableRead, trigger: string): boolean =>
    result.ids('trigger').some((id) => id.endsWith(`${trigger} on ${table.shown}`));
  it.each(roots)('%s keeps rows on hold where it can say so', (_, table) => {
    const says = table.allColumns.has('legal_hold');
    expect(keeps(table, 'zzz_baseline_hold')).toBe(says);
    expect(keeps(table, 'zzz_baseline_hold_truncate')).toBe(says);
  });

  it.each(roots.filter(([, table]) => !isExempt(table)))('%s has what its profile asks for', (_, table) => {
    const wanted = profileOf(table);
    expect(wanted.filter((column) => !table.allColumns.has(column) && !means(table, column))).toEqual([]);
    const more = gained(table).filter((column) => COMPLIANCE.has(column) && !wanted.includes(column));
    expect(more.filter((column) => column !== 'consent_artefact_id')).toEqual([]);
  });

  it.each(roots.filter(([, table]) => isExempt(table)))('%s gains nothing of it', (_, table) => {
    expect(gained(table).filter((column) => COMPLIANCE.has(column))).toEqual([]);
  });

  it.each(roots)('%s: no CHECK of the tool names a column that it did not add', (_, table) => {
    const own = new Set([...(before(table).table.elements ?? [])].map(({ column }) => column?.colname));
    const authors = new Set(
      (before(table).table.elements ?? []).map(({ constraint }) => constraint?.conname),
    );
    const added = (table.table.elements ?? []).filter(
      ({ constraint }) => constraint?.contype === 'CONSTR_CHECK' && !authors.has(constraint.conname),
    );
    for (const { text } of added)
      expect(
        [...COMPLIANCE].filter(
          (column) => text.includes(column) && own.has(column) && !text.includes(`_${column}_`),
        ),
      ).toEqual([]);
    if (!PHI.includes(table.name.schema!))
      expect(added.filter(({ text }) => /\blegal_hold AND\b/.test(text))).toEqual([]);
  });
});

describe('audit', () => {
  it.each(roots.filter(([, table]) => isLog(table)))('%s is only added to', (_, table) => {
    expect(gained(table).filter((column) => /^(updated_|row_version|deleted_)/.test(column))).toEqual([]);
  });

  it.each(roots.filter(([, table]) => !isLog(table)))(
    '%s counts its versions, and tells who changed it',
    (_, table) => {
      const columns = [...table.allColumns.keys()];
      expect(
        columns.some((column) =>
          /^(created|date_created|.*created_?on$|granted_at|registered_at)/.test(column),
        ),
      ).toBe(true);
      // The notes count their versions themselves.
      const version = spelled(table) === 'clinical.clinical_notes' ? 'version' : 'row_version';
      if (!isFixed(table)) expect(columns).toContain(version);
      expect(columns.some((column) => /^(updated|modified|last_modified)/.test(column))).toBe(true);
      expect(
        result.ids('trigger').filter((id) => id.endsWith(`zz_baseline_audit on ${table.shown}`)),
      ).toHaveLength(1);
    },
  );

  it.each(roots)('%s: what it has keeps its type', (_, table) => {
    for (const column of before(table).columns.keys())
      expect(table.typeOf(column), column).toBe(before(table).typeOf(column));
  });
});
