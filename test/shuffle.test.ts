/** The order of the dump decides nothing: the same entries in another order give the same bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convert, ready } from '../src/index.js';
import { decode } from '../src/source/decode.js';
import { scan } from '../src/source/scan.js';

await ready();

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const DUMPS = join(import.meta.dirname, 'dumps');
const SEEDS = [1, 7, 20251222];

/** Where an entry of pg_dump begins; --verbose says more of it. */
const ENTRY =
  /^--\n(?:-- (?:TOC entry|Dependencies).*\n)*-- (?:(?:Data|Statistics) for )?Name: (.*); Type: (.*?); Schema: (.*?);.*\n--\n/gm;
/** Settings that decide the entries behind them; pg_dump writes them in front of the heading. */
const STATE = /^SET default_table_access_method = (\w+);\n\n/gm;

interface Entry {
  readonly text: string;
  /** Entries of the same target keep their order among each other: a REVOKE undoes what stands before it. */
  readonly target: string | undefined;
}

interface Dump {
  /** What stands in front of the first entry, and behind the last. */
  readonly prologue: string;
  readonly epilogue: string;
  /** Each with the state that is in force. */
  readonly entries: readonly Entry[];
}

function entriesOf(whole: string): Dump {
  const last = whole.lastIndexOf('--\n-- PostgreSQL database dump complete\n--\n');
  const text = last === -1 ? whole : whole.slice(0, last);
  const statements = scan(text);
  // The same lines in a function's body or a literal are no heading.
  const starts = [...text.matchAll(ENTRY)].filter(
    ({ index }) => !statements.some(({ start, end }) => start < index && index < end),
  );
  const taken = [...text.matchAll(/ CONSTRAINT (\w+)_not_null NOT NULL/g)].map(([, name]) => name!);
  const state = (from: number): string => [...text.slice(0, from).matchAll(STATE)].at(-1)?.[0] ?? '';
  const entries = starts.map((start, at): Entry => {
    const body = text.slice(start.index, starts[at + 1]?.index).replace(STATE, '');
    const [, name = '', type = '', schema = ''] = start;
    const target = type.endsWith('ACL')
      ? `${schema}.${targetOf(name, type)}`
      : sharesNames(name, type, body, taken)
        ? 'chosen names'
        : undefined;
    return { text: `${state(start.index)}${body}`, target };
  });
  return {
    prologue: text.slice(0, starts[0]?.index).replace(STATE, ''),
    epilogue: whole.slice(text.length),
    entries,
  };
}

/** Tables of which one has by definition what PostgreSQL would call a NOT NULL of the other: the first gets the name. */
const sharesNames = (name: string, type: string, body: string, taken: readonly string[]): boolean =>
  type.endsWith('TABLE') &&
  (body.includes('_not_null NOT NULL') || taken.some((one) => one.startsWith(`${name}_`)));

/** Default privileges are one sequence; those of a column go with its table's. */
function targetOf(name: string, type: string): string {
  if (type === 'DEFAULT ACL') return type;
  return name.replace(/^COLUMN (.*)\..*$/, 'TABLE $1').replace(/^\w+ /, '');
}

/** The same numbers for the same seed, everywhere. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function shuffled(entries: readonly Entry[], seed: number): Entry[] {
  const next = random(seed);
  const out = [...entries];
  for (let last = out.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [out[last], out[other]] = [out[other]!, out[last]!];
  }
  const waiting = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.target === undefined) continue;
    waiting.set(entry.target, [...(waiting.get(entry.target) ?? []), entry]);
  }
  return out.map((entry) => (entry.target === undefined ? entry : waiting.get(entry.target)!.shift()!));
}

const outputOf = (text: string): string => convert(Buffer.from(text), { preset: 'plain' }).sql;

/**
 * SET SESSION AUTHORIZATION is state that no heading tells; the encoding that these say is not that of a text; and fixtures
 * have no headings.
 */
const LEFT_OUT = /\.set-session\.|\.latin1\.|\.win1252\.|\/fixtures\//;
const dumps = readFileSync(join(DUMPS, 'list.tsv'), 'utf8')
  .split('\n')
  .filter((line) => /^[^#\t]+\t/.test(line) && !LEFT_OUT.test(line))
  .map((line) => line.split('\t')[0]!)
  .map((name) => [name, join(DUMPS, name)] as const);

const NAMES = [
  'order-basic',
  'order-domains',
  'order-viewsAgainstAlphabet',
  'accessMethods-basic',
  'baseType-basic',
  'dummyViews-circle',
  'foldDefaults-circle',
  'foldDefaults-sharedSequence',
  'foreignKey-basic',
  'grant-basic',
  'grant-columns',
  'partitionOf-nested',
  'print-names',
  'publicationMember-basic',
  'refreshes-chain',
  'textSearchMapping-basic',
];
const fixtures = NAMES.map((name) => [name, join(FIXTURES, name, 'input.sql')] as const);

describe.each([...fixtures, ...dumps])('%s', (_, file) => {
  const { text } = decode(readFileSync(file));
  const { prologue, entries, epilogue } = entriesOf(text);
  const assembled = (all: readonly Entry[]): string =>
    [prologue, ...all.map((entry) => entry.text), epilogue].join('\n');
  const inOrder = outputOf(text);

  it('has entries to shuffle', () => {
    expect(entries.length).toBeGreaterThan(2);
    expect(outputOf(assembled(entries))).toBe(inOrder);
  });

  it.each(SEEDS)('seed %i', (seed) => {
    const mixed = shuffled(entries, seed);
    expect(mixed).not.toEqual(entries);
    expect(mixed.toSorted((a, b) => (a.text < b.text ? -1 : 1))).toEqual(
      entries.toSorted((a, b) => (a.text < b.text ? -1 : 1)),
    );
    expect(outputOf(assembled(mixed))).toBe(inOrder);
  });
});
