/** Rules run as the owner of their relation: which of them the conversion declares for an owner that is a superuser. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig, settingsOf } from '../src/config/config.js';
import { convert, ready } from '../src/index.js';

await ready();
const FOLDER = new URL('../fixtures/functions-superuserRules/', import.meta.url);
const CONFIG = 'pg-baseline.config.yaml';

test('a rule that the application makes run, and that reaches rows of tenants, is declared', () => {
  const settings = settingsOf(readConfig(readFileSync(new URL(CONFIG, FOLDER), 'utf8'), CONFIG));
  const { report } = convert(readFileSync(new URL('input.sql', FOLDER)), settings);
  expect(report.known.filter(({ attack }) => attack === 'superuser owner')).toEqual([
    {
      relation: 'core.shelves',
      attack: 'superuser owner',
      name: 'core.shelves',
      why: 'its rule relabel runs with the owner’s rights; if the owner is a superuser, no policy applies to it; it reaches core.labels',
    },
  ]);
});
