/** Tenancy's additions and changes, in execution order. */
import { auditColumns } from './auditColumns.js';
import { classification } from './classification.js';
import { columnLists } from './columnLists.js';
import { complianceColumns } from './complianceColumns.js';
import { foreignPartitions } from './foreignPartitions.js';
import { functions } from './functions.js';
import { kernel } from './kernel.js';
import { keys } from './keys.js';
import { lookup } from './lookup.js';
import { routinePaths } from './routinePaths.js';
import { rowLevelSecurity } from './rowLevelSecurity.js';
import { selfCheck } from './selfCheck.js';
import { tenantColumn } from './tenantColumn.js';
import { tenantPrivileges } from './tenantPrivileges.js';
import { viewSecurity } from './viewSecurity.js';
import type { Transform } from '../base/transform.js';

export const enrich: readonly Transform[] = [
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
];
