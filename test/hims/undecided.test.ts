/** What becomes of the tables where nobody decided anything: none is taken for reference, and each is listed. */
import { describe, expect, it, test } from 'vitest';
import type { Settings } from '../../src/index.js';
import { defaults } from '../../src/settings/settings.js';
import { classification } from '../../src/transforms/enrich/classification.js';
import { migrationTools } from '../../src/transforms/clean/migrationTools.js';
import { convertedWith, dump, objectsOf, settingsFrom, undecided } from './sample.js';
import { catalogOf, gained, OWN, policiesOf, schemaOf } from './schema.js';
import tables from './tables.json' with { type: 'json' };

const read = migrationTools.apply(catalogOf(dump.toString()), defaults);
const design = schemaOf(dump.toString());
const bare = schemaOf(undecided().sql);

describe('without a configuration', () => {
  test('77 tables gain tenant_id', () => {
    expect(gained(design, bare)).toEqual(
      [...tables.needsColumn, ...tables.organization, ...tables.ambiguous].toSorted(),
    );
    expect(gained(design, bare)).toHaveLength(77);
  });

  it.each([
    ...tables.needsColumn,
    ...tables.organization,
    ...tables.ambiguous,
    ...Object.keys(tables.existing),
  ])('%s is not reference', (name) => {
    expect(policiesOf(bare, name)).toContain(OWN);
    expect(bare.table(name).security).toMatchObject({ enabled: true, forced: true });
  });

  it.each(tables.reference)('%s is', (name) => {
    expect(bare.table(name).allColumns.has('tenant_id')).toBe(false);
    expect(policiesOf(bare, name)).toEqual([]);
  });

  const open = undecided().diagnostics.filter(({ code }) => code === 'tenant/undecided');
  const named = open.map(({ object }) => object!.replace(/^(foreign )?table /, ''));

  test('what nothing tells is listed, and only that', () => {
    // These two refer to tables of tenants: scheduling.slot_templates to departments, procedure_master to the price list.
    const told = ['radiology.procedure_master', 'scheduling.slot_templates'];
    expect(named.toSorted()).toEqual(
      [
        ...tables.ambiguous.filter((name) => !told.includes(name)),
        // No reference leads from it to a tenant, and a foreign table has none at all.
        'pharmacy.price_revisions',
        'insurance.pmjay_rate_feed',
      ].toSorted(),
    );
  });

  /** The line that the help says to paste, as a configuration. */
  const pasted = (help: string): Partial<Settings> => settingsFrom(/tenancy: \{.*?\}/.exec(help)![0]);

  it.each(open.map(({ object, help }) => [object!, help!]))(
    '%s: the line of the help decides it',
    (object, help) => {
      const { diagnostics } = classification.apply(read, { ...defaults, ...pasted(help) });
      const left = diagnostics.filter(({ code }) => code === 'tenant/undecided').map((one) => one.object!);
      expect(left).not.toContain(object);
      // What refers to a table that is decided is decided with it.
      const together = object === 'table core.roles' ? ['table core.role_permissions'] : [];
      expect([object, ...together, ...left].toSorted()).toEqual(open.map((one) => one.object!).toSorted());
    },
  );

  test('all lines of the help together leave nothing to decide', () => {
    const tenantTables = open.flatMap(({ help }) => pasted(help!).tenancy!.tenantTables);
    expect(tenantTables).toEqual(named);
    const decided = convertedWith({ tenancy: { ...defaults.tenancy, tenantTables } });
    expect(objectsOf(decided, 'tenant/undecided')).toEqual([]);
    expect(decided.report.counts.opaque).toBe(0);
  });
});
