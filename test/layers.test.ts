/** Who may import whom, and which file is the door to which package: read from the import lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

/** What a part may import: only parts above it. A file of src/ itself is a part; print/layout.ts is one of its own. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  // What Node has and a browser does not; all other parts above the command line do without.
  platform: [],
  secrets: [],
  diagnostics: ['secrets'],
  runners: ['diagnostics'],
  // An independent witness: it takes SQL text only, and shares nothing with what it judges.
  // What it found, as data.
  verification: [],
  verify: ['diagnostics', 'verification'],
  didYouMean: [],
  settings: ['diagnostics', 'runners'],
  source: ['platform', 'secrets', 'diagnostics'],
  grammar: ['platform', 'diagnostics'],
  layout: [],
  catalog: ['platform', 'diagnostics', 'source', 'grammar'],
  authoredSql: ['platform', 'catalog'],
  kinds: ['platform', 'secrets', 'source', 'grammar', 'catalog'],
  versions: ['diagnostics', 'source', 'grammar', 'catalog', 'kinds'],
  parse: ['diagnostics', 'source', 'grammar', 'catalog', 'kinds'],
  facts: ['diagnostics', 'runners', 'settings', 'source', 'grammar', 'catalog', 'kinds'],
  tenancy: [
    'platform',
    'diagnostics',
    'didYouMean',
    'settings',
    'source',
    'grammar',
    'catalog',
    'kinds',
    'authoredSql',
    'facts',
  ],
  transforms: [
    'diagnostics',
    'settings',
    'source',
    'grammar',
    'catalog',
    'kinds',
    'versions',
    'authoredSql',
    'facts',
    'tenancy',
  ],
  order: ['diagnostics', 'catalog'],
  print: ['diagnostics', 'runners', 'layout', 'source', 'catalog', 'kinds', 'parse', 'order'],
  migrate: [
    'platform',
    'diagnostics',
    'runners',
    'settings',
    'layout',
    'source',
    'grammar',
    'catalog',
    'kinds',
    'facts',
    'transforms',
    'order',
    'print',
  ],
  report: [
    'platform',
    'secrets',
    'diagnostics',
    'runners',
    'didYouMean',
    'settings',
    'catalog',
    'kinds',
    'facts',
    'tenancy',
    'verification',
  ],
  fold: ['diagnostics', 'source', 'catalog', 'versions', 'parse', 'migrate', 'order'],
  pipeline: [
    'platform',
    'diagnostics',
    'settings',
    'source',
    'catalog',
    'versions',
    'parse',
    'tenancy',
    'transforms',
    'order',
    'print',
    'report',
    'fold',
  ],
  migration: ['catalog', 'settings', 'source', 'migrate', 'pipeline'],
  adoption: ['catalog', 'settings', 'source', 'grammar', 'kinds', 'migrate', 'pipeline'],
  additions: ['catalog', 'kinds', 'order', 'print', 'settings', 'tenancy', 'transforms', 'pipeline'],
  index: ['diagnostics', 'settings', 'grammar', 'report', 'pipeline'],
  // Schemas from elsewhere: they run in the engines of the witness, and pg_dump reads them back.
  sources: ['diagnostics', 'runners', 'source', 'grammar', 'parse', 'verify'],
  config: ['diagnostics', 'didYouMean', 'settings', 'authoredSql', 'transforms'],
  cli: [
    'platform',
    'secrets',
    'diagnostics',
    'runners',
    'didYouMean',
    'settings',
    'source',
    'grammar',
    'catalog',
    'authoredSql',
    'kinds',
    'parse',
    'transforms',
    'report',
    'fold',
    'pipeline',
    'migration',
    'adoption',
    'additions',
    'index',
    'config',
    'verify',
    'verification',
    'sources',
  ],
};

/** One package, one door. What reads or writes the world is the command line's alone. */
const DOORS: Readonly<Record<string, RegExp>> = {
  'libpg-query': /^grammar\.ts$/,
  prettier: /^(?:print\/layout|cli\/conversion\/projectLayout)\.ts$/,
  'prettier/doc': /^print\/layout\.ts$/,
  yargs: /^cli\//,
  zod: /^config\/(?:schema|profile|values)\.ts$/,
  yaml: /^config\/document\.ts$/,
  'fs-extra': /^cli\/io\/files\.ts$/,
  'pgsql-ast-parser': /^authoredSql\/library\.ts$/,
  pg: /^verify\/server\/connection\.ts$/,
  // The door to PGlite and its pg_dump is the thread that it starts: verify/engine/pgliteWorker.js.
  'node:worker_threads': /^verify\/engine\/pglite\.ts$/,
  // pg_dump for servers, besides what the command line starts.
  'node:child_process': /^(?:cli\/|sources\/engine\/pgDump\.ts$)/,
  'node:buffer': /^platform\/bytes\.ts$/,
  'node:module': /^(?:cli\/|platform\/load\.ts$)/,
  '@viz-js/viz': /^report\/diagram\.ts$/,
  'node:crypto': /^platform\/digest\.ts$/,
  'node:zlib': /^platform\/gunzip\.ts$/,
};
const WORLD = /^node:(?:fs|fs\/promises|os|path|process|stream|tty|url|util)$/;

const LINES = 300;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .toSorted();
const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');

const IMPORT = /^(?:import|export)\b(?:[^;']*\bfrom\b)?\s*'([^']+)';|\bimport\('([^']+)'\)/gm;
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(IMPORT)].map(([, fixed, loaded]) => fixed ?? loaded!);

/** Imports of our own, as files of src/. */
const ownOf = (file: string): string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name).replaceAll('\\', '/').replace(/\.js$/, '.ts'));
const foreignOf = (file: string): string[] => importsOf(file).filter((name) => !name.startsWith('.'));

const partOf = (file: string): string =>
  file === 'print/layout.ts' ? 'layout' : file.replace(/(?:\/.*|\.ts)$/, '');

/** Each file with what is wrong in it, as `file: what`, so that one assertion over all files names every offender. */
const offences = (wrongIn: (file: string) => readonly string[]): string[] =>
  files.flatMap((file) => wrongIn(file).map((what) => `${file}: ${what}`));

describe('layers', () => {
  const parts = Object.keys(LAYERS);

  it('finds the files', () => {
    expect(files.length).toBeGreaterThan(300);
  });

  it('a part imports only from above in the table', () => {
    const below = parts.flatMap((part, place) =>
      LAYERS[part]!.filter((name) => !parts.slice(0, place).includes(name)).map((name) => `${part}: ${name}`),
    );
    expect(below).toEqual([]);
  });

  it('every file is of a part in the table', () => {
    expect(files.filter((file) => !parts.includes(partOf(file)))).toEqual([]);
  });

  it('every file that is imported is there', () => {
    expect(offences((file) => ownOf(file).filter((other) => !files.includes(other)))).toEqual([]);
  });

  it('a file imports only what its part may', () => {
    const wrong = offences((file) => {
      const part = partOf(file);
      const allowed = [part, ...(LAYERS[part] ?? [])];
      return ownOf(file).filter((other) => !allowed.includes(partOf(other)));
    });
    expect(wrong).toEqual([]);
  });

  it('finds the imports at all', () => {
    expect(ownOf('pipeline.ts')).toContain('parse/parse.ts');
    expect(ownOf('cli/conversion/configuration.ts')).toContain('config/config.ts');
    expect(foreignOf('grammar.ts')).toContain('libpg-query');
  });
});

/** Ways along the arrows that come back to where they began. */
function cyclesOf(nodes: Iterable<string>, next: (node: string) => Iterable<string>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) cycles.push([...path.slice(path.indexOf(node)), node].join(' → '));
    else if (!done.has(node)) for (const other of next(node)) visit(other, [...path, node]);
    done.add(node);
  };
  for (const node of nodes) visit(node, []);
  return cycles;
}

it('no file imports itself through others', () => {
  expect(cyclesOf(files, ownOf)).toEqual([]);
});

it('no folder imports itself through others', () => {
  const folderOf = (file: string): string => (file.includes('/') ? dirname(file) : file);
  const next = new Map<string, Set<string>>();
  for (const file of files) {
    const folder = folderOf(file);
    const others = ownOf(file)
      .map(folderOf)
      .filter((other) => other !== folder);
    next.set(folder, new Set([...(next.get(folder) ?? []), ...others]));
  }
  expect(cyclesOf(next.keys(), (folder) => next.get(folder)!)).toEqual([]);
});

it('what a statement is, its tree tells by its type: no cast', () => {
  expect(files.filter((file) => file !== 'grammar.ts' && /\btree!?\.node as\b/.test(textOf(file)))).toEqual(
    [],
  );
});

/** The code without comments. */
const codeOf = (file: string): string => textOf(file).replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');

it('what runs in Node only is in platform/, cli/, sources/ and verify/', () => {
  const ofNode = /\b(?:Buffer|NodeJS)\b|\bprocess\.|\brequire\(|['"]node:/;
  const found = files.filter((file) => ofNode.test(codeOf(file)));
  expect(found.filter((file) => !/^(?:platform|cli|sources|verify)\//.test(file))).toEqual([]);
  expect(found).toContain('platform/bytes.ts');
});

it('stages after reading ask the dump for places and lines: they do not see its text', () => {
  const later = /^(?:catalog|facts|kinds|order|parse|pipeline|print|report|tenancy|transforms|versions)\b/;
  const reading = /^import [^;]*\b(?:decode|scannedDump|placeAt|frame)\b[^;]*;/m;
  const readers = files.filter((file) => later.test(file) && reading.test(textOf(file)));
  // The line itself, and messages of programs for a reader of texts that is no part of it.
  expect(readers).toEqual(['parse/noise.ts', 'pipeline.ts']);
});

it('a package is imported only by its door', () => {
  const wrong = offences((file) =>
    foreignOf(file).filter((name) =>
      WORLD.test(name) ? !file.startsWith('cli/') : !DOORS[name]?.test(file),
    ),
  );
  expect(wrong).toEqual([]);
});

it(`at most ${LINES} lines`, () => {
  const long = offences((file) => {
    const lines = textOf(file).split('\n').length - 1;
    return lines > LINES ? [`${lines} lines`] : [];
  });
  expect(long).toEqual([]);
});
