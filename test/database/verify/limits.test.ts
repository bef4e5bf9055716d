/** PGlite names what it cannot run, and judges the rest. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine/engine.js';
import { openEngine } from '../../../src/verify/engines.js';
import { PGLITE } from './limits.js';
import { complaints, namesOf, textOf, verifyDump } from './witness.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine(undefined, ...Object.keys(PGLITE).map(textOf));
});
afterAll(() => engine?.close());

describe.each(['plain', 'hims'] as const)('%s', (preset) => {
  test.each(Object.entries(PGLITE))('%s', async (name, limit) => {
    const result = await verifyDump(engine, name, preset);
    expect(complaints(result)).toBe('');
    expect([...new Set(namesOf(result.dump!.failures))]).toEqual(limit.dump);
    expect([...new Set(namesOf(result.notRun))]).toEqual(limit.baseline);
  });
});
