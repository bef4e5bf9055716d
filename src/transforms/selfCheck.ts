/** core.assert_tenant_isolation(): a function that fails where tenants are not apart. The baseline ends by calling it. */
import { addObjects } from '../catalog/catalog.js';
import { madeObjects } from '../kinds/made.js';
import { selfCheckCall, selfCheckComment, selfCheckFunction } from '../tenancy/selfCheck.js';
import { grantsOf } from '../tenancy/grants.js';
import { exemptViews } from '../tenancy/viewFindings.js';
import type { Transform } from './transform.js';

export const selfCheck: Transform = {
  name: 'selfCheck',
  preset: 'hims',
  summary: 'Adds a function that fails where tenants are not apart, and calls it at the end.',
  apply(catalog, settings) {
    const { tenancy, viewOwner } = settings;
    if (!catalog.tenancy) return catalog;
    const { checkFunction, column } = tenancy;
    const expectation = {
      checkFunction,
      tenantColumn: column,
      applicationRoles: grantsOf(catalog, settings).applicationRoles,
      viewOwner,
      views: exemptViews(catalog),
    };
    const made = madeObjects([
      selfCheckFunction(catalog.tenancy, expectation),
      selfCheckComment(checkFunction),
      selfCheckCall(checkFunction),
    ]);
    return addObjects(catalog, made);
  },
};
