/** What the sample says to people, as text: each message is a sentence about something that is there, and says what to do. */
import { describe, expect, test } from 'vitest';
import { converted, undecided } from './sample.js';
import { schemaOf } from './schema.js';

/** As a failed test shall show them. */
const named = (
  diagnostics: typeof sample.diagnostics,
  wrong: (one: (typeof sample.diagnostics)[number]) => boolean,
): string[] => diagnostics.filter(wrong).map(({ code, object, message }) => `${code} ${object}: ${message}`);

const sample = converted();

describe.each([
  ['with the sample’s configuration', sample],
  ['without a configuration', undecided()],
])('%s', (_, { diagnostics, report, sql }) => {
  const objects = new Set([
    ...report.ledger.map(({ object }) => object),
    ...schemaOf(sql).objects.map(({ id }) => id),
  ]);

  test('there are some', () => {
    expect(diagnostics.length).toBeGreaterThan(100);
  });

  test('codes have an owner and say what', () => {
    expect(named(diagnostics, ({ code }) => !/^[a-z][a-zA-Z]*\/[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  });

  test('each is about an object of the dump or the output', () => {
    expect(named(diagnostics, ({ object }) => object === undefined || !objects.has(object))).toEqual([]);
  });

  test('a message is one or more sentences', () => {
    expect(named(diagnostics, ({ message }) => !/^\S.*\S\.$/s.test(message))).toEqual([]);
  });

  test('a warning says what to do', () => {
    expect(
      named(diagnostics, ({ severity, help }) => severity === 'warning' && !/\S/.test(help ?? '')),
    ).toEqual([]);
  });

  test('nothing shows through that is no text', () => {
    const wrong = /undefined|\[object|\0| {2}|\n|NaN|\bnull\b|\$\{/;
    expect(named(diagnostics, ({ message, help }) => wrong.test(message) || wrong.test(help ?? ''))).toEqual(
      [],
    );
    const declared = [...report.replaced, ...report.changed, ...report.known];
    expect(
      declared
        .flatMap((one) => Object.values(one) as string[])
        .filter((text) => wrong.test(text) || text === ''),
    ).toEqual([]);
  });

  test('nothing is said twice', () => {
    const said = diagnostics.map(({ code, object, message }) => `${code} ${object}: ${message}`);
    expect(said.filter((text, at) => said.indexOf(text) !== at)).toEqual([]);
    for (const list of [report.replaced, report.changed, report.known]) {
      const texts = list.map((one) => JSON.stringify(one));
      expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
    }
  });
});
