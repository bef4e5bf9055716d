/** Dollar quoting is done in one place, by a tag that the text does not hold. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { parseSync } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { blockTagOf, doBlock, dollarQuote } from '../../src/catalog/dollarQuote.js';
import { ready } from '../../src/index.js';
import { tokens } from '../../src/source/tokens.js';
import { chosen } from './names.js';

await ready();

describe('the tag', () => {
  it.each([
    ['', '', '$$$$'],
    [' a ', '', '$$ a $$'],
    [' a $$ ', '', '$body1$ a $$ $body1$'],
    ['\nBEGIN\n', 'check', '$check$\nBEGIN\n$check$'],
    ['$check$', 'check', '$check1$$check$$check1$'],
    ['$check$ $check1$', 'check', '$check2$$check$ $check1$$check2$'],
    // The end of the text and the tag behind it together hold the tag.
    ['a $check', 'check', '$check1$a $check$check1$'],
    ['a $', '', '$body1$a $$body1$'],
  ])('of %j, %j', (body, word, quoted) => {
    expect(dollarQuote(body, word)).toBe(quoted);
  });

  it('ends where the text ends, for PostgreSQL and for the scanner', () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom('', 'check', 'guard'), ({ names, texts }, word) => {
        const body = [...names, ...texts].join(' ');
        const quoted = dollarQuote(body, word);
        expect(parseSync(`DO ${quoted}`).stmts).toMatchObject([
          { stmt: { DoStmt: { args: [{ DefElem: { arg: { String: { sval: body } } } }] } } },
        ]);
        expect(tokens(quoted)).toEqual([{ kind: 'dollar', start: 0, end: quoted.length }]);
      }),
      { seed: 20251222 },
    );
  });

  it('tells the tool its own blocks again, whatever its number', () => {
    expect(blockTagOf(doBlock('guard', ['x']))).toBe('guard');
    expect(blockTagOf(doBlock('owner', ['$owner$']))).toBe('owner');
    expect(blockTagOf(doBlock('baseline', ['$baseline$ $baseline1$'], ['y int;']))).toBe('baseline');
    expect(blockTagOf('DO $other$ x $other$')).toBeUndefined();
  });
});

const SRC = join(import.meta.dirname, '..', '..', 'src');
const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));

const withoutComments = (code: string): string => code.replace(/\/\*\*?[^]*?\*\/|(?<=^\s*)\/\/.*$/gm, '');

/** A tag as it stands in SQL: behind AS or DO, or at the beginning of a line. */
const TAG = /(?:\b(?:AS|DO)\s|^\s*|['"`])(\$(?:[A-Za-z_]\w*)?\$)(?!\{)/gm;

describe('no file writes a tag of its own', () => {
  it.each(files.filter((file) => !file.startsWith('verify/') && file !== 'catalog/dollarQuote.ts'))(
    '%s',
    (file) => {
      const code = withoutComments(readFileSync(join(SRC, file), 'utf8'));
      expect([...code.matchAll(TAG)].map(([, tag]) => tag)).toEqual([]);
    },
  );

  // The witness shares no code with what it judges. It quotes constants alone.
  it.each(files.filter((file) => file.startsWith('verify/')))('%s, but for constants', (file) => {
    const code = withoutComments(readFileSync(join(SRC, file), 'utf8'));
    const bodies = [...code.matchAll(/(\$[a-z]*\$)([^]*?)\1/g)].map(([, , body]) => body!);
    const values = bodies.flatMap((body) => [...body.matchAll(/\$\{([^}]*)\}/g)].map(([, value]) => value));
    expect(values.filter((value) => !/^[A-Z_]+(?:\('[a-z_]+'\))?$/.test(value!))).toEqual([]);
  });
});
