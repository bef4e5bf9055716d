/** Every kitchen dump of a version, with both presets: all is there, nothing is more, and it runs again and again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/verify/engine/engine.js';
import type { Version } from '../binaries.js';
import { dumpsOf } from '../dumps.js';
import { type Server, startServer } from '../server.js';
import type { Limit } from './limits.js';
import { complaints, namesOf, openServer, textOf, verifyDump } from './witness.js';

export function kitchenIsRight(version: Version, limits: Readonly<Record<string, Limit>>): void {
  const dumps = dumpsOf(version)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('kitchen/'));
  let server: Server;
  let engine: Engine;
  beforeAll(async () => {
    server = await startServer(version);
    engine = await openServer(server, ...dumps.map(textOf));
  });
  afterAll(async () => {
    await engine?.close();
    await server?.stop();
  });

  describe.each(['plain', 'hims'] as const)(`PostgreSQL ${version}, %s`, (preset) => {
    test.each(dumps)('%s', async (name) => {
      const result = await verifyDump(engine, name, preset);
      expect(complaints(result)).toBe('');
      expect(namesOf(result.dump!.failures)).toEqual(limits[name]?.dump ?? []);
      expect(namesOf(result.notRun)).toEqual(limits[name]?.baseline ?? []);
      expect(result.fidelity.equal).toBeGreaterThan(50);
      if (preset === 'plain') expect(result.fidelity.added).toEqual([]);
    });
  });
}
