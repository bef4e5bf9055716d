#!/usr/bin/env node
/**
 * Flips conditions of src/, one at a time and in a copy, and runs the tests until one fails. A condition that can be flipped
 * and no test fails is one that no test is about, unless both ways come to the same.
 *
 *   npm run mutation -- --seed 1 --count 40
 *   npm run mutation -- --only src/parse/unwrap.ts
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
  },
});

/** Tests that read the sources, start processes or databases, or try many texts. */
const APART =
  /^(?:layers|registry|kindNames|cli|verifyCli|new|migrationProof\w*)\.test\.ts$|^(?:database|browser|runners|hostile)\//;
const rest = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.test.ts') && file !== 'fixtures.test.ts' && !APART.test(file))
  .map((file) => `test/${file}`);
/** The quickest first: most mutants end there. */
const TESTS = [['test/fixtures.test.ts'], rest];
/** A mutant that never ends is found as well. */
const PATIENCE = 600_000;

const FLIPS = {
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
};
/** Operators between spaces, as prettier writes them: generics have none. */
const OPERATOR = /(?<= )(?:===|!==|&&|\|\||<=?|>=?)(?= |$)|\breturn (?:true|false);/gm;
/** What is no code: comments, strings, regular expressions at the beginning of an expression. */
const NO_CODE =
  /\/\*[^]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|(?<=[(,=:[!&|?{};]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

const blank = (text) => text.replace(/[^\n]/g, '_');
/** Templates hold SQL, and code only in `${}`, which is left alone with them. */
const codeOf = (text) => text.replace(NO_CODE, blank).replace(/`(?:[^`\\]|\\.)*`/g, blank);
const isType = (line) => /^\s*(?:export )?(?:type|interface) |^\s*import /.test(line);

function mutantsOf(file) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...codeOf(text).matchAll(OPERATOR)].flatMap(({ 0: found, index }) => {
    const before = text.slice(0, index);
    const line = before.split('\n').length;
    if (isType(text.split('\n')[line - 1])) return [];
    const flipped =
      FLIPS[found] ??
      (found.includes('true') ? found.replace('true', 'false') : found.replace('false', 'true'));
    return [{ file, line, found, flipped, text: before + flipped + text.slice(index + found.length) }];
  });
}

/** mulberry32: the same draw for the same seed, everywhere. */
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn(all, count, random) {
  const rest = [...all];
  const out = [];
  while (out.length < count && rest.length > 0)
    out.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return out;
}

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .filter(
    (file) => file.endsWith('.ts') && !/^src\/(?:verify|cli)\//.test(file) && file.startsWith(values.only),
  )
  .toSorted();
const mutants = drawn(files.flatMap(mutantsOf), Number(values.count), randomOf(Number(values.seed)));

const copy = mkdtempSync(join(tmpdir(), 'pg-baseline-mutation-'));
const passes = () =>
  TESTS.every(
    (args) =>
      spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', ...args], {
        cwd: copy,
        // Expected files are compared and never written.
        env: { ...process.env, CI: 'true' },
        timeout: PATIENCE,
        stdio: 'ignore',
      }).status === 0,
  );

try {
  for (const name of [
    'src',
    'test',
    'fixtures',
    'samples',
    'docs',
    'package.json',
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'tsconfig.json',
    'vitest.config.ts',
  ])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  if (!passes()) throw new Error('The tests fail without any mutant.');
  let killed = 0;
  for (const { file, line, found, flipped, text } of mutants) {
    const original = readFileSync(join(copy, file));
    writeFileSync(join(copy, file), text);
    const survived = passes();
    writeFileSync(join(copy, file), original);
    if (!survived) killed++;
    console.log(`${survived ? 'survived' : 'killed  '} ${file}:${line} ${found} → ${flipped}`);
  }
  console.log(`${killed} of ${mutants.length} killed; seed ${values.seed}`);
} finally {
  rmSync(copy, { recursive: true });
}
