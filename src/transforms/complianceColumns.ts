/**
 * Columns for confidentiality, retention, erasure, consent and origin, by the profile that a table's name fits. They hold what
 * laws ask to be provable; to fill them is the application's.
 */
import { addObjects, mapObjects, warn } from '../catalog/catalog.js';
import { madeObjects } from '../kinds/made.js';
import { isTable } from '../kinds/table.js';
import { complianceGains } from '../tenancy/columns/complianceGains.js';
import { withGains } from '../tenancy/columns/gains.js';
import type { Transform } from './transform.js';

export const complianceColumns: Transform = {
  name: 'complianceColumns',
  preset: 'hims',
  summary:
    'Adds columns for legal requirements, by profile: health records, finance, data exchange, personal data.',
  apply(catalog, settings) {
    const { tenancy } = catalog;
    if (!tenancy) return catalog;
    const { gains, statements, findings } = complianceGains(catalog, tenancy, settings);
    const tab = ' '.repeat(settings.tabWidth);
    const wider = mapObjects(catalog, 'complianceColumns', (object) =>
      isTable(object) ? withGains(object, 'compliance', gains, tab) : object,
    );
    return warn(addObjects(wider, madeObjects(statements)), ...findings);
  },
};
