/** The registry of diagnostics beside the code that gives them, and beside what the fixtures show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../src/config/config.js';
import type { DiagnosticCode, ErrorCode } from '../src/diagnostics/diagnostics.js';
import { type Code, codes, entryOf, severitiesOf } from '../src/diagnostics/registry.js';

const ROOT = join(import.meta.dirname, '..');

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .toSorted();

/** The code that gives diagnostics: not the registry itself. */
const sources = filesBelow('src')
  .filter((name) => name.endsWith('.ts') && !name.startsWith('src/diagnostics/'))
  .map((name) => readFileSync(join(ROOT, name), 'utf8'));

/** `'tenant/undecided'` */
const LITERAL = /'([a-zA-Z]+\/[a-z-]+)'/g;
/** `${owner}/bare-name`, whose owner is typed: audit or compliance. */
const TEMPLATE = /`\$\{owner\}\/([a-z-]+)`/g;
/** Where a code can stand that the tool gives. */
const GIVEN = /(?:\bcode: |\bInputError\(\s*|\brefuse\(\s*)'([^']*\/[^']*)'/g;

const found = (pattern: RegExp): string[] =>
  sources.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => code!));

const used = new Set([
  ...found(LITERAL),
  ...found(TEMPLATE).flatMap((what) => [`audit/${what}`, `compliance/${what}`]),
]);

describe('the registry', () => {
  it('has no code that nothing gives', () => {
    expect(codes.filter((code) => !used.has(code))).toEqual([]);
  });

  it('has every code that is given', () => {
    const given = new Set(found(GIVEN));
    expect(given.size).toBeGreaterThan(100);
    expect([...given].filter((code) => !(codes as readonly string[]).includes(code))).toEqual([]);
  });

  it('makes an unknown code, and an error as a finding, compile errors', () => {
    // @ts-expect-error There is no such code.
    const misspelled: DiagnosticCode = 'tenant/undecidd';
    // @ts-expect-error It is only given as an error.
    const error: DiagnosticCode = 'names/taken';
    // @ts-expect-error It is only given as a warning.
    const warning: ErrorCode = 'tenant/undecided';
    expect(codes).not.toContain(misspelled);
    expect(severitiesOf(error)).toEqual(['error']);
    expect(severitiesOf(warning)).toEqual(['warning']);
  });

  it.each(codes)('%s has a headline, a problem and what to do', (code) => {
    const { title, problem, whatToDo } = entryOf(code);
    expect(title).toMatch(/^\S.{8,78}[^.\s]$/);
    for (const text of [problem, whatToDo]) expect(text).toMatch(/^\S[^\n]{5,}[.…;]$/);
    expect([...new Set(severitiesOf(code))]).toEqual(severitiesOf(code));
  });
});

describe('settings that the registry names', () => {
  interface Level {
    readonly properties?: Readonly<Record<string, Level>>;
    readonly anyOf?: readonly Level[];
  }
  const keysOf = ({ properties = {}, anyOf = [] }: Level): Map<string, Level> =>
    new Map([...Object.entries(properties), ...anyOf.flatMap((one) => [...keysOf(one)])]);
  const top = keysOf(configSchema() as Level);
  const named = codes.flatMap((code) =>
    [
      ...`${entryOf(code).problem} ${entryOf(code).whatToDo}`.matchAll(
        /\b([a-zA-Z]+)(?:\.|: \{ )([a-z][a-zA-Z]*)\b(?!\()/g,
      ),
    ]
      // report.json is a file.
      .filter(([, group]) => top.has(group!) && group !== 'report')
      .map(([, group, key]) => [code, group!, key!] as const),
  );

  it('are found', () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it.each(named)('%s: %s.%s', (_, group, key) => {
    expect([...keysOf(top.get(group)!).keys()]).toContain(key);
  });
});

describe('severities', () => {
  /** A diagnostic as `render` shows it; its message may have several lines. */
  const SHOWN =
    /^(?:\S+:\d+:\d+: )?(error|warning|info): (?:(?!^(?:\S+:\d+:\d+: )?(?:error|warning|info): )[^])*?\[([a-zA-Z]+\/[a-z-]+)\]$/gm;
  /** The configuration of these changes severities. */
  const CHANGED = /^fixtures\/diagnostics-(?:severity|errors)\//;
  const shown = new Set(
    filesBelow('fixtures')
      .filter((name) => /\/(?:report|error)\.txt$/.test(name) && !CHANGED.test(name))
      .flatMap((name) => [...readFileSync(join(ROOT, name), 'utf8').matchAll(SHOWN)])
      .map(([, severity, code]) => `${code} ${severity}`),
  );

  it('of the fixtures are those of the registry', () => {
    const registered = new Set(codes.flatMap((code) => severitiesOf(code).map((one) => `${code} ${one}`)));
    expect(shown.size).toBeGreaterThan(120);
    expect([...shown].filter((one) => !registered.has(one))).toEqual([]);
  });

  it('that depend on the dump are all in fixtures', () => {
    // Its error is in test/badInput.test.ts.
    const elsewhere: readonly Code[] = ['scan/unfinished-statement'];
    const several = codes.filter((code) => severitiesOf(code).length > 1 && !elsewhere.includes(code));
    expect(several.length).toBeGreaterThan(3);
    expect(
      several
        .flatMap((code) => severitiesOf(code).map((one) => `${code} ${one}`))
        .filter((one) => !shown.has(one)),
    ).toEqual([]);
  });
});
