/** What `npm run new:kind` and `npm run new:transform` write, in a copy of the registries. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'pg-baseline-new-'));
  mkdirSync(join(copy, 'fixtures'));
  for (const file of ['test/new.mjs', 'src/kinds/types/kinds.ts', 'src/transforms/clean/transforms.ts'])
    cpSync(join(ROOT, file), join(copy, file));
});
afterEach(() => rmSync(copy, { recursive: true }));

const create = (...args: readonly string[]) => run(process.execPath, [join(copy, 'test/new.mjs'), ...args]);
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');

/** The lines of the registry that were added. */
function addedTo(file: string): string[] {
  const before = new Set(readFileSync(join(ROOT, file), 'utf8').split('\n'));
  return read(file)
    .split('\n')
    .filter((line) => !before.has(line));
}

test('a kind is one file, one word in the registry, and one fixture', async () => {
  const { stdout } = await create('kind', 'types/domainDefault', 'AlterDomainStmt');
  expect(stdout).toContain('fixtures/domainDefault-basic/input.sql');
  expect(addedTo('src/kinds/types/kinds.ts')[0]).toBe("import { domainDefault } from './domainDefault.js';");
  expect(read('src/kinds/types/kinds.ts')).toMatch(/, domainDefault,?\n?\] as const;/);
  expect(read('src/kinds/types/domainDefault.ts')).toContain("nodes: ['AlterDomainStmt']");
  expect(read('fixtures/domainDefault-basic/input.sql')).toContain('-- Dumped by pg_dump');
});

test('a transform is one file, one word in the registry, and one fixture', async () => {
  await create('transform', 'clean/renameSchemas');
  expect(addedTo('src/transforms/clean/transforms.ts')).toEqual([
    "import { renameSchemas } from './renameSchemas.js';",
    '  renameSchemas,',
  ]);
  expect(read('src/transforms/clean/renameSchemas.ts')).toContain("name: 'renameSchemas',\n  stage: 'clean'");
  expect(read('fixtures/renameSchemas-basic/input.sql')).toContain('-- Dumped by pg_dump');
});

test.each([
  [['kind', 'types/Domain', 'AlterDomainStmt'], 'camel case'],
  [['kind', 'nowhere/domainDefault', 'AlterDomainStmt'], 'does not exist'],
  [['kind', 'types/domainDefault'], 'name the node'],
  [['transform', 'renameSchemas'], 'does not exist'],
  [['view', 'x'], 'say kind or transform'],
])('%j is refused', async (args, message) => {
  await expect(create(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

test('what exists is not overwritten', async () => {
  await create('transform', 'clean/renameSchemas');
  await expect(create('transform', 'clean/renameSchemas')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('exists already'),
  });
});
