/** The package as npm installs it, in an empty folder. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
let folder: string;
let said: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pg-baseline-packed-'));
  const [packed] = JSON.parse(
    npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  ) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  said = npm(folder, 'install', '--no-audit', '--no-fund', join(folder, packed.filename));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Settings of the npm that runs the tests are not those of an empty folder. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(?:config_(?!registry|cache)|package_|lifecycle_)/i.test(name),
  ),
);

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const installed = (): string[] =>
  readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /@electric-sql[\\/][^\\/]+$/.test(name),
  );

it('installs, with one PGlite', () => {
  expect(said).toMatch(/added \d+ packages/);
  expect(installed()).toEqual([join('@electric-sql', 'pglite')]);
});

it('contains pg_dump with its licence', () => {
  const dist = join(folder, 'node_modules', 'pg-baseline', 'dist');
  expect(readdirSync(join(dist, 'parts'))).toContain('pg_dump.wasm');
  const licences = readFileSync(join(dist, 'THIRD-PARTY.txt'), 'utf8');
  expect(licences).toMatch(/^@electric-sql\/pglite-tools \d[^]*Apache License/m);
  expect(licences).toMatch(/^PostgreSQL, of which pg_dump is a part[^]*THE UNIVERSITY OF CALIFORNIA/m);
});

/** Asks the thread of the build, as the commands do. */
const SCRIPT = `
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
const worker = new Worker(new URL('node_modules/pg-baseline/dist/parts/pgliteWorker.js', import.meta.url), {
  workerData: { extensions: [], data: undefined },
  resourceLimits: { stackSizeMb: 256 },
});
await once(worker, 'message');
const ask = async (order) => {
  worker.postMessage({ id: 1, ...order });
  for (;;) {
    const [message] = await once(worker, 'message');
    if (!('at' in message)) return message;
  }
};
await ask({ what: 'run', statements: ["SET search_path = ''", 'CREATE TABLE public.packed (id integer)'] });
const { answer, error } = await ask({ what: 'dump', flags: ['--schema-only'] });
process.stdout.write(answer ?? error.message);
await worker.terminate();
`;

it('reads a schema back with pg_dump', () => {
  writeFileSync(join(folder, 'dump.js'), SCRIPT);
  const sql = execFileSync(process.execPath, ['dump.js'], { cwd: folder, encoding: 'utf8' });
  expect(sql).toContain('CREATE TABLE public.packed (');
});

it('runs', () => {
  const main = join(folder, 'node_modules', 'pg-baseline', 'dist', 'cli', 'main.js');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).trim()).toBe(version);
});
