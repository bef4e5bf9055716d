/** Names in front of other names, whatever these are. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byBytes } from '../src/platform/bytes.js';
import { nameInFront } from '../src/tenancy/names/nameInFront.js';

const free = (): boolean => false;

test.each([
  ['visits_patient_id_fkey', 'visits', 'visits__tenant_patient_id_fkey'],
  ['bed_allocations_bed_id_fkey', 'bed_allocations', 'bed_allocations__tenant_bed_id_fkey'],
  ['fk_visit_patient', 'visits', 'fk__tenant_visit_patient'],
  ['fk', 'visits', '_tenant_fk'],
  ['FK_VISITS', 'visits', 'FK_$tenant_VISITS'],
  ['!', 'visits', ' tenant_!'],
])('in front of %s of %s: %s', (name, table, wanted) => {
  expect(nameInFront(name, table, 'tenant', free)).toBe(wanted);
});

test('there is none in front of the first of all names', () => {
  expect(nameInFront('\u0001', 'visits', 'tenant', free)).toBeUndefined();
});

const bytes = (text: string): number => Buffer.byteLength(text);
/** In front of which nothing but NUL comes. */
const first = String.fromCharCode(1);
const character = fc.oneof(
  fc.constantFrom(...'aZ9_$ !"\'\\-/*;\n\u0001\u007fü€😀'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '\0'),
);
const identifier = fc
  .array(character, { minLength: 1, maxLength: 63 })
  .map((all) => all.join(''))
  .filter((name) => bytes(name) <= 63 && [...name].some((one) => one !== first));

test('every name has one that sorts before it, is short enough and free', () => {
  fc.assert(
    fc.property(identifier, identifier, fc.nat(12), (name, table, taken) => {
      const used = new Set([name]);
      for (let count = 0; count <= taken; count++) {
        const found = nameInFront(name, table, 'tenant', (one) => used.has(one))!;
        expect(byBytes(found, name)).toBeLessThan(0);
        expect(bytes(found)).toBeLessThanOrEqual(63);
        expect(used.has(found)).toBe(false);
        used.add(found);
      }
    }),
  );
});
