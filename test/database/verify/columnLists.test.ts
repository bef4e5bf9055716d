/**
 * Views, rules, policies and SQL bodies that say `*` have the same columns, and the same definitions, as in the dump, though their
 * tables have more. In PGlite.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { defaults } from '../../../src/settings/settings.js';
import { verify } from '../../../src/verify/verify.js';
import { complaints } from './witness.js';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

await ready();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine(undefined);
});
afterAll(() => engine?.close());

/** What returns rows of its table returns those that the table has. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'columnLists-basic': ['clinical.visits_of(uuid)', 'clinical.visits_move'],
  'columnLists-rules': [],
  'columnLists-starredViews': [],
};

describe.each(Object.entries(OTHERWISE))('%s', (name, otherwise) => {
  const dump = readFileSync(new URL(`${name}/input.sql`, FIXTURES));
  const { sql, report } = convert(dump, { preset: 'hims', tenancy: { ...defaults.tenancy, create: true } });

  test('declares no other definition', () => {
    const changed = report.changed.filter(
      ({ kind, what }) => kind !== 'default' && !what.startsWith('security_invoker'),
    );
    expect(changed.map((one) => one.name)).toEqual(otherwise);
  });

  test('has the columns and definitions of the dump', async () => {
    const result = await verify({
      engine,
      dump: dump.toString(),
      baseline: [sql],
      report: readReport(renderJson(report), 'report.json'),
      plain: false,
    });
    expect(complaints(result)).toBe('');
  });
});
