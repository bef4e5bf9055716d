/** Objects of the baseline that refer to something that the dump has and the baseline lacks: a bug in a transform. */
import type { Catalog } from '../catalog/catalog.js';
import { danglingNeeds } from '../catalog/dangling.js';
import type { Diagnostic } from '../diagnostics/diagnostics.js';

export const danglingFindings = (read: Catalog, printed: Catalog): Diagnostic[] =>
  danglingNeeds(read.objects, printed.objects).map(({ object, target }) => ({
    severity: 'warning',
    code: 'baseline/dangling-reference',
    message: `${object.id} refers to ${target.id}, which the dump has and the baseline does not. The baseline may fail to load.`,
    help: 'This is a bug in a transform; please report it. Until it is fixed, turn that transform off (transforms in the configuration).',
    object: object.id,
  }));
