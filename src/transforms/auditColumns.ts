/**
 * created_at, created_by, updated_at, updated_by and row_version where a table has none of that meaning, under whatever name,
 * and a trigger that keeps them. Triggers of the dump that set such a column keep it.
 */
import { addObjects, mapObjects, warn } from '../catalog/catalog.js';
import { madeObjects } from '../kinds/made.js';
import { isTable } from '../kinds/table.js';
import { auditPlan } from '../tenancy/columns/auditPlan.js';
import { withGains } from '../tenancy/columns/gains.js';
import type { Transform } from './transform.js';

export const auditColumns: Transform = {
  name: 'auditColumns',
  preset: 'hims',
  summary: 'Adds columns that record when and by whom a row was written, and triggers that set them.',
  apply(catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const { gains, statements, findings } = auditPlan(catalog, tenancy, settings);
    const tab = ' '.repeat(settings.tabWidth);
    const wider = mapObjects(catalog, 'auditColumns', (object) =>
      isTable(object) ? withGains(object, 'audit', gains, tab) : object,
    );
    return warn(addObjects(wider, madeObjects(statements)), ...findings);
  },
};
