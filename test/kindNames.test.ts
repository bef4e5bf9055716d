/** Outside of src/kinds, no kind is spelled: its name is `KIND.table`, and a question about several kinds is one of their traits. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KIND, kinds } from '../src/kinds/registry.js';

const SRC = join(import.meta.dirname, '..', 'src');

/** They know no kinds, and have words of their own: for tokens, keys of dependencies, rows of the catalogs. */
const WITHOUT_KINDS = /^(?:authoredSql|catalog|config|settings|source|verify)\//;

/** A key of a table is of a kind of its own: `'primaryKey' | 'unique' | 'uniqueIndex'`, or `'exclusion'`. */
const OF_KEYS = new Set(['primaryKey', 'unique', 'exclusion']);
const KEYS = /^(?:facts\/relations|tenancy\/keys)\//;

const names = new Set<string>(kinds.map(({ name }) => name));
const areNames = (words: readonly string[], least: number): boolean =>
  words.length >= least && words.every((word) => names.has(word));

/** `object.kind === 'table'`; a statement of the dump and a token have a `kind`, too. */
const COMPARISON = /(?<![\w.])([\w.!?[\]()]*\bkind)\s*[!=]==\s*'(\w+)'/g;
const OTHERS = /\b(?:raw|token)\.kind$/;

const SWITCH = /^( *)switch \([\w.]*\bkind\) \{\n(.*?)^\1\}/gms;
const CASE = /\bcase '(\w+)':/g;

/** `['function', 'procedure']`, `new Set(['index'])` */
const LIST = /(new Set(?:<\w+>)?\()?\[(\s*(?:'\w+',?\s*)+)\]/g;
/** `'function procedure'.split(' ')` */
const WORDS = /(['`])([\w\s]+)\1\s*\.split\(/g;
/** `: Readonly<Record<string, string>> = { tableData: … }` */
const RECORD = /Record<[^=]*= \{([^{}]*)\}/g;
const PROPERTY = /^\s*(\w+):/gm;

/** What spells a kind in a file of src/, as it does. */
function spelled(file: string, text: string): string[] {
  const isKey = (name: string): boolean => KEYS.test(file) && OF_KEYS.has(name);
  const compared = [...text.matchAll(COMPARISON)].filter(
    ([, what = '', name = '']) => names.has(name) && !OTHERS.test(what) && !isKey(name),
  );
  const cases = [...text.matchAll(SWITCH)].flatMap(([, , body = '']) =>
    [...body.matchAll(CASE)].filter(([, name = '']) => names.has(name)),
  );
  const lists = [...text.matchAll(LIST)].filter(([, isSet, list = '']) =>
    areNames(list.match(/\w+/g) ?? [], isSet ? 1 : 2),
  );
  const words = [...text.matchAll(WORDS)].filter(([, , list = '']) => areNames(list.match(/\w+/g) ?? [], 2));
  const records = [...text.matchAll(RECORD)].filter(([, body = '']) =>
    areNames(
      [...body.replaceAll(/,\s*/g, ',\n').matchAll(PROPERTY)].map(([, name = '']) => name),
      1,
    ),
  );
  return [compared, cases, lists, words, records].flat().map(([found]) => found);
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('kinds/') && !WITHOUT_KINDS.test(file));

it('no kind is spelled outside of src/kinds', () => {
  const found = files.flatMap((file) =>
    spelled(file, readFileSync(join(SRC, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

it('KIND has each name', () => {
  expect(Object.entries(KIND)).toEqual(kinds.map(({ name }) => [name, name]));
});

describe('what spells a kind is found', () => {
  it.each([
    `if (kind === 'table') return;`,
    `objects.filter(({ kind }) => kind !== 'policy')`,
    `objects[at]!.kind === 'view'`,
    `(object?.kind === 'domain')`,
    `found.some((one) => one.kind === 'primaryKey')`,
    `const isBody =\n  object.kind ===\n  'function'`,
    `  switch (object.kind) {\n    case 'grant':\n      return 1;\n  }\n`,
    `const RULE = new Set(['view', 'materializedView']);`,
    `const ONE = new Set<string>(['index']);`,
    `const MANY: ReadonlySet<string> = new Set([\n  'table',\n  'index',\n]);`,
    `['function', 'procedure'].includes(object.kind)`,
    `const ALL = new Set('function procedure\n  aggregate'.split(/\\s+/));`,
    `const WHY: Readonly<Record<string, string>> = { setting: 'a', noise: 'b' };`,
    `const WHY: Readonly<Record<string, string>> = {\n  cluster: 'belongs to the cluster',\n};`,
  ])('%j', (text) => {
    expect(spelled('transforms/some.ts', text)).toHaveLength(1);
  });

  it.each([
    `if (kind === KIND.table) return;`,
    `statement.raw.kind === 'noise'`,
    `form === 'table'`,
    `key('table', name)`,
    `['table', 'fixed'].includes(form)`,
    `  switch (name) {\n    case 'role':\n      return 1;\n  }\n`,
    `const ACTIONS: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL' };`,
    `{ kind: 'rule', name: '_RETURN' }`,
  ])('and not %j', (text) => {
    expect(spelled('transforms/some.ts', text)).toEqual([]);
  });

  it('a key of a table has a kind of its own', () => {
    expect(spelled('tenancy/keys/some.ts', `key.kind === 'primaryKey'`)).toEqual([]);
    expect(spelled('tenancy/keys/some.ts', `object.kind === 'index'`)).toHaveLength(1);
  });
});
