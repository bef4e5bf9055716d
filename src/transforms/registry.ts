/** All transforms. The list is the order in which they run. */
import { accessMethods } from './accessMethods.js';
import { auditColumns } from './auditColumns.js';
import { classification } from './classification.js';
import { columnLists } from './columnLists.js';
import { complianceColumns } from './complianceColumns.js';
import { dummyViews } from './dummyViews.js';
import { eventTriggers } from './eventTriggers.js';
import { foldConstraints } from './foldConstraints.js';
import { foldDefaults } from './foldDefaults.js';
import { foldEnumValues } from './foldEnumValues.js';
import { foreignPartitions } from './foreignPartitions.js';
import { functions } from './functions.js';
import { kernel } from './kernel.js';
import { inlinedRoutines } from './inlinedRoutines.js';
import { keys } from './keys.js';
import { lateIndexes } from './lateIndexes.js';
import { lookup } from './lookup.js';
import { migrationTools } from './migrationTools.js';
import { notNullNames } from './notNullNames.js';
import { ownedSequences } from './ownedSequences.js';
import { ownership } from './ownership.js';
import { partitionOf } from './partitionOf.js';
import { placement } from './placement.js';
import { privileges } from './privileges.js';
import { refreshes } from './refreshes.js';
import { roles } from './roles.js';
import { routinePaths } from './routinePaths.js';
import { rowLevelSecurity } from './rowLevelSecurity.js';
import { searchPaths } from './searchPaths.js';
import { secrets } from './secrets.js';
import { selfCheck } from './selfCheck.js';
import { sequenceUsers } from './sequenceUsers.js';
import { stripClean } from './stripClean.js';
import { stripCluster } from './stripCluster.js';
import { stripData } from './stripData.js';
import { stripSession } from './stripSession.js';
import { stripTablespaces } from './stripTablespaces.js';
import { superuser } from './superuser.js';
import { targetVersion } from './targetVersion.js';
import { tenantColumn } from './tenantColumn.js';
import { tenantPrivileges } from './tenantPrivileges.js';
import type { Transform } from './transform.js';
import { viewSecurity } from './viewSecurity.js';

export const transforms: readonly Transform[] = [
  stripSession,
  stripData,
  stripCluster,
  stripClean,
  stripTablespaces,
  ownership,
  privileges,
  targetVersion,
  secrets,
  roles,
  accessMethods,
  eventTriggers,
  sequenceUsers,
  partitionOf,
  migrationTools,
  classification,
  kernel,
  tenantColumn,
  auditColumns,
  complianceColumns,
  keys,
  foreignPartitions,
  columnLists,
  rowLevelSecurity,
  routinePaths,
  viewSecurity,
  lookup,
  functions,
  tenantPrivileges,
  selfCheck,
  refreshes,
  lateIndexes,
  inlinedRoutines,
  dummyViews,
  foldEnumValues,
  foldDefaults,
  foldConstraints,
  searchPaths,
  notNullNames,
  ownedSequences,
  placement,
  superuser,
];
