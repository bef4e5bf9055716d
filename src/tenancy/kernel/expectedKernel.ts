/** Objects that the baseline calls and does not create. */
import { quoteName } from '../../catalog/names.js';
import type { Tenancy } from '../../catalog/tenancy.js';
import type { Diagnostic } from '../../diagnostics/diagnostics.js';

/** Reports objects that the dump lacks while the transform `kernel` is off. */
export const expectedKernel = ({ tenants, currentTenant, currentUser }: Tenancy): Diagnostic[] =>
  [
    ...[currentTenant, currentUser].map(({ made, name }) => ({
      made,
      what: `function ${quoteName(name)}()`,
    })),
    { made: tenants.made, what: `table ${quoteName(tenants.name)}` },
  ]
    .filter(({ made }) => made)
    .map(({ what }) => ({
      severity: 'warning',
      code: 'kernel/expected',
      message: `The dump has no ${what}, and the transform kernel, which would create it, is off.`,
      help: 'Create it before the baseline runs, or switch the transform on: transforms: { kernel: true }.',
      object: what,
    }));
