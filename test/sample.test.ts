/** The sample's baseline is committed: a change of the output is seen in its own diff. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { convert, ready } from '../src/index.js';
import { renderText } from '../src/report/text.js';

const sample = new URL('../samples/hims/', import.meta.url);
/** As the sample’s configuration says. */
const PLAIN = { preset: 'plain' } as const;
const DUMP = 'schema_export_from_docker_20251222_110429.sql';

test('the export gives the committed baseline, byte for byte', async () => {
  await ready();
  const { sql, report } = convert(readFileSync(new URL(DUMP, sample)), PLAIN, DUMP);
  await expect(sql).toMatchFileSnapshot('../samples/hims/db/migration/V001__complete_hims_schema.sql');
  await expect(renderText(report)).toMatchFileSnapshot('../samples/hims/report.txt');
  expect(report.counts.opaque).toBe(0);
  expect(report.diagnostics).toEqual([]);
});

test('another file name and another \\restrict key give the same bytes', async () => {
  await ready();
  const dump = readFileSync(new URL(DUMP, sample), 'utf8');
  const again = dump.replaceAll(/^\\(un)?restrict .*$/gm, '\\$1restrict AnotherKey');
  expect(again).not.toBe(dump);
  expect(convert(Buffer.from(again), PLAIN, 'export_of_tomorrow.sql').sql).toBe(
    convert(Buffer.from(dump), PLAIN, DUMP).sql,
  );
});
