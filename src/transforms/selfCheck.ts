/** core.assert_tenant_isolation(): a function that fails where tenants are not apart. The baseline ends by calling it. */
import { addObjects, declare, warn } from '../catalog/catalog.js';
import { quoteName } from '../catalog/names.js';
import type { Diagnostic } from '../diagnostics.js';
import { madeObjects } from '../kinds/made.js';
import { selfCheckCall, selfCheckComment, selfCheckFunction } from '../tenancy/security/selfCheck.js';
import { grantsOf } from '../tenancy/privileges/grants.js';
import { nameFrom } from '../tenancy/patterns.js';
import { exemptViews } from '../tenancy/views/viewFindings.js';
import type { Transform } from './transform.js';

const notCalled = (shown: string, missing: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'selfCheck/not-called',
  message: `Tenants are not apart by this baseline alone, for the transform ${missing.join(', ')} is off. It does not end with ${shown}(), which would fail.`,
  help: `Call it where tenants are to be apart: SELECT ${shown}();`,
  object: `function ${shown}()`,
});

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
    // What it asks for is done by these: without one of them it would fail, and nothing would be made at all.
    const missing = ['tenantColumn', 'rowLevelSecurity', 'viewSecurity'].filter((name) =>
      settings.off.includes(name),
    );
    const made = madeObjects([
      selfCheckFunction(catalog.tenancy, expectation),
      selfCheckComment(checkFunction),
      ...(missing.length === 0 ? [selfCheckCall(checkFunction)] : []),
    ]);
    const [own] = made;
    const theirs = catalog.objects.find(({ id }) => id === own!.id);
    const changed =
      theirs === undefined || theirs.sql === own!.sql
        ? []
        : [
            {
              kind: 'function',
              name: theirs.identity,
              what: 'fails where tenants are not apart',
              why: 'the baseline ends by calling it (checkFunction in the configuration)',
            },
          ];
    const checked = declare(addObjects(catalog, made), { changed });
    return missing.length === 0
      ? checked
      : warn(checked, notCalled(quoteName(nameFrom(checkFunction)), missing));
  },
};
