import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  frame,
  InputError,
  placeAt,
  render,
  showPlace,
} from '../src/diagnostics/diagnostics.js';
import { LineIndex } from '../src/source/lines.js';

const lines = (...all: string[]): string => all.join('\n');
const TEXT = lines('one', 'two', 'three', 'four', 'five', 'six');

describe('a frame: the line, two above, two below, a mark under the column', () => {
  it.each([
    [
      'in the middle',
      TEXT,
      3,
      2,
      lines('  1 | one', '  2 | two', '> 3 | three', '    |  ^', '  4 | four', '  5 | five'),
    ],
    ['at the beginning', TEXT, 1, 1, lines('> 1 | one', '    | ^', '  2 | two', '  3 | three')],
    ['at the end', TEXT, 6, 4, lines('  4 | four', '  5 | five', '> 6 | six', '    |    ^')],
    ['of one line', 'one', 1, 3, lines('> 1 | one', '    |   ^')],
    ['of nothing', '', 1, 1, lines('> 1 |', '    | ^')],
    ['behind the last line', 'one\n', 2, 1, lines('  1 | one', '> 2 |', '    | ^')],
    ['with tabs, each as one column', '\ta\tb', 1, 4, lines('> 1 |  a b', '    |    ^')],
    ['with CRLF', 'one\r\ntwo\r\n', 1, 1, lines('> 1 | one', '    | ^', '  2 | two', '  3 |')],
    [
      'with line numbers of two widths',
      Array.from({ length: 11 }, (_, at) => `line ${at + 1}`).join('\n'),
      9,
      6,
      lines(
        '   7 | line 7',
        '   8 | line 8',
        '>  9 | line 9',
        '     |      ^',
        '  10 | line 10',
        '  11 | line 11',
      ),
    ],
  ])('%s', (_, text, line, column, expected) => {
    expect(frame(text, { line, column })).toBe(expected);
  });

  it('shows the part of a long line where the column is', () => {
    const [above, line, mark] = frame(`short\n${'x'.repeat(500)}Y${'z'.repeat(500)}`, {
      line: 2,
      column: 501,
    }).split('\n');
    expect(above).toBe('  1 |');
    expect(line!.length).toBeLessThan(130);
    expect(line![mark!.indexOf('^')]).toBe('Y');
  });
});

describe('a place', () => {
  it.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 1, 4],
    [4, 2, 1],
    [8, 3, 1],
    [TEXT.length, 6, 4],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(placeAt(TEXT, offset)).toEqual({ line, column });
    expect(new LineIndex(TEXT).placeAt(offset)).toEqual({ line, column });
  });

  it('behind a character of two units counts both', () => {
    expect(placeAt('🏥x', 2)).toEqual({ line: 1, column: 3 });
  });

  it.each([
    [{ line: 3, column: 7 }, '<input>:3:7'],
    [{ file: 'schema.sql', line: 3, column: 7 }, 'schema.sql:3:7'],
  ])('%o', (place, shown) => {
    expect(showPlace(place)).toBe(shown);
  });
});

describe('a message: what, where, what to do', () => {
  const warning: Diagnostic = {
    severity: 'warning',
    code: 'order/circle',
    message: 'Two tables need each other.',
  };
  const place = { file: 'a.sql', line: 2, column: 1 };

  it.each<[string, Diagnostic | InputError, string]>([
    ['a warning', warning, 'warning: Two tables need each other. [order/circle]'],
    ['with a place', { ...warning, place }, 'a.sql:2:1: warning: Two tables need each other. [order/circle]'],
    [
      'with help',
      { ...warning, help: 'Take one apart.' },
      lines('warning: Two tables need each other. [order/circle]', '  help: Take one apart.'),
    ],
    ['a note', { ...warning, severity: 'info' }, 'info: Two tables need each other. [order/circle]'],
    ['an error', new InputError('decode/empty', 'It is empty.'), 'error: It is empty. [decode/empty]'],
    [
      'an error with a frame',
      new InputError('scan/unclosed', 'It is open.', { place, text: TEXT, help: 'Close it.' }),
      lines(
        'a.sql:2:1: error: It is open. [scan/unclosed]',
        '  1 | one',
        '> 2 | two',
        '    | ^',
        '  3 | three',
        '  4 | four',
        '  help: Close it.',
      ),
    ],
    [
      'an error whose text is not known',
      new InputError('config/value', 'It is wrong.', { place }),
      'a.sql:2:1: error: It is wrong. [config/value]',
    ],
  ])('%s', (_, item, expected) => {
    expect(render(item)).toBe(expected);
  });
});
