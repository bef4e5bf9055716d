/** One spelling per thing: a file, what it exports, its place in the list, its fixtures. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/kinds/registry.js';
import { transforms } from '../src/transforms/registry.js';
import { stages } from '../src/transforms/shared/transform.js';

const ROOT = join(import.meta.dirname, '..');
const fixtures = readdirSync(join(ROOT, 'fixtures'));

/** What the kinds of an area share; none of these is a kind itself. */
const SHARED_BY_KINDS = [
  'constraints/constraint',
  'data/mark',
  'is',
  'loadedOwner',
  'fromSql',
  'registry',
  'routines/auditFunction',
  'routines/routine',
  'tables/tableParts',
  'textSearch/textSearch',
];
const SHARED_BY_TRANSFORMS = ['registry'];

/** `function` is a word of the language. */
const EXPORTS: Readonly<Record<string, string>> = { function: 'functionKind' };

/** Stages, which have fixtures of their own. */
const STAGES = ['configuration', 'decode', 'diagnostics', 'order', 'parse', 'print', 'scan'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^shared\/|\/(?:kinds|transforms)\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ''));

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
    const module = (await import(/* @vite-ignore */ join(ROOT, 'src', folder, `${file}.ts`))) as Record<
      string,
      { name?: string }
    >;
    const name = basename(file);
    expect(module[EXPORTS[name] ?? name]).toMatchObject({ name });
  });

  it.each(units)('%s is in the registry once', (file) => {
    expect(names.filter((name) => name === basename(file))).toHaveLength(1);
  });

  it.each(names)('%s has a file', (name) => {
    expect(units.map((file) => basename(file))).toContain(name);
  });

  it.each(names)('%s has a fixture', (name) => {
    expect(fixtures).toContain(`${name}-basic`);
  });
});

describe.each(stages)('the stage %s', (stage) => {
  const units = filesOf('transforms').filter((file) => file.startsWith(`${stage}/`));

  it('is a folder, and each transform in it is of that stage', () => {
    const names = transforms.filter((transform) => transform.stage === stage).map(({ name }) => name);
    expect(units.map((file) => basename(file)).toSorted()).toEqual(names.toSorted());
  });
});

it('stages run one after the other', () => {
  const order = transforms.map(({ stage }) => stages.indexOf(stage));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
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
