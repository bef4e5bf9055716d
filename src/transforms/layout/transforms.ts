/** The objects' order and form, in execution order. */
import { dummyViews } from './dummyViews.js';
import { foldColumns } from './foldColumns.js';
import { foldConstraints } from './foldConstraints.js';
import { foldDefaults } from './foldDefaults.js';
import { foldEnumValues } from './foldEnumValues.js';
import { inlinedRoutines } from './inlinedRoutines.js';
import { lateIndexes } from './lateIndexes.js';
import { notNullNames } from './notNullNames.js';
import { ownedSequences } from './ownedSequences.js';
import { placement } from './placement.js';
import { refreshes } from './refreshes.js';
import { searchPaths } from './searchPaths.js';
import { superuser } from './superuser.js';
import type { Transform } from '../base/transform.js';

export const layout: readonly Transform[] = [
  refreshes,
  lateIndexes,
  inlinedRoutines,
  dummyViews,
  foldEnumValues,
  foldColumns,
  foldDefaults,
  foldConstraints,
  searchPaths,
  notNullNames,
  ownedSequences,
  placement,
  superuser,
];
