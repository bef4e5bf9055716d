/** The sample's baseline and the migration after it are committed: a change of the output is seen in its own diff. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sideFileOf } from '../src/cli/conversion/runnerFiles.js';
import { baselineRunner } from '../src/runners/registry.js';
import { readVerification } from '../src/cli/conversion/reports.js';
import { readConfig, settingsOf } from '../src/config/config.js';
import { convert, ready } from '../src/index.js';
import { migrationOf, type Side } from '../src/migration.js';
import { read } from '../src/pipeline.js';
import { sha256 } from '../src/platform/digest.js';
import { renderHtml } from '../src/report/html/html.js';
import { renderJson } from '../src/report/json.js';
import { renderText } from '../src/report/text.js';
import { withDefaults } from '../src/settings/settings.js';

const sample = new URL('../samples/hims/', import.meta.url);
const DUMP = 'schema_export_from_docker_20251222_110429.sql';
const BASELINE = 'db/migration/V001__complete_hims_schema.sql';
const SECOND = 'schema_export_after_phase2.sql';
const MIGRATION = 'db/migration/V002__add_phase2_enhancements.sql';
const CONFIG = 'pg-baseline.config.yaml';
const configured = settingsOf(readConfig(readFileSync(new URL(CONFIG, sample), 'utf8'), CONFIG));
const settings = {
  ...configured,
  version: baselineRunner.names.versionOf(BASELINE),
};

test('the export gives the committed baseline, byte for byte', async () => {
  await ready();
  const { sql, report } = convert(readFileSync(new URL(DUMP, sample)), settings, DUMP);
  await expect(sql).toMatchFileSnapshot(`../samples/hims/${BASELINE}`);
  const path = fileURLToPath(new URL(BASELINE, sample));
  const forFlyway = sideFileOf({ path, name: BASELINE, text: sql }).target;
  await expect(forFlyway?.text).toMatchFileSnapshot(`../samples/hims/${BASELINE}.conf`);
  await expect(renderText(report)).toMatchFileSnapshot('../samples/hims/report.txt');
  await expect(renderJson(report)).toMatchFileSnapshot('../samples/hims/report.json');
  // What verify found is about this baseline, or `npm run sample` has to run again.
  const verification = readVerification('verification.json', fileURLToPath(sample));
  expect(verification?.baseline.sha256).toBe(sha256(sql));
  await expect(await renderHtml(report, verification)).toMatchFileSnapshot('../samples/hims/report.html');
  expect(report.counts.opaque).toBe(0);
  expect(report.diagnostics.filter(({ code }) => code === 'tenant/undecided')).toEqual([]);
});

test('the export of the second phase gives the committed migration, byte for byte', async () => {
  await ready();
  const [before, after] = [DUMP, SECOND].map((name): Side => {
    const bytes = readFileSync(new URL(name, sample));
    return { dump: read(bytes, name), text: bytes.toString(), form: 'dump', owners: true };
  });
  const { plan, files } = migrationOf(before!, after!, {
    settings: withDefaults({ owners: 'keep', ...configured }),
    values: new Map(),
    noRename: false,
    allowDataLoss: true,
    first: [],
  });
  expect(plan.questions).toEqual([]);
  expect(files).toHaveLength(1);
  const [{ sql } = { sql: '' }] = files;
  await expect(sql).toMatchFileSnapshot(`../samples/hims/${MIGRATION}`);
  const forFlyway = sideFileOf({
    path: fileURLToPath(new URL(MIGRATION, sample)),
    name: MIGRATION,
    text: sql,
  }).target;
  await expect(forFlyway?.text).toMatchFileSnapshot(`../samples/hims/${MIGRATION}.conf`);
});

test('plain has two things to tell, both of Flyway', async () => {
  await ready();
  const { report } = convert(readFileSync(new URL(DUMP, sample)), { preset: 'plain' }, DUMP);
  expect(report.counts.opaque).toBe(0);
  expect(report.diagnostics).toMatchObject([
    { severity: 'warning', code: 'migrationTools/kept', object: 'table public.flyway_schema_history' },
    { severity: 'info', code: 'flyway/placeholders' },
  ]);
});

test('another file name and another \\restrict key give the same bytes', async () => {
  await ready();
  const dump = readFileSync(new URL(DUMP, sample), 'utf8');
  const again = dump.replaceAll(/^\\(un)?restrict .*$/gm, '\\$1restrict AnotherKey');
  expect(again).not.toBe(dump);
  expect(convert(Buffer.from(again), settings, 'export_of_tomorrow.sql').sql).toBe(
    convert(Buffer.from(dump), settings, DUMP).sql,
  );
});
