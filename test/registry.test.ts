/** One spelling per thing: a file, what it exports, its place in the list, its fixtures. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/kinds/registry.js';
import { transforms } from '../src/transforms/registry.js';
import { stages } from '../src/transforms/base/transform.js';

const ROOT = join(import.meta.dirname, '..');
const fixtures = readdirSync(join(ROOT, 'fixtures'));

/** What the kinds of an area share; none of these is a kind itself. */
const SHARED_BY_KINDS = [
  'constraints/alterConstraint',
  'constraints/constraint',
  'data/mark',
  'foreign/columns',
  'foreign/options',
  'is',
  'loadedOwner',
  'fromSql',
  'registry',
  'operators/links',
  'operators/members',
  'operators/method',
  'routines/auditFunction',
  'routines/replaced',
  'routines/routine',
  'schemas/described',
  'security/alterPolicy',
  'tables/alterIdentity',
  'tables/sequenceOptions',
  'tables/tableParts',
  'tables/unset',
  'textSearch/textSearch',
  'types/attributes',
  'types/domainParts',
  'types/ownFunctions',
  'types/rangeParts',
  'views/viewColumns',
];
const SHARED_BY_TRANSFORMS = ['registry'];

/** `function` is a word of the language. */
const EXPORTS: Readonly<Record<string, string>> = { function: 'functionKind' };

/** Stages, which have fixtures of their own. */
const STAGES = ['configuration', 'decode', 'diagnostics', 'order', 'parse', 'print', 'scan'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(ROOT, 'src', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^base\/|\/(?:kinds|transforms)\.ts$/.test(file))
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

  it('has files and names', () => {
    expect(units).not.toEqual([]);
    expect(names).not.toEqual([]);
  });

  it('a file exports what it is called, under the same name', async () => {
    const wrong: string[] = [];
    for (const file of units) {
      const module = (await import(/* @vite-ignore */ join(ROOT, 'src', folder, `${file}.ts`))) as Record<
        string,
        { name?: string }
      >;
      const name = basename(file);
      if (module[EXPORTS[name] ?? name]?.name !== name) wrong.push(file);
    }
    expect(wrong).toEqual([]);
  });

  it('every file is in the registry once', () => {
    const places = (file: string): number => names.filter((name) => name === basename(file)).length;
    expect(units.filter((file) => places(file) !== 1)).toEqual([]);
  });

  it('every name has a file', () => {
    const called = units.map((file) => basename(file));
    expect(names.filter((name) => !called.includes(name))).toEqual([]);
  });

  it('every name has a fixture', () => {
    expect(names.filter((name) => !fixtures.includes(`${name}-basic`))).toEqual([]);
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

  it('every one is called by its subject and its situation', () => {
    expect(fixtures).not.toEqual([]);
    const wrong = fixtures.filter(
      (fixture) =>
        !/^[a-z][A-Za-z\d]*-[a-z][A-Za-z\d]*$/.test(fixture) || !subjects.has(fixture.split('-')[0]!),
    );
    expect(wrong).toEqual([]);
  });

  it('every stage has one', () => {
    expect(STAGES.filter((stage) => !fixtures.includes(`${stage}-basic`))).toEqual([]);
  });
});
