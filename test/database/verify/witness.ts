/** verify as a test calls it: a conversion, its dump as text, and an engine that is started once. */
import { convert, ready } from '../../../src/index.js';
import { renderJson } from '../../../src/report/json.js';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import type { Failure } from '../../../src/verify/load/load.js';
import { readReport } from '../../../src/verify/fidelity/report.js';
import { renderVerification } from '../../../src/verify/text.js';
import { type Verification, verify } from '../../../src/verify/verify.js';
import { withTenants } from '../../tenants.js';
import { readDump } from '../dumps.js';
import type { Server } from '../server.js';

await ready();

const ENCODINGS: readonly (readonly [RegExp, string])[] = [
  [/utf16le/, 'utf-16le'],
  [/utf16be/, 'utf-16be'],
  [/win1252/, 'windows-1252'],
  [/\.latin1/, 'latin1'],
];

/** As iconv and dos2unix make it: verify reads UTF-8 only. */
export function textOf(name: string): string {
  const encoding = ENCODINGS.find(([pattern]) => pattern.test(name))?.[1] ?? 'utf-8';
  const text = new TextDecoder(encoding).decode(readDump(name));
  return /crlf/.test(name) ? text.replaceAll('\r\n', '\n') : text;
}

/** The SQL of the tests is our own: it runs as a superuser, unless the test is about who it runs as. */
export const openServer = (server: Server, ...sql: readonly string[]): Promise<Engine> =>
  openEngine({ server: urlOf(server), trust: true }, ...sql);

export function urlOf({ env }: Server): string {
  const where = new URLSearchParams({ host: env['PGHOST'] ?? '', port: env['PGPORT'] ?? '5432' });
  return `postgres://${env['PGUSER'] ?? 'postgres'}@/postgres?${where}`;
}

export function verifyDump(engine: Engine, name: string, preset: 'plain' | 'hims'): Promise<Verification> {
  const { sql, report } = convert(readDump(name), { preset, ...withTenants });
  return verify({
    engine,
    dump: textOf(name),
    baseline: [sql],
    report: readReport(renderJson(report), 'report.json'),
    plain: preset === 'plain',
  });
}

/** '' where all is right; what verify says, where not. */
export const complaints = (result: Verification): string => (result.ok ? '' : renderVerification(result));

/** What could not be run, by the object that it is about, as the test lists it. */
export const namesOf = (failures: readonly Failure[]): string[] => failures.map(({ message }) => message);
