/** Whatever an object is called and a text says: it is data, and the output does what the same dump with other names does. */
import fc from 'fast-check';
import { parseSync } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { convert, ready } from '../../src/index.js';
import { scan } from '../../src/source/scan.js';
import { bodies, dumpOf, literal, presets } from './dump.js';
import { chosen, type Chosen, NAMES, TEXTS } from './names.js';
import { shape } from './shape.js';

await ready();

/** The same runs each time; HOSTILE_RUNS=1000 looks further, with a seed of its own. */
const { HOSTILE_RUNS } = process.env;
const RUNS = HOSTILE_RUNS === undefined ? { numRuns: 40, seed: 20251222 } : { numRuns: Number(HOSTILE_RUNS) };

/** A comment of several lines, or of many characters, is compared by its digest: what is written then is another condition. */
const isLong = (text: string): boolean => text.includes('\n') || literal(text).length > 100;

/** Names that need quotes, as most of the hostile ones do, and texts of nothing special, as long as the hostile ones. */
const harmless = ({ texts }: Chosen): Chosen => ({
  names: Array.from({ length: NAMES }, (_, at) => `N ${at}`),
  texts: Array.from({ length: TEXTS }, (_, at) => `text ${at}${isLong(texts[at]!) ? '\nof two lines' : ''}`),
});

const utf8 = (text: string): Buffer => Buffer.from(text);

/** The properties are about the same dumps, since they have one seed, and some of these have the same harmless one. */
function once<T>(of: (one: Chosen) => T): (one: Chosen) => T {
  const known = new Map<string, T>();
  return (one) => {
    const key = JSON.stringify(one);
    if (!known.has(key)) known.set(key, of(one));
    return known.get(key)!;
  };
}

describe.each(Object.entries(presets))('%s', (_, settings) => {
  const outputs = once((one): string[] => {
    const { sql, files } = convert(utf8(dumpOf(one)), settings(one));
    return [sql, ...files.map((file) => file.sql)];
  });
  const shapes = once((one): string[][] => outputs(one).map((sql) => shape(sql, bodies(one))));

  it('no statement that the same dump with harmless names does not have', () => {
    fc.assert(
      fc.property(chosen, (one) => {
        expect(shapes(one)).toEqual(shapes(harmless(one)));
      }),
      RUNS,
    );
  });

  it('every statement parses, and is what the scanner takes for one', () => {
    fc.assert(
      fc.property(chosen, (one) => {
        for (const sql of outputs(one)) expect(parseSync(sql).stmts).toHaveLength(scan(sql).length);
      }),
      RUNS,
    );
  });

  it('converting again changes nothing', () => {
    fc.assert(
      fc.property(chosen, (one) => {
        const [sql = ''] = outputs(one);
        const asItStands = convert(utf8(sql), { ...settings(one), preset: 'plain' }).sql;
        if (settings(one).superuser !== 'separate') expect(asItStands).toBe(sql);
      }),
      RUNS,
    );
  });
});
