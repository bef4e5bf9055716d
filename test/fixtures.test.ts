/**
 * Every folder of fixtures/ is a case that could be a bug report: a dump, perhaps a configuration, and what comes of it.
 * `npm run update` writes what is expected; then read `git diff`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readConfig, settingsOf, sourceOf } from '../src/config/config.js';
import { type Conversion, convert, InputError, ready, render, type Settings } from '../src/index.js';
import { renderText } from '../src/report/text.js';
import { decode } from '../src/source/decode.js';
import { type RawStatement, scan, scanCut } from '../src/source/scan.js';

await ready();

const ROOT = join(import.meta.dirname, '..', 'fixtures');
const CONFIG = 'pg-baseline.config.yaml';
const names = readdirSync(ROOT).toSorted();

/** Once for each fixture. */
function once<T>(of: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, of(name));
    return known.get(name)!;
  };
}

const bytesOf = once((name) => readFileSync(join(ROOT, name, 'input.sql')));

/** A fixture is about the preset `plain` where its configuration names no other. */
const settingsFor = once((name): Partial<Settings> => {
  const file = join(ROOT, name, CONFIG);
  if (!existsSync(file)) return { preset: 'plain' };
  const config = readConfig(readFileSync(file, 'utf8'), CONFIG);
  return { preset: 'plain', ...settingsOf(config), source: sourceOf(config) };
});

/** A mistake of ours fails the tests of its fixture, not the whole file. */
type Outcome = Conversion | InputError | { readonly crash: unknown };

function attempt(name: string): Outcome {
  try {
    return convert(bytesOf(name), settingsFor(name), 'input.sql');
  } catch (error) {
    return error instanceof InputError ? error : { crash: error };
  }
}

const outcomes = new Map(names.map((name) => [name, attempt(name)]));
const refused = names.filter((name) => outcomes.get(name) instanceof InputError);
const converted = names.filter((name) => !refused.includes(name));

function conversionOf(name: string): Conversion {
  const outcome = outcomes.get(name)!;
  if ('crash' in outcome) throw outcome.crash;
  return outcome as Conversion;
}

const utf8 = (text: string): Buffer => Buffer.from(text);
/** The input as the stages after decode see it. */
const textOf = once((name) => decode(bytesOf(name)).text);
const ending = (sql: string): string => sql.slice(-2);

/** Without the lines for psql that hold the key of one export; such a line in a function's body is the function's. */
function withoutKey(text: string): string {
  const keyed = scanCut(text).statements.filter((statement) => /^\\(?:un)?restrict\b/.test(statement.text));
  const bare = keyed.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return bare.endsWith('\n') ? bare : `${bare}\n`;
}

describe('what comes of it', () => {
  it.each(converted)('%s', async (name) => {
    const { sql, files, report } = conversionOf(name);
    await expect(sql).toMatchFileSnapshot(join(ROOT, name, 'output.sql'));
    for (const file of files) {
      await expect(file.sql).toMatchFileSnapshot(join(ROOT, name, basename(file.path)));
    }
    await expect(renderText(report)).toMatchFileSnapshot(join(ROOT, name, 'report.txt'));
  });

  it.each(refused)('%s', async (name) => {
    await expect(`${render(outcomes.get(name) as InputError)}\n`).toMatchFileSnapshot(
      join(ROOT, name, 'error.txt'),
    );
  });

  it.each(names)('%s has no file besides', (name) => {
    const written = refused.includes(name) ? ['error.txt'] : ['output.sql', 'report.txt'];
    const besides = refused.includes(name) ? [] : conversionOf(name).files.map(({ path }) => basename(path));
    const known = ['input.sql', CONFIG, ...written, ...besides];
    expect(readdirSync(join(ROOT, name)).filter((file) => !known.includes(file))).toEqual([]);
  });
});

/** Their input holds a statement that no kind knows, or that PostgreSQL's grammar refuses. */
const WITH_UNKNOWN = [
  'routinePaths-altered',
  'opaque-basic',
  'parse-conditional',
  'parse-doBlock',
  'parse-doBlockHandler',
  'parse-allowUnparsed',
  'parse-unknownStatement',
];

/** They say whether the administrator's files have run, which a baseline without such files does not. */
const WITH_FILES = ['superuser-basic', 'superuser-plain'];
/** A baseline is whole: what was added to it is part of it, and nothing is added again. */
const asItStands = once((name) =>
  convert(utf8(conversionOf(name).sql), { ...settingsFor(name), preset: 'plain' }),
);

describe('converting the output again changes nothing', () => {
  it.each(converted.filter((name) => !WITH_FILES.includes(name)))('%s', (name) => {
    expect(asItStands(name).sql).toBe(conversionOf(name).sql);
  });
});

describe('every statement of the output is known', () => {
  it.each(converted.filter((name) => !WITH_UNKNOWN.includes(name)))('%s', (name) => {
    const { report } = asItStands(name);
    expect(report.ledger.filter(({ kind }) => kind === 'opaque')).toEqual([]);
    expect(report.counts.opaque).toBe(0);
  });
});

/** Their literals hold carriage returns, which no converter can tell from those of the line ends. */
const WITH_RETURNS = ['decode-mixedLineEnds'];
/** They are in another encoding already, or say that they are. */
const ENCODED = ['decode-basic', 'decode-latin1', 'decode-unnamedLatin1', 'decode-utf16'];

/** Dumps whose text may be written in UTF-16 or behind a byte order mark; those without CRLF of their own. */
const plain = converted.filter((name) => !ENCODED.includes(name));
const withoutCrlf = plain.filter((name) => !WITH_RETURNS.includes(name) && name !== 'decode-crlf');
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** All that comes after it sees the text only. */
describe('bytes of another platform are the same text', () => {
  it.each(withoutCrlf)('%s, CRLF', (name) => {
    expect(decode(utf8(crlf(textOf(name)))).text).toBe(textOf(name));
  });
  it.each(plain)('%s, byte order mark', (name) => {
    expect(decode(utf8(`\ufeff${textOf(name)}`)).text).toBe(textOf(name));
  });
  it.each(plain)('%s, UTF-16LE', (name) => {
    expect(decode(utf16(textOf(name))).text).toBe(textOf(name));
  });
});

/** What a terminal printed around the dump is no statement. */
const WITH_NOISE = ['parse-noise'];

describe('the ledger adds up', () => {
  it.each(converted)('%s', (name) => {
    const { counts, ledger } = conversionOf(name).report;
    const { kept, guarded, changed, merged, dropped, statements } = counts;
    expect(kept + guarded + changed + merged + dropped).toBe(statements);
    expect(ledger).toHaveLength(statements);
    // One disposition each: no object stands in it twice, and each has what its disposition asks for.
    expect(new Set(ledger.map(({ object }) => object)).size).toBe(statements);
    const unexplained = ledger.filter(
      ({ disposition, detail }) =>
        ['merged', 'dropped', 'changed'].includes(disposition) !== (detail !== undefined && detail !== ''),
    );
    expect(unexplained).toEqual([]);
    const objects = new Set(ledger.map(({ object }) => object));
    expect(
      ledger.filter(({ disposition, detail }) => disposition === 'merged' && !objects.has(detail!)),
    ).toEqual([]);
  });

  it.each(converted.filter((name) => !WITH_NOISE.includes(name)))('%s, every statement is in it', (name) => {
    const lines = new Set(conversionOf(name).report.ledger.map(({ line }) => line));
    expect(scanCut(textOf(name)).statements.filter(({ line }) => !lines.has(line))).toEqual([]);
  });
});

/** What was there when the dump was read and is needed when the baseline is printed is still there. */
test('no reference of the dump dangles', () => {
  const dangling = converted.flatMap((name) =>
    conversionOf(name)
      .diagnostics.filter(({ code }) => code === 'baseline/dangling-reference')
      .map(({ message }) => `${name}: ${message}`),
  );
  expect(dangling).toEqual([]);
});

describe('the text of the output', () => {
  it.each(converted)(
    '%s: LF alone, one at the end, no blank in front of it that the dump had not',
    (name) => {
      const { sql } = conversionOf(name);
      if (WITH_RETURNS.includes(name)) expect(sql.replaceAll('\r\n', '\n')).not.toContain('\r');
      else expect(sql).not.toContain('\r');
      expect(ending(sql)).toMatch(/^[^\n]\n$/);
      const given = textOf(name).split('\n');
      const trailing = sql.split('\n').filter((line) => /[ \t]$/.test(line));
      // A line of the dump may have got words in front of it, `CREATE OR REPLACE`, but its end is as it was.
      const made = trailing.filter(
        (line) => !given.some((other) => other.endsWith(line.slice(-20).trimStart()) && /[ \t]$/.test(other)),
      );
      expect(made).toEqual([]);
    },
  );
});

const KEYS = ['abcDEF0123456789', 'Zz9'];

/** The same dump of another export on another platform: other keys, and where the dump may have them CRLF and UTF-16. */
function otherBytes(name: string): Buffer {
  if (ENCODED.includes(name)) return bytesOf(name);
  const text = KEYS.reduce(
    (inner, key) => `\\restrict ${key}\n${inner}\\unrestrict ${key}\n`,
    withoutKey(textOf(name)),
  );
  return utf16(withoutCrlf.includes(name) ? crlf(text) : text);
}

describe('nothing of the file, its platform, its name or its key', () => {
  it.each(converted)('%s', (name) => {
    const file = '/srv/exports/nightly_20251222_110429.sql';
    const { sql } = convert(otherBytes(name), settingsFor(name), file);
    expect(sql).toBe(conversionOf(name).sql);
    expect(sql).not.toMatch(/nightly|20251222|input\.sql/);
  });
});

describe('what a migration runner must not meet', () => {
  const opens = (statement: RawStatement): string => statement.text.replace(/\s+/g, ' ').slice(0, 60);
  it.each(converted)('%s', (name) => {
    const statements = scan(conversionOf(name).sql);
    expect(statements.filter(({ kind }) => kind !== 'sql').map(opens)).toEqual([]);
    const leaking =
      /^(?:SET (?!LOCAL )|RESET |SELECT pg_catalog\.set_config|BEGIN$|BEGIN |START |COMMIT|END$|ROLLBACK)/i;
    expect(statements.map(opens).filter((text) => leaking.test(text))).toEqual([]);
  });
});
