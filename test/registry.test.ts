/** One spelling per thing: a file, what it exports, its place in the list, its fixtures. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/kinds/registry.js';
import { transforms } from '../src/transforms/registry.js';

const ROOT = join(import.meta.dirname, '..');
const fixtures = readdirSync(join(ROOT, 'fixtures'));

/** What kinds share; none of these is a kind itself. */
const SHARED_BY_KINDS = [
  'alterTable',
  'auditFunction',
  'compared',
  'constraint',
  'edit',
  'kind',
  'made',
  'mark',
  'registry',
  'routine',
  'tableParts',
  'target',
  'textSearch',
];
const SHARED_BY_TRANSFORMS = ['registry', 'transform'];

/** `function` is a word of the language. */
const EXPORTS: Readonly<Record<string, string>> = { function: 'functionKind' };

/** Stages, which have fixtures of their own. */
const STAGES = ['configuration', 'decode', 'diagnostics', 'order', 'parse', 'print', 'scan'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, 'src', folder)).map((file) => file.replace(/\.ts$/, ''));

describe.each([
  ['kinds', kinds, SHARED_BY_KINDS],
  ['transforms', transforms, SHARED_BY_TRANSFORMS],
] as const)('src/%s', (folder, registry, shared) => {
  const units = filesOf(folder).filter((file) => !(shared as readonly string[]).includes(file));
  const names = registry.map(({ name }) => name);

  it('holds the shared files that are listed', () => {
    expect(filesOf(folder)).toEqual(expect.arrayContaining([...shared]));
  });

  it.each(units)('%s exports what its file is called, under the same name', async (file) => {
    const module = (await import(`../src/${folder}/${file}.ts`)) as Record<string, { name?: string }>;
    expect(module[EXPORTS[file] ?? file]).toMatchObject({ name: file });
  });

  it.each(units)('%s is in the registry once', (file) => {
    expect(names.filter((name) => name === file)).toEqual([file]);
  });

  it.each(names)('%s has a file', (name) => {
    expect(units).toContain(name);
  });

  it.each(names)('%s has a fixture', (name) => {
    expect(fixtures).toContain(`${name}-basic`);
  });
});

describe('fixtures', () => {
  const subjects = new Set([...kinds, ...transforms].map(({ name }) => name).concat(STAGES));

  it.each(fixtures)('%s is called by its subject and its situation', (fixture) => {
    expect(fixture).toMatch(/^[a-z][A-Za-z\d]*-[a-z][A-Za-z\d]*$/);
    expect(subjects).toContain(fixture.split('-')[0]);
  });

  it.each(STAGES)('the stage %s has one', (stage) => {
    expect(fixtures).toContain(`${stage}-basic`);
  });
});
