/** Nothing differs between a schema and itself, however it is written: every dump and fixture against itself and its baseline. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, settingsOf } from '../../src/config/config.js';
import { convert, InputError, ready, type Settings } from '../../src/index.js';
import { planOf } from '../../src/migrate/plan.js';
import { comparable, read } from '../../src/pipeline.js';
import { withDefaults } from '../../src/settings/settings.js';

await ready();

const ROOT = join(import.meta.dirname, '..', '..');

/** Not the whole schema: the replica identity of a view, and what an administrator creates from other files. */
const PARTIAL = new Set(['view-tableAndRule', 'superuser-basic', 'superuser-plain']);

function planned(old: Uint8Array, now: Uint8Array, given: Partial<Settings>): string[] {
  const settings = withDefaults({ ...given, preset: 'plain', owners: 'keep' });
  const [before, after] = [old, now].map((bytes) => comparable(read(bytes), settings));
  const { actions, questions } = planOf(before!, after!, {
    settings,
    values: new Map(),
    noRename: false,
    allowDataLoss: false,
  });
  return [
    ...actions.map(({ verb, object }) => `${verb} ${object.id}`),
    ...questions.map(({ message }) => message),
  ];
}

/** Undefined for a dump that cannot be converted. */
function baselineOf(bytes: Uint8Array, given: Partial<Settings>): Uint8Array | undefined {
  try {
    return Buffer.from(convert(bytes, { ...given, owners: given.owners ?? 'keep' }).sql);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

const dumps = readFileSync(join(ROOT, 'test', 'dumps', 'list.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t')[0]!)
  .filter((name) => name.endsWith('.sql'));

describe('a dump', () => {
  it.each(dumps)('%s', (name) => {
    const bytes = readFileSync(join(ROOT, 'test', 'dumps', name));
    const plain = baselineOf(bytes, { preset: 'plain' });
    expect(planned(bytes, bytes, {})).toEqual([]);
    if (!plain || PARTIAL.has(name.split('/').at(-2) ?? '')) return;
    expect(planned(bytes, plain, {})).toEqual([]);
    expect(planned(plain, bytes, {})).toEqual([]);
  });
});

describe('a fixture and its baseline', () => {
  const folder = join(ROOT, 'fixtures');
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'output.sql')));
  it.each(names)('%s', (name) => {
    const bytes = readFileSync(join(folder, name, 'input.sql'));
    const config = join(folder, name, 'pg-baseline.config.yaml');
    const settings = existsSync(config) ? settingsOf(readConfig(readFileSync(config, 'utf8'), config)) : {};
    const own = readFileSync(join(folder, name, 'output.sql'));
    expect(planned(own, own, settings)).toEqual([]);
    const plain = PARTIAL.has(name) ? undefined : baselineOf(bytes, { ...settings, preset: 'plain' });
    if (plain) expect(planned(bytes, plain, settings)).toEqual([]);
  });
});
