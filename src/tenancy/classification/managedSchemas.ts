import type { Catalog } from '../../catalog/catalog.js';
import { KIND } from '../../kinds/registry.js';

/** The schemas of the dump, those of its tables, and the one that is always there; without those that are left as they are. */
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
