/** Each kind of these areas can go again. */
import { expect, it } from 'vitest';
import { kinds as foreign } from '../../src/kinds/foreign/kinds.js';
import { kinds as operators } from '../../src/kinds/operators/kinds.js';
import { kinds as publications } from '../../src/kinds/publications/kinds.js';
import { kinds as routines } from '../../src/kinds/routines/kinds.js';
import { kinds as schemas } from '../../src/kinds/schemas/kinds.js';
import { kinds as textSearch } from '../../src/kinds/textSearch/kinds.js';
import { kinds as types } from '../../src/kinds/types/kinds.js';
import type { AnyKind } from '../../src/kinds/base/kind.js';

const areas: readonly AnyKind[] = [
  ...foreign,
  ...operators,
  ...publications,
  ...routines,
  ...schemas,
  ...textSearch,
  ...types,
];

it('all but a value of an enum type, which PostgreSQL cannot remove', () => {
  expect(areas.filter(({ drop }) => drop === undefined).map(({ name }) => name)).toEqual(['enumValue']);
});
