/**
 * Adds created_at, created_by, updated_at, updated_by and row_version to tables without a column of that meaning,
 * under any name. Defaults set them on INSERT, and a trigger on UPDATE, unless a trigger of the dump already sets the
 * column.
 */
import { addObjects, declare, mapObjects, warn } from '../../catalog/catalog.js';
import { objectsFromSql } from '../../kinds/fromSql.js';
import { auditPlan } from '../../tenancy/columns/auditPlan.js';
import { declaredDefault, withDefaults } from '../../tenancy/columns/createdDefaults.js';
import { withGains } from '../../tenancy/columns/gains.js';
import type { Transform } from '../base/transform.js';

export const auditColumns: Transform = {
  name: 'auditColumns',
  stage: 'enrich',
  preset: 'hims',
  summary: 'Adds columns that record when and by whom a row was written, and triggers that set them.',
  apply(catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const { gains, defaults, statements, findings } = auditPlan(catalog, tenancy, settings);
    const filled = mapObjects(catalog, 'auditColumns', (object) => withDefaults(object, defaults, tenancy));
    const wider = withGains(filled, 'auditColumns', gains);
    const all = addObjects(
      wider,
      objectsFromSql('auditColumns', [...statements.functions, ...statements.triggers]),
    );
    return warn(declare(all, { changed: defaults.map(declaredDefault) }), ...findings);
  },
};
