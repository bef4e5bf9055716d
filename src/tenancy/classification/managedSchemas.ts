import type { Catalog } from '../../catalog/catalog.js';
import { KIND } from '../../kinds/registry.js';

/** The schemas of the dump and of its tables, and `public`, which always exists, without unmanaged schemas. */
export const managedSchemas = ({ objects, tenancy }: Catalog): string[] =>
  [
    ...new Set([
      'public',
      ...tenancy!.schemas,
      ...objects.filter(({ kind }) => kind === KIND.schema).map(({ name }) => name.name),
    ]),
  ]
    .filter((schema) => schema === 'public' || !tenancy!.unmanagedSchemas?.includes(schema))
    .toSorted();
