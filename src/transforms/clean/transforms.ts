/** Removes what a baseline does not contain, and rewrites the rest; in execution order. */
import { accessMethods } from './accessMethods.js';
import { eventTriggers } from './eventTriggers.js';
import { migrationTools } from './migrationTools.js';
import { ownership } from './ownership.js';
import { partitionOf } from './partitionOf.js';
import { privileges } from './privileges.js';
import { roles } from './roles.js';
import { secrets } from './secrets.js';
import { sequenceUsers } from './sequenceUsers.js';
import { stripClean } from './stripClean.js';
import { stripCluster } from './stripCluster.js';
import { stripData } from './stripData.js';
import { stripSession } from './stripSession.js';
import { stripTablespaces } from './stripTablespaces.js';
import { targetVersion } from './targetVersion.js';
import type { Transform } from '../base/transform.js';

export const clean: readonly Transform[] = [
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
];
